"""The line in an operator's hands, from the command line."""

import getpass
import json
import logging
import time

import pytest
import structlog
from standins import PROSE, Quiet, pending, read, redraw, tamper

from producers.moments import moment, span_seconds
from producers.options import Exit
from shared import logs
from shared.envelope import Envelope
from shared.errors import Unreadable
from shared.hops import Hop, Reason
from shared.ledger import Ledger, open_ledger
from shared.settings import read_settings
from workers.jobs import JOBS
from workers.shell import Shell, run


@pytest.fixture
def ledger(home):
    before = logging.root.handlers[:], logging.root.level
    logs.configure("json")
    ledger = open_ledger(read_settings())
    yield ledger
    ledger.close()
    structlog.reset_defaults()
    logging.root.handlers[:], logging.root.level = before


def accept(ledger: Ledger, number: int, text: str = PROSE, outlet: str = "A") -> str:
    return ledger.accept(
        Envelope.wrap(text.format(number), ref=f"{number}.txt", outlet=outlet)
    ).report


def work(ledger: Ledger) -> None:
    shell = Shell(read_settings(), ledger, Quiet(), read, redraw)
    while pending(ledger):
        for hop in Hop:
            run(shell, hop, JOBS[hop], None, "w/1")


def objects(printed: str) -> list[dict]:
    return [json.loads(line) for line in printed.splitlines()]


def test_pausing_is_seen_in_the_queues_with_who_and_why(onrecord, ledger):
    accept(ledger, 1)
    code, _, told = onrecord("pause", "extract", "--why", "A new reader.")
    assert (code, "onrecord resume extract" in told) == (Exit.DONE, True)
    code, printed, told = onrecord("queues")
    assert "extract paused" in printed
    assert "A new reader." in told
    [intake, extract, _] = objects(onrecord("queues", "--json")[1])
    assert (extract["paused"], intake["paused"], intake["waiting"]) == (True, False, 1)
    assert (extract["paused_why"], extract["paused_by"]) == ("A new reader.", getpass.getuser())
    assert abs(extract["paused_since"] - time.time()) < 60
    assert intake["paused_by"] is None
    _, _, told = onrecord("pause", "extract", "--why", "Another reason.")
    assert "stays as it was" in told
    assert "A new reader." in told
    assert objects(onrecord("pause", "extract", "--json")[1]) == [
        {"hop": "extract", "paused": True, "changed": False}
    ]
    assert objects(onrecord("resume", "extract", "--json")[1])[0]["changed"]
    assert ledger.paused() == ()


def test_when_it_will_be_empty_is_promised_only_where_somebody_works(onrecord, ledger, monkeypatch):
    """A paused hop, or one without a worker, is not empty after any time, whatever its pace was."""
    with ledger.reading() as db:
        begun = ledger.now(db)
    monkeypatch.setattr(type(ledger), "now", lambda _self, _db: begun)
    for number in range(3):
        accept(ledger, number)
    work(ledger)
    monkeypatch.setattr(type(ledger), "now", lambda _self, _db: begun + 60.0)
    tamper(ledger, "DELETE FROM tally WHERE outcome = 'accepted'")
    accept(ledger, 4)
    monkeypatch.setattr(type(ledger), "now", lambda _self, _db: begun + 61.0)
    _, _, told = onrecord("queues")
    assert "No worker serves intake, extract, reconcile." in told
    assert objects(onrecord("queues", "--json")[1])[0]["empty_in_s"] is None
    ledger.beat("host:1:abc", [Hop.INTAKE])
    _, _, told = onrecord("queues")
    assert "No worker serves extract, reconcile." in told
    assert objects(onrecord("queues", "--json")[1])[0]["empty_in_s"] > 0
    onrecord("pause", "intake")
    assert objects(onrecord("queues", "--json")[1])[0]["empty_in_s"] is None


def test_workers_are_listed_with_what_they_are_at(onrecord, ledger):
    code, _, told = onrecord("workers")
    assert (code, "onrecord work" in told) == (Exit.PROBLEMS, True)
    report = accept(ledger, 1)
    ledger.beat("host:1:abc", list(Hop), 2)
    ledger.lead("host:1:abc", 60)
    assert ledger.take(Hop.INTAKE, None, "host:1:abc/task") is not None
    code, printed, _ = onrecord("workers")
    assert code == Exit.DONE
    assert "host:1:abc leads" in printed
    assert report[:8] in printed
    [worker] = objects(onrecord("workers", "--json")[1])
    assert worker["working_at"] == [report]
    assert worker["leads"]
    assert worker["hops"] == ["intake", "extract", "reconcile"]


def test_draining_asks_and_tells_who_did_not_end(onrecord, ledger):
    ledger.beat("host:1:abc", list(Hop))
    code, _, told = onrecord("drain", "host:1", "--within", 3, "--no-wait")
    assert (code, "is asked to end within 3 s" in told) == (Exit.DONE, True)
    assert ledger.workers()[0].drain_s == 3
    ledger.farewell("host:1:abc")
    code, _, told = onrecord("drain", "--all")
    assert (code, "No worker is running" in told) == (Exit.DONE, True)
    for wrong in (["drain"], ["drain", "nobody"], ["drain", "host", "--all"]):
        assert onrecord(*wrong)[0] == Exit.USAGE


def test_the_dead_do_not_work_though_nobody_is_left_to_bury_them(onrecord, ledger):
    """The only worker was killed with kill -9: nobody takes it off the list."""
    report = accept(ledger, 1)
    ledger.beat("host:1:abc", list(Hop))
    ledger.lead("host:1:abc", 60)
    assert ledger.take(Hop.INTAKE, None, "host:1:abc/task") is not None
    assert [each.silent for each in ledger.backlog()] == [0, 0, 0]
    tamper(ledger, "UPDATE worker SET seen_at = seen_at - 32, started_at = started_at - 99")
    code, printed, told = onrecord("workers")
    assert code == Exit.PROBLEMS
    assert "silent" in printed
    assert "leads" not in printed
    assert report[:8] not in printed
    assert "silent since" in told
    assert "holds 1 reports" in told
    assert "onrecord work" in told
    code, printed, _ = onrecord("workers", "--json")
    [dead] = objects(printed)
    assert (code, dead["alive"], dead["leads"]) == (Exit.PROBLEMS, False, False)
    _, printed, told = onrecord("queues")
    assert "0, 1 held" in printed
    assert "fallen silent" in told
    assert [each.silent for each in ledger.backlog()] == [1, 0, 0]

    began = time.monotonic()
    code, _, told = onrecord("drain", "--all", "--within", 2)
    assert time.monotonic() - began < 2
    assert (code, "silent since" in told) == (Exit.DONE, True)
    [told] = objects(onrecord("drain", "host:1", "--within", 2, "--json")[1])
    assert (told["ended"], told["silent"]) == (False, True)
    ledger.beat("host:2:def", list(Hop))
    assert onrecord("workers")[0] == Exit.DONE


def test_stored_reports_are_sent_again_by_version_time_outlet_and_name(onrecord, ledger):
    for number, outlet in ((1, "A"), (2, "B")):
        accept(ledger, number, outlet=outlet)
    work(ledger)
    [told] = objects(onrecord("re-extract", "--since", "1h", "--dry-run", "--json")[1])
    assert (told["found"], told["sent"], sum(told["versions"].values())) == (2, 0, 2)
    (version,) = told["versions"]
    assert onrecord("re-extract", "--version", "0.0.1", "--json")[0] == Exit.USAGE
    assert pending(ledger) == 0
    before = ledger.situations()
    assert objects(onrecord("re-extract", "--outlet", "B", "--json")[1])[0]["sent"] == 1
    assert [step.state for step in ledger.journey("2.txt").steps] == ["done", "due", "done"]
    work(ledger)
    assert objects(onrecord("replay", "1.txt", "--version", version, "--json")[1])[0]["sent"] == 1
    assert [step.state for step in ledger.journey("1.txt").steps] == ["due", "done", "done"]
    work(ledger)
    assert ledger.situations() == before
    assert onrecord("re-extract")[0] == Exit.USAGE
    assert onrecord("replay", "nothing.txt")[0] == Exit.USAGE


def test_quarantine_is_seen_to_by_cause(onrecord, ledger):
    for number in range(3):
        accept(ledger, number, "FAULTY " + PROSE, "A" if number else "B")
    accept(ledger, 9, " ")
    ledger.put_away_unknown(b"\xff", "It is no message.", "w", Hop.EXTRACT)
    work(ledger)
    [*bugs] = objects(onrecord("quarantine", "list", "--reason", "bug", "--json")[1])
    assert len(bugs) == 3
    code, _, told = onrecord(
        "quarantine", "replay", "--reason", "bug", "--outlet", "A", "--dry-run"
    )
    assert (code, told.count("would be worked again")) == (Exit.DONE, 2)
    assert len(ledger.quarantined()) == 5
    done = objects(
        onrecord("quarantine", "replay", "--reason", "bug", "--outlet", "A", "--json")[1]
    )
    assert [each["done"] for each in done] == [True, True]
    code, _, told = onrecord("quarantine", "replay", "--hop", "extract", "--reason", "unreadable")
    assert (code, "stays in quarantine" in told) == (Exit.PROBLEMS, True)
    objects(onrecord("quarantine", "drop", "--reason", "unreadable", "--json")[1])
    assert [entry.reason for entry in ledger.quarantined()] == ["bug"]
    assert onrecord("quarantine", "drop", "--all", "--reason", "bug")[0] == Exit.USAGE


@pytest.mark.parametrize("command", ["replay", "drop", "list"])
def test_a_cause_that_matches_nothing_is_said(onrecord, ledger, command):
    accept(ledger, 1, "FAULTY " + PROSE, "A")
    accept(ledger, 2, outlet="B")
    work(ledger)
    code, printed, told = onrecord("quarantine", command, "--reason", "nonsense")
    assert (code, printed) == (Exit.USAGE, "")
    assert all(reason in told for reason in Reason)
    code, printed, told = onrecord("quarantine", command, "--outlet", "Nobody")
    assert (code, printed) == (Exit.USAGE, "")
    assert "no report of Nobody" in told
    for cause in (["--reason", "lost"], ["--hop", "intake"], ["--outlet", "B"]):
        for as_json in ([], ["--json"]):
            code, printed, told = onrecord("quarantine", command, *cause, *as_json)
            assert (code, printed) == (Exit.DONE, "")
            assert "Nothing that waits in quarantine is of" in told
            assert cause[1] in told
    assert len(ledger.quarantined()) == 1


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("90s", 90), ("15m", 900), ("2h", 7200), ("1.5d", 129_600), ("2w", 1_209_600)],
)
def test_spans_of_time(typed, seconds):
    assert span_seconds(typed) == seconds


def test_moments():
    assert moment("2026-11-26") == moment("2026-11-26T02:00+02:00") == moment("2026-11-26T00:00Z")
    assert moment("2h") < moment("1h")
    for wrong in ("yesterday", "2026-11-26T10:00", "3 fortnights", ""):
        with pytest.raises(Unreadable):
            moment(wrong)
    with pytest.raises(Unreadable):
        span_seconds("2026-11-26")


def test_a_trace_has_what_the_logs_say_and_what_it_waits_for(onrecord, ledger, tmp_path):
    report = accept(ledger, 1)
    held = ledger.take(Hop.INTAKE, None, "host:1:abc/task")
    _, printed, _ = onrecord("trace", "1.txt")
    assert "host:1:abc/task has been at intake since" in " ".join(printed.split())
    ledger.give_back([held], 60.0, tried=True)
    trace = ledger.journey("1.txt").trace
    log = tmp_path / "log"
    lines = [
        {"event": "reconciled", "traces": ["0" * 32, trace], "time": "2026-11-26T02:00:03.5Z"},
        {"event": "lost", "report": report, "hop": "intake", "time": "2026-11-26T02:00:01.5Z"},
        {"event": "lost", "report": "f" * 16, "time": "2026-11-26T02:00:02Z"},
    ]
    log.write_text("\n".join(["Traceback, and no JSON", "[1]", *map(json.dumps, lines)]))
    code, printed, _ = onrecord("trace", "1.txt", "--log", log)
    assert code == Exit.DONE
    assert "intake was put off 1 times" in printed
    assert printed.index("02:00:01.5") < printed.index("02:00:03.5")
    assert "02:00:02" not in printed
    *_, first, second = objects(onrecord("trace", "1.txt", "--log", log, "--json")[1])
    assert (first["event"], second["event"]) == ("lost", "reconciled")
    (tmp_path / "other").write_text("")
    assert "say nothing" in onrecord("trace", "1.txt", "--log", tmp_path / "other")[2]
    assert onrecord("trace", "1.txt", "--log", tmp_path / "none")[0] == Exit.USAGE
