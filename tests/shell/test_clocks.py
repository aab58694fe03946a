"""The ledger when clocks are set: an hour forward or back changes nothing but the moments written."""

import time
from collections.abc import Iterator

import pytest
from standins import submit

from shared.hops import Hop, Outcome
from shared.ledger import Ledger

HOUR = 3600.0


@pytest.fixture(params=[HOUR, -HOUR, -60.0], ids=["forward", "back", "a minute back"])
def step(
    request: pytest.FixtureRequest, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> Iterator[object]:
    real = type(ledger).now

    def set_clock() -> None:
        monkeypatch.setattr(type(ledger), "now", lambda self, db: real(self, db) + request.param)

    yield set_clock


def test_what_waits_can_be_claimed(ledger: Ledger, step) -> None:
    report = submit(ledger, 1).report
    step()
    assert ledger.due(Hop.INTAKE, 10) == 1
    held = ledger.take(Hop.INTAKE, report, "w/1")
    assert held is not None
    ledger.finish(held, Outcome.ADMITTED, {})
    assert ledger.take(Hop.EXTRACT, None, "w/1") is not None


def test_what_was_freed_can_be_claimed(ledger: Ledger, step) -> None:
    submit(ledger, 1)
    assert ledger.take(Hop.INTAKE, None, "w/1") is not None
    step()
    ledger.free("w/1")
    assert ledger.take(Hop.INTAKE, None, "w/2") is not None


def test_a_pause_lasts_no_longer_than_the_longest(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(ledger, 1)
    held = ledger.take(Hop.INTAKE, None, "w/1")
    assert held is not None
    ledger.give_back([held], pause=60.0, tried=True)
    assert ledger.take(Hop.INTAKE, None, "w/1") is None
    real = type(ledger).now
    monkeypatch.setattr(type(ledger), "now", lambda self, db: real(self, db) - HOUR)
    again = ledger.take(Hop.INTAKE, None, "w/1")
    assert again is not None
    assert (again.tried, again.lost) == (1, 0)


def test_somebody_can_lead(ledger: Ledger, step) -> None:
    assert ledger.lead("a", 5)
    assert not ledger.lead("b", 5)
    step()
    leads = ledger.lead("b", 5)
    time.sleep(0)
    assert leads or ledger.lead("a", 5)


def test_nothing_has_waited_for_less_than_no_time(ledger: Ledger, step) -> None:
    submit(ledger, 1)
    step()
    (intake, *_) = ledger.backlog()
    assert intake.oldest_s is not None
    assert intake.oldest_s >= 0
    held = ledger.take(Hop.INTAKE, None, "w/1")
    assert held is not None
    ledger.finish(held, Outcome.ADMITTED, {})
    (tallied,) = [each for each in ledger.tallied() if each.outcome == "admitted"]
    assert tallied.number == 1
    assert tallied.waited_s >= 0
    assert tallied.worked_s >= 0
