"""One more report is taken in without looking at the others, and yet the picture is that of all."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.export import lines
from shared.records import Claim, Report
from tests.told import PLACES, SENTENCES, Written, written
from tests.unit.test_reconcile import anyhow, everything, told_anyhow
from workers.reconcile import amend
from workers.reconcile.shelf import Shelf


def take_in(shelf: Shelf, reports: Iterable[str]) -> None:
    made = amend(shelf, reports)
    shelf.keep(made.cards, made.keys, made.seats, made.situations)


def drawn(shelf: Shelf) -> str:
    return lines(shelf.drawn[each] for each in sorted(shelf.drawn))


def in_portions(
    claims: Sequence[Claim], reports: Sequence[Report], seed: int, largest: int
) -> Shelf:
    """All of them in some order, so many at a time, some of them twice."""
    shuffle = random.Random(seed)
    left = [report.id for report in reports] + [r.id for r in reports if shuffle.random() < 0.2]
    shuffle.shuffle(left)
    shelf = Shelf()
    while left:
        portion = {left.pop() for _ in range(min(len(left), shuffle.randint(1, largest)))}
        shelf.add(
            [c for c in claims if c.report in portion], [r for r in reports if r.id in portion]
        )
        take_in(shelf, sorted(portion))
    return shelf


def kept(shelf: Shelf, reports: Sequence[Report]) -> tuple[object, ...]:
    """The picture, and where everything has its place."""
    ids = sorted({report.id for report in reports})
    return drawn(shelf), shelf.cards(ids), sorted(shelf.seats_of(ids))


@cache
def everything_at_once() -> tuple[object, ...]:
    """What every example of the cases must come to."""
    return at_once(*everything())


def at_once(claims: Sequence[Claim], reports: Sequence[Report]) -> tuple[object, ...]:
    """What must be kept of these, had all been there at once."""
    whole = Shelf(claims, reports)
    take_in(whole, sorted({report.id for report in reports}))
    return kept(whole, reports)


# Only the order differs from one example to the next: what is told differs in the tests below.
@given(st.integers(0, 10_000), st.integers(1, 5))
@settings(deadline=None, max_examples=50)
def test_the_cases_one_after_the_other(seed: int, largest: int) -> None:
    claims, reports = everything()
    shelf = in_portions(claims, reports, seed, largest)
    assert kept(shelf, reports) == everything_at_once()


@given(st.lists(told_anyhow, max_size=9), st.integers(0, 10_000), st.integers(1, 3))
@settings(deadline=None)
def test_whatever_is_told_one_after_the_other(rows: list[dict], seed: int, largest: int) -> None:
    claims, reports = anyhow(rows)
    shelf = in_portions(claims, reports, seed, largest)
    assert kept(shelf, reports) == at_once(claims, reports)


a_sentence = st.fixed_dictionaries(
    {
        "words": st.sampled_from(SENTENCES),
        "n": st.sampled_from([3, 17, 17, 23]),
        "place": st.sampled_from([*PLACES, None, "Karm", "Karm"]),
        "day": st.sampled_from([None, None, "2020-05-01", "2020-05-02", "2020-05-05"]),
        "kind": st.sampled_from(["casualties", "attack", "evacuation", "agreement", "other"]),
        "source": st.sampled_from([None, "the army", "Red Crescent"]),
        "background": st.sampled_from([False, False, False, True]),
        "phase": st.sampled_from(["happened", "happened", "ongoing"]),
    }
)
a_text = st.fixed_dictionaries(
    {
        "sentences": st.lists(a_sentence, min_size=1, max_size=4),
        "outlet": st.sampled_from(["Wire", "Gazette", "Northern Front", None]),
        "published": st.sampled_from(
            ["2020-05-01", "2020-05-02", "2020-05-03", "2020-05-06", None]
        ),
        "ref": st.sampled_from(["a", "b", "c", "d", "e", "f"]),
        "revision_of": st.sampled_from([None, None, None, "a", "b"]),
        "status": st.sampled_from(["usable", "usable", "usable", "canceled"]),
    }
)


@given(st.lists(a_text, max_size=9), st.integers(0, 10_000), st.integers(1, 3))
@settings(deadline=None, max_examples=80)
def test_texts_one_after_the_other(texts: list[dict], seed: int, largest: int) -> None:
    claims, reports = written(texts)
    shelf = in_portions(claims, reports, seed, largest)
    assert kept(shelf, reports) == at_once(claims, reports)


@given(st.lists(a_text, min_size=2, max_size=8), st.integers(0, 10_000))
@settings(deadline=None, max_examples=60)
def test_what_is_withdrawn_leaves_nothing(texts: list[dict], seed: int) -> None:
    claims, reports = written(texts)
    shelf = in_portions(claims, reports, seed, 3)
    gone = {report.id for i, report in enumerate(reports) if i % 2}
    for each in sorted(gone):
        shelf.withdraw(each)
        take_in(shelf, [each])
    left = [report for report in reports if report.id not in gone]
    theirs = [c for c in claims if c.report not in gone]
    assert kept(shelf, left) == at_once(theirs, left)


@given(st.lists(a_text, min_size=2, max_size=8), st.integers(0, 10_000))
@settings(deadline=None, max_examples=60)
def test_what_is_read_again_leaves_nothing_of_what_was_read_before(
    texts: list[dict], seed: int
) -> None:
    claims, reports = written(texts)
    shelf = in_portions(claims, reports, seed, 3)
    by_report = {report.id: [c for c in claims if c.report == report.id] for report in reports}
    for each in sorted(by_report)[::2]:
        by_report[each] = by_report[each][::2]
        shelf.add(by_report[each], [])
        take_in(shelf, [each])
    left = [claim for read in by_report.values() for claim in read]
    assert kept(shelf, reports) == at_once(left, reports)


def test_a_telling_read_again_is_not_taken_for_what_it_was() -> None:
    """It keeps its id, which is that of its first claim, and has another day without its second: a report that was
    withdrawn, and lies in a situation of its own, belongs with it now."""
    texts = Written(1)
    every = sorted(texts.envelopes)
    shelf = in_portions(texts.claims, texts.reports, 1, len(every))
    left = {each: [c for c in texts.claims if c.report == each] for each in every}
    left[every[3]] = left[every[3]][::2]
    shelf.add(left[every[3]], [])
    take_in(shelf, [every[3]])
    claims = [claim for read in left.values() for claim in read]
    assert kept(shelf, texts.reports) == at_once(claims, texts.reports)


@pytest.mark.parametrize("outlets", [("Wire", "Gazette"), ("Gazette", "Wire")])
def test_a_report_that_is_taken_in_twice_changes_nothing(outlets: tuple[str, str]) -> None:
    claims, reports = everything()
    shelf = in_portions(claims, reports, 1, 4)
    made = amend(shelf, [reports[0].id])
    assert all(shelf.drawn.get(each) == one for each, one in made.situations.items())
