"""Analysts overrule what the rules make of it: exactly that, in any order, and without a trace once withdrawn."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.overrules import Act, Overrule
from shared.records import Claim, Report
from tests.factories import a_claim, a_day, a_place, a_quantity, a_report, claim_at
from tests.told import written
from tests.unit.test_amend import a_text, drawn, kept, take_in
from workers.reconcile import reconcile
from workers.reconcile.overruling import Parted, rulings
from workers.reconcile.shelf import Shelf

TOLD = (
    ("Shells killed 17 people at the market of Karm.", "Karm", "2020-05-01", 17),
    ("Seventeen died when the market of Karm was hit.", "Karm", "2020-05-01", 17),
    ("A raid killed 9 in Karm.", "Karm", "2020-05-01", 9),
    ("Far away a raid killed 40 people in Port Ode.", "Port Ode", "2020-05-09", 40),
)


def some() -> tuple[list[Claim], list[Report]]:
    """Three reports of Karm, which the rules put together, and one of another place."""
    reports = [
        a_report(text, outlet=f"Outlet {n}", ref=str(n)) for n, (text, *_) in enumerate(TOLD)
    ]
    claims = [
        a_claim(
            report,
            places=(a_place(place, id=place, lat=10.0 if place == "Karm" else 40.0),),
            time=a_day(day, span=(0, 1)),
            quantities=(a_quantity(number),),
        )
        for report, (_, place, day, number) in zip(reports, TOLD, strict=True)
    ]
    return claims, reports


def an_overrule(act: Act, claims: Sequence[Claim], **sides: Sequence[Claim]) -> Overrule:
    reports = tuple(sorted({claim.report for claim in claims}))
    return Overrule(
        act=act,
        reports=reports,
        **{side: tuple(claim.id for claim in of) for side, of in sides.items()},
    )


def join(*claims: Claim) -> Overrule:
    return an_overrule(Act.JOIN, claims, together=claims)


def split(these: Sequence[Claim], those: Sequence[Claim]) -> Overrule:
    return an_overrule(Act.SPLIT, [*these, *those], these=these, those=those)


def pin(these: Sequence[Claim], those: Sequence[Claim], home: Sequence[Claim]) -> Overrule:
    every = [*these, *those, *home]
    together = [*these, *home]
    return an_overrule(Act.PIN, every, these=these, those=those, together=together)


def together(overrules: Mapping[int, Overrule], number: int = 4) -> set[frozenset[int]]:
    """Which of the reports share a situation."""
    claims, reports = some()
    claims, reports = claims[:number], reports[:number]
    found = reconcile(claims, reports, overrules).situations
    of = {claim.id: n for n, claim in enumerate(claims)}
    return {frozenset(of[c] for v in s.voices for c in (*v.claims, *v.copies)) for s in found}


def test_the_rules_alone() -> None:
    assert together({}) == {frozenset({0, 1, 2}), frozenset({3})}


def test_what_is_joined_is_one_situation_and_its_ids_lead_there() -> None:
    claims, reports = some()
    apart = reconcile(claims, reports).situations
    (one,) = reconcile(claims, reports, {1: join(claims[0], claims[3])}).situations
    assert {one.id, *one.forwards} >= {each.id for each in apart}
    assert {c for voice in one.voices for c in (*voice.claims, *voice.copies)} == {
        claim.id for claim in claims
    }


def test_what_is_split_off_is_a_situation_of_its_own() -> None:
    claims, _ = some()
    ruled = {1: split([claims[2]], claims[:2])}
    assert together(ruled) == {frozenset({0, 1}), frozenset({2}), frozenset({3})}


def test_what_is_pinned_leaves_the_one_and_goes_to_the_other() -> None:
    claims, _ = some()
    ruled = {1: pin([claims[2]], claims[:2], [claims[3]])}
    assert together(ruled) == {frozenset({0, 1}), frozenset({2, 3})}


def test_the_later_word_holds() -> None:
    claims, _ = some()
    parted, joined = split([claims[2]], claims[:2]), join(*claims[:3])
    assert frozenset({0, 1, 2}) in together({1: parted, 2: joined})
    assert frozenset({2}) in together({1: joined, 2: parted})


def test_a_report_that_comes_later_goes_where_it_is_most_like() -> None:
    """17 at the market was split from the raid with 9: another report of 17 is of the market."""
    claims, _ = some()
    ruled = {1: split([claims[2]], [claims[0]])}
    assert together(ruled, 3) == {frozenset({0, 1}), frozenset({2})}
    other = {1: split([claims[0]], [claims[2]])}
    assert together(other, 3) == {frozenset({0, 1}), frozenset({2})}


def test_claims_of_one_sentence_after_another_can_be_split() -> None:
    """A report that runs two happenings together is cut where the analyst says."""
    text = "Shells killed 17 people at the market of Karm. A raid killed 9 there."
    report = a_report(text)
    at = text.index("A raid")
    place, day = (a_place("Karm"),), a_day("2020-05-01", span=(0, 1))
    claims = [
        claim_at(
            report, s, e, id=f"c{number}", places=place, time=day, quantities=(a_quantity(number),)
        )
        for s, e, number in ((0, at - 1, 17), (at, len(text), 9))
    ]
    assert len(reconcile(claims, [report]).situations) == 1
    ruled = {1: split([claims[1]], [claims[0]])}
    found = reconcile(claims, [report], ruled).situations
    assert sorted(figure.best for each in found for figure in each.figures) == [9, 17]
    assert len(found) == 2


def test_overrules_of_claims_that_are_no_longer_there_change_nothing() -> None:
    claims, reports = some()
    gone = [claim.model_copy(update={"id": f"gone{n}"}) for n, claim in enumerate(claims)]
    ruled = {1: join(gone[0], gone[3]), 2: split([gone[1]], [gone[0]])}
    assert reconcile(claims, reports, ruled).situations == reconcile(claims, reports).situations


def test_what_is_said_of_the_same_claims_twice_is_settled_by_the_later() -> None:
    def said(**sides: str) -> Overrule:
        fields = {side: tuple(claims) for side, claims in sides.items()}
        return Overrule(act=Act.PIN, reports=("r",), **fields)

    ruled = rulings({1: said(together="abcd"), 2: said(these="ab", those="c")})
    assert set(ruled.together) == {frozenset("cd"), frozenset("ab")}
    assert ruled.parted == (Parted(frozenset("ab"), frozenset("c")),)
    ruled = rulings({1: said(these="ab", those="cd"), 2: said(together="ac")})
    assert set(ruled.parted) == {
        Parted(frozenset("b"), frozenset("cd")),
        Parted(frozenset("a"), frozenset("d")),
    }


@st.composite
def decisions(draw: st.DrawFn) -> list[tuple[Act, int, int]]:
    numbers = st.integers(0, 30)
    return draw(
        st.lists(st.tuples(st.sampled_from(list(Act)), numbers, numbers), min_size=1, max_size=4)
    )


def decided(
    rows: list[tuple[Act, int, int]], claims: Sequence[Claim], reports: Sequence[Report]
) -> dict[int, Overrule]:
    """Overrules as the command line makes them, from situations that are there."""
    found: dict[int, Overrule] = {}
    news = {claim.id: claim for claim in claims if not claim.background}
    for number, (act, first, second) in enumerate(rows, 1):
        groups = [
            sorted(c for telling in group.tellings for c in telling.claims)
            for group in reconcile(claims, reports, found).groups.values()
        ]
        if not groups:
            break
        ours, theirs = ([news[c] for c in sorted(groups)[n % len(groups)]] for n in (first, second))
        if act is Act.JOIN:
            found[number] = join(*ours, *theirs)
        elif len(ours) > 1 and act is Act.SPLIT:
            found[number] = split(ours[:1], ours[1:])
        elif ours != theirs:
            found[number] = pin(ours[:1], ours[1:], theirs)
    return found


def at_once(
    claims: Sequence[Claim], reports: Sequence[Report], ruled: Mapping[int, Overrule]
) -> tuple[object, ...]:
    whole = Shelf(claims, reports)
    whole.ruled |= ruled
    take_in(whole, sorted({report.id for report in reports}))
    return kept(whole, reports)


@given(st.lists(a_text, min_size=2, max_size=8), decisions(), st.integers(0, 10_000))
@settings(deadline=None, max_examples=40)
def test_overruled_whenever_it_comes_to_the_same(
    texts: list[dict], rows: list[tuple[Act, int, int]], seed: int
) -> None:
    """Overrules made in the midst of things, on reports that have come and are yet to come; then withdrawn."""
    claims, reports = written(texts)
    ruled = decided(rows, claims, reports)
    choose = random.Random(seed)
    steps: list[Report | int] = [*reports, *ruled]
    choose.shuffle(steps)
    shelf = Shelf()
    for step in steps:
        if isinstance(step, int):
            shelf.ruled[step] = ruled[step]
            take_in(shelf, ruled[step].reports)
        else:
            shelf.add([c for c in claims if c.report == step.id], [step])
            take_in(shelf, [step.id])
    assert kept(shelf, reports) == at_once(claims, reports, ruled)
    for number in choose.sample(sorted(ruled), len(ruled)):
        take_in(shelf, shelf.ruled.pop(number).reports)
    assert kept(shelf, reports) == at_once(claims, reports, {})


@pytest.mark.parametrize("number", range(4))
def test_no_report_and_no_claim_is_lost_by_an_overrule(number: int) -> None:
    claims, reports = some()
    ruled = {1: split([claims[number]], [c for c in claims if c is not claims[number]])}
    shelf = Shelf(claims, reports)
    shelf.ruled |= ruled
    take_in(shelf, [report.id for report in reports])
    assert all(claim.id in drawn(shelf) for claim in claims)
