"""What an operator sends again or drops: what would happen, what happened, and the way back."""

import getpass
import json
import re

import pytest
from standins import PROSE, pending, redraw, submit, work_all

from producers.options import Exit
from shared.hops import Hop, Outcome, Reason
from shared.ledger import Ledger, open_ledger
from shared.settings import read_settings
from workers import core
from workers.verifying.__main__ import verify


@pytest.fixture
def ledger(home):
    ledger = open_ledger(read_settings())
    yield ledger
    ledger.close()


def objects(printed: str) -> list[dict]:
    return [json.loads(line) for line in printed.splitlines()]


def put_away(ledger: Ledger, number: int, *passed: Hop) -> str:
    """A report that stopped after these hops, in quarantine."""
    report = submit(ledger, number).report
    if passed:
        work_all(read_settings(), ledger, *passed)
    at = Hop.INTAKE if not passed else passed[-1].next
    ledger.put_away(ledger.take(at, report, "w/1"), Reason.BUG, "A fault.")
    return report


def test_a_dry_run_says_what_the_real_run_does(onrecord, ledger):
    put_away(ledger, 1)
    ledger.put_away_unknown(b"17", "It is no message.", "w", Hop.EXTRACT)
    told = {}
    for dry_run in (["--dry-run"], []):
        code, printed, _ = onrecord("quarantine", "replay", "1", "2", *dry_run, "--json")
        told[bool(dry_run)] = code, objects(printed)
        if dry_run:
            assert len(ledger.quarantined()) == 2
            assert pending(ledger) == 0
    assert told[True][0] == told[False][0] == Exit.PROBLEMS
    for would, did in zip(told[True][1], told[False][1], strict=True):
        assert (would["entry"], would["would"], would["why"]) == (
            did["entry"],
            did["done"],
            did["why"],
        )
    sound, rubbish = told[True][1]
    assert (sound["would"], sound["why"], rubbish["would"]) == (True, None, False)
    assert "JSON" in rubbish["why"]
    code, _, words = onrecord("quarantine", "replay", "2", "--dry-run")
    assert (code, "Entry 2 stays in quarantine:" in words) == (Exit.PROBLEMS, True)


@pytest.mark.parametrize("passed", [(), (Hop.INTAKE,), (Hop.INTAKE, Hop.EXTRACT)])
def test_a_report_that_was_dropped_is_taken_up_again_by_its_name(
    onrecord, ledger, passed, monkeypatch
):
    report = put_away(ledger, 1, *passed)
    other = submit(ledger, 2).report
    assert "is still on its way" in onrecord("replay", other)[2]
    for command in ("replay", "re-extract"):  # else its entry would stay behind
        code, _, told = onrecord(command, report)
        assert (code, "onrecord quarantine replay 1" in told) == (Exit.USAGE, True)
    assert onrecord("quarantine", "drop", "1")[0] == Exit.DONE
    assert f"onrecord replay {report}" in onrecord("quarantine", "replay", "1")[2]
    if not passed:
        assert "onrecord replay" in onrecord("re-extract", report)[2]
    code, _, told = onrecord("replay", report)
    assert (code, "1 wait at intake again" in told) == (Exit.DONE, True)
    line = json.loads(told.splitlines()[0])
    assert (line["event"], line["report"], line["by"]) == ("replayed", report, getpass.getuser())
    work_all(read_settings(), ledger)
    journey = ledger.journey(report)
    assert journey.steps[-1].outcome in (Outcome.RECONCILED, Outcome.UNCHANGED)
    assert {claim.report for claim in ledger.claims()} == {report, other}
    monkeypatch.setattr(core, "redraw", redraw)
    assert verify(ledger, False) == 0


def test_dropped_reports_are_not_meant_by_anything_but_their_name(onrecord, ledger):
    put_away(ledger, 1)
    submit(ledger, 2)
    work_all(read_settings(), ledger)
    assert onrecord("quarantine", "drop", "1")[0] == Exit.DONE
    assert objects(onrecord("replay", "--since", "1h", "--dry-run", "--json")[1])[0]["found"] == 1


def test_of_several_that_are_named_it_is_said_which_are_not_sent(onrecord, ledger):
    stands, goes = put_away(ledger, 1), submit(ledger, 2).report
    work_all(read_settings(), ledger)
    code, _, told = onrecord("replay", stands, goes)
    assert (code, "1 wait at intake again" in told) == (Exit.DONE, True)
    assert "1.txt waits in quarantine: onrecord quarantine replay 1" in told
    assert [each["report"] for each in map(json.loads, told.splitlines()[1:2])] == [goes]


def test_entries_that_were_seen_to_are_shown_when_asked_for(onrecord, ledger):
    put_away(ledger, 1)
    put_away(ledger, 2)
    onrecord("quarantine", "drop", "1")
    assert "dropped" not in onrecord("quarantine", "list")[1]
    code, printed, _ = onrecord("quarantine", "list", "--resolved")
    assert (code, "dropped" in printed, "not yet" in printed) == (Exit.PROBLEMS, True, True)
    onrecord("quarantine", "replay", "2")
    code, printed, _ = onrecord("quarantine", "list", "--resolved", "--json")
    assert [each["resolution"] for each in objects(printed)] == ["dropped", "replayed"]
    assert code == Exit.DONE


@pytest.mark.parametrize("command", ["replay", "re-extract"])
@pytest.mark.parametrize(
    "wrong",
    [
        ["--version", "0.0.1"],
        ["--outlet", "Nobody"],
        ["--since", "2001-01-02", "--until", "2001-01-01"],
        ["--until", "2001-01-01"],
        ["1.txt", "--outlet", "Nobody"],
    ],
)
def test_a_selection_that_matches_nothing_is_an_error_that_says_what_there_is(
    onrecord, ledger, command, wrong
):
    assert "Nothing has been read" in onrecord(command, "--outlet", "A")[2]
    submit(ledger, 1, PROSE)
    work_all(read_settings(), ledger)
    for more in ([], ["--json"], ["--dry-run"]):
        code, printed, told = onrecord(command, *wrong, *more)
        assert (code, printed) == (Exit.USAGE, "")
        there = "There are 1 (read 1 by" in told and "of A, accepted from" in told
        assert there or "Exchange the two" in told
    assert pending(ledger) == 0


@pytest.mark.parametrize(("command", "hop"), [("replay", "intake"), ("re-extract", "extract")])
def test_what_was_sent_again_is_timed_from_then(onrecord, ledger, monkeypatch, command, hop):
    real = type(ledger).now
    submit(ledger, 1)
    work_all(read_settings(), ledger)
    assert "from the door to" in onrecord("trace", "1.txt")[1]
    monkeypatch.setattr(type(ledger), "now", lambda self, db: real(self, db) + 86_400.0)
    onrecord(command, "1.txt")
    printed = " ".join(onrecord("trace", "1.txt")[1].split())
    assert f"It was sent to {hop} again at" in printed
    assert "It waits to be taken up" in printed
    work_all(read_settings(), ledger)
    printed = " ".join(onrecord("trace", "1.txt")[1].split())
    assert f"It was sent to {hop} again at" in printed
    assert "s from there to the last hop" in printed
    # a whole word: an event whose id ends in 24 stands before the heading "hop"
    assert not re.search(r"\b24 h\b", printed)
