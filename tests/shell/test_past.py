"""The picture of any moment can be had again, and what has changed since: from the ledger, not from memory."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from standins import Quiet

from shared.export import lines
from shared.hops import Hop
from shared.ledger import Ledger, open_ledger
from shared.records import Report
from shared.settings import Settings
from tests.told import Written, take_in, work_on
from workers import core
from workers.recalling import changed, pictured
from workers.shell import Shell


@dataclass(frozen=True)
class Kept:
    """What was exported at a moment."""

    at: float
    claims: str
    situations: str


class Rereading(Written):
    """Reads some reports otherwise when it reads them again: every second claim has gone."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.seen: set[str] = set()

    def __call__(self, report: Report) -> Written.Extraction:
        told = super().__call__(report).claims
        if report.id in self.seen:
            told = told[::2]
        self.seen.add(report.id)
        return Written.Extraction(told)


@pytest.fixture
def texts(request: pytest.FixtureRequest) -> Rereading:
    return Rereading(getattr(request, "param", 1))


@pytest.fixture
def line(settings: Settings, ledger: Ledger, texts: Rereading, monkeypatch) -> Shell:
    monkeypatch.setattr("workers.intake.admit", lambda *_: None)
    return Shell(settings, ledger, Quiet(), texts, core.redraw)


@pytest.fixture
def all_told(told_settings: Settings, texts: Rereading, monkeypatch) -> Iterator[Shell]:
    """The first texts are all in its picture, as they are read the first time."""
    monkeypatch.setattr("workers.intake.admit", lambda *_: None)
    ledger = open_ledger(told_settings)
    yield Shell(told_settings, ledger, Quiet(), texts, core.redraw)
    ledger.close()


def keep(ledger: Ledger) -> Kept:
    claims, situations = ledger.exported()
    return Kept(time.time(), lines(claims), lines(situations))


def recall(ledger: Ledger, at: float) -> Kept:
    with ledger.recalled(at) as drawing:
        situations = "".join(f"{each}\n" for each in pictured(drawing))
    return Kept(at, lines(ledger.claims_known(at)), situations)


def live_through(line: Shell, ledger: Ledger, texts: Rereading) -> Iterator[Kept]:
    """Reports come in portions, corrections and withdrawals among them; then some are read again, some twice."""
    every = sorted(texts.envelopes)
    for start in range(0, len(every), 4):
        take_in(line, [texts.envelopes[each] for each in every[start : start + 4]])
        yield keep(ledger)
    ledger.read_again(every[:5], Hop.EXTRACT)
    work_on(line, Hop.EXTRACT)
    yield keep(ledger)  # read again, and not yet redrawn with
    work_on(line, Hop.RECONCILE)
    yield keep(ledger)
    ledger.read_again(every[2:7], Hop.INTAKE)
    work_on(line, *Hop)
    yield keep(ledger)


@pytest.mark.parametrize("texts", [1, 2], indirect=True)
def test_the_picture_of_each_moment_is_what_was_exported_then(
    line: Shell, ledger: Ledger, texts: Rereading
) -> None:
    kept = list(live_through(line, ledger, texts))
    assert len({each.situations for each in kept}) > 6
    assert len({each.claims for each in kept}) > 6
    for each in kept:
        assert recall(ledger, each.at) == each
    assert recall(ledger, 0.0) == Kept(0.0, "", "")


def test_a_reading_that_says_the_same_again_leaves_no_trace_in_the_past(
    all_told: Shell, texts: Rereading
) -> None:
    ledger, before = all_told.ledger, time.time()
    ledger.read_again(sorted(texts.envelopes), Hop.EXTRACT)
    work_on(all_told, Hop.EXTRACT, Hop.RECONCILE)
    with ledger.recalled(before) as drawing:
        assert drawing.changed == ()


def test_the_clock_may_be_set_back(
    line: Shell, ledger: Ledger, texts: Rereading, monkeypatch
) -> None:
    """Redraws are told apart by their moments: a later one never has an earlier moment."""
    first, second, *_ = sorted(texts.envelopes)
    take_in(line, [texts.envelopes[first]])
    moment, real = time.time(), ledger.now
    monkeypatch.setattr(ledger, "now", lambda db: real(db) - 3600)
    take_in(line, [texts.envelopes[second]])
    moments = [each.at for each in ledger.updates()]
    assert moments == sorted(moments)
    assert moments[0] < moments[-1] < moment
    assert recall(ledger, moments[0]).situations == texts.of([first])
    assert recall(ledger, moment).situations == texts.of([first, second])


def test_what_was_removed_for_good_is_not_to_be_had_again_and_is_counted(
    all_told: Shell, texts: Rereading
) -> None:
    first, *rest = sorted(texts.envelopes)
    ledger, moment = all_told.ledger, time.time()
    assert ledger.removed_since(moment) == 0
    ledger.remove(first, "me", "asked for")
    work_on(all_told, Hop.RECONCILE)
    known = recall(ledger, moment)
    assert known.situations == texts.of(rest)
    assert ledger.removed_since(moment) == 1
    assert first not in known.claims


def told(ledger: Ledger, since: float) -> list[dict]:
    with ledger.recalled(since) as drawing:
        return [json.loads(each) for each in changed(drawing)]


def test_changes_lead_from_the_picture_of_then_to_that_of_now(
    line: Shell, ledger: Ledger, texts: Rereading
) -> None:
    every = sorted(texts.envelopes)
    take_in(line, [texts.envelopes[each] for each in every[:12]])
    before = {each.id: each for each in ledger.situations()}
    moment = time.time()
    take_in(line, [texts.envelopes[each] for each in every[12:]])
    after = {each.id: each for each in ledger.situations()}
    differing = {e for e in before.keys() | after.keys() if before.get(e) != after.get(e)}
    found = told(ledger, moment)
    assert {each["situation"] for each in found} == differing
    assert {each["situation"] for each in found if each["change"] == "new"} == after.keys() - before
    assert all(each["because"] and set(each["because"]) <= set(every[12:]) for each in found)
    assert told(ledger, time.time()) == []


def test_each_reader_has_looks_of_his_own(ledger: Ledger) -> None:
    assert ledger.last_look("ann") is None
    ledger.looked("ann", 5.0)
    ledger.looked("ben", 6.0)
    ledger.looked("ann", 7.5)
    assert (ledger.last_look("ann"), ledger.last_look("ben")) == (7.5, 6.0)


def test_an_export_has_the_claims_of_its_picture_and_no_others(
    line: Shell, ledger: Ledger, texts: Rereading
) -> None:
    """A claim of a report that waits to be reconciled is in no figure; else two files of two moments would be one export."""
    first, *rest = sorted(texts.envelopes)[:9]
    take_in(line, [texts.envelopes[each] for each in rest])
    kept = ledger.exported()[0]
    ledger.accept(texts.envelopes[first])
    work_on(line, Hop.INTAKE, Hop.EXTRACT)
    assert {each.report for each in ledger.claims()} > {each.report for each in kept}
    assert ledger.exported()[0] == kept
    work_on(line, Hop.RECONCILE)
    assert ledger.exported()[0] == ledger.claims()
