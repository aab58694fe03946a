"""A hop claims its work, calls the core, writes the result: the same on both ledgers, without Celery."""

import json
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy.exc import OperationalError
from standins import PROSE, Quiet, pending, read, redraw, shell_of, submit

from shared import logs
from shared.envelope import Envelope
from shared.errors import LedgerAway, Overtaken, Unavailable
from shared.hops import Hop, Outcome, State
from shared.ledger import Drawing, Ledger, Redraw
from shared.records import Report
from shared.settings import Settings
from workers.jobs import JOBS, tell_updates
from workers.shell import Shell, accept, run


@pytest.fixture
def shell(settings: Settings, ledger: Ledger) -> Shell:
    return shell_of(settings, ledger)


class Lines:
    """The log lines written so far."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd

    def new(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self._capfd.readouterr().err.splitlines()]


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    import logging

    import structlog

    before = logging.root.handlers[:], logging.root.level
    logs.configure("json")
    yield Lines(capfd)
    structlog.reset_defaults()
    logging.root.handlers[:], logging.root.level = before


def do(shell: Shell, hop: Hop, report: str | None = None, holder: str = "w/1") -> Outcome:
    return run(shell, hop, JOBS[hop], report, holder)


def do_all(shell: Shell) -> None:
    """As the line would: whatever is due, until nothing is."""
    while pending(shell.ledger):
        for hop in Hop:
            do(shell, hop)


def test_a_report_goes_from_door_to_picture(shell: Shell) -> None:
    report = submit(shell.ledger, 12).report
    assert [do(shell, hop, report) for hop in Hop] == [
        Outcome.ADMITTED,
        Outcome.EXTRACTED,
        Outcome.RECONCILED,
    ]
    (claim,) = shell.ledger.claims(report)
    assert claim.text == "12"
    (one,) = shell.ledger.situations()
    assert one.title == claim.id
    journey = shell.ledger.journey(report)
    assert [step.outcome for step in journey.steps] == ["admitted", "extracted", "reconciled"]
    assert all(step.waited_ms is not None for step in journey.steps)
    assert shell.bell.rung[:2] == [(Hop.EXTRACT, report), (Hop.RECONCILE, report)]


def test_a_repeated_task_changes_nothing(shell: Shell) -> None:
    report = submit(shell.ledger, 12).report
    for hop in Hop:
        do(shell, hop, report)
    before = (shell.ledger.claims(), shell.ledger.situations(), shell.ledger.updates())
    assert [do(shell, hop, report, "w/2") for hop in Hop] == [Outcome.REPEATED] * 3
    assert before == (shell.ledger.claims(), shell.ledger.situations(), shell.ledger.updates())


def test_a_burst_is_one_recomputation(shell: Shell) -> None:
    for number in range(5):
        submit(shell.ledger, number)
    for hop in (Hop.INTAKE, Hop.EXTRACT):
        for _ in range(5):
            do(shell, hop)
    assert do(shell, Hop.RECONCILE) is Outcome.RECONCILED
    assert pending(shell.ledger) == 0
    assert len(shell.ledger.updates()) == 1
    rung = [hop for hop, _ in shell.bell.rung].count(Hop.RECONCILE)
    assert rung == 1, "only the last of the burst rings; else the relay"


@pytest.mark.parametrize(
    "text", ["", " \n", "PNG\x00\x00\x00\x01\x02\x03" * 30, "Der Sprecher der Armee sagte am Dienstag, in der Stadt seien mindestens zwölf Menschen getötet worden, als Granaten auf den Markt fielen, und die Kämpfe dauerten weiter an."]
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_kept(shell: Shell, lines: Lines, text: str) -> None:
    receipt = shell.ledger.accept(Envelope.wrap(text, ref="bad.txt"))
    assert do(shell, Hop.INTAKE, receipt.report) is Outcome.REFUSED
    (line,) = lines.new()
    assert (line["event"], line["report"], line["trace"]) == (
        "refused",
        receipt.report,
        receipt.trace,
    )
    (entry,) = shell.ledger.quarantined()
    assert entry.reason == "unreadable"
    kept = shell.ledger.report(receipt.report)
    assert kept is not None
    assert kept.text == text


def test_a_withdrawal_may_be_empty(shell: Shell) -> None:
    envelope = Envelope.wrap("", ref="b", revision_of="a", status="canceled")
    report = shell.ledger.accept(envelope).report
    assert do(shell, Hop.INTAKE, report) is Outcome.ADMITTED


def test_a_bug_is_quarantined_at_once_and_never_tells_the_text(shell: Shell, lines: Lines) -> None:
    report = submit(shell.ledger, 1, "FAULTY " + PROSE).report
    do(shell, Hop.INTAKE, report)
    assert do(shell, Hop.EXTRACT, report) is Outcome.QUARANTINED
    (entry,) = shell.ledger.quarantined()
    assert entry.reason == "bug"
    assert entry.traceback is not None
    assert "ValueError" in entry.traceback
    assert "standins.py" in entry.traceback
    told = json.dumps(lines.new()) + entry.traceback + entry.message
    assert "market of the town" not in told
    assert "FAULTY" not in told


def test_what_dies_with_its_process_is_quarantined_after_so_many_deliveries(
    shell: Shell,
) -> None:
    report = submit(shell.ledger, 1).report
    for _ in range(shell.settings.max_deliveries):
        assert shell.ledger.take(Hop.INTAKE, report, "dead/1") is not None
        shell.ledger.free("dead/1")
    assert do(shell, Hop.INTAKE, report) is Outcome.QUARANTINED
    (entry,) = shell.ledger.quarantined()
    assert (entry.reason, entry.hop) == ("lost", Hop.INTAKE)


def test_what_is_missing_for_now_is_tried_again_later_and_not_for_ever(
    settings: Settings, ledger: Ledger, lines: Lines
) -> None:
    def unavailable(_: Report) -> None:
        raise Unavailable("The language model is not there.")

    shell = Shell(settings, ledger, Quiet(), unavailable, redraw)
    report = submit(ledger, 1).report
    do(shell, Hop.INTAKE, report)
    outcomes = []
    while not ledger.quarantined():
        outcome = do(shell, Hop.EXTRACT, report)
        outcomes += [outcome] * (outcome is not Outcome.REPEATED)
    assert outcomes == [Outcome.RETRIED] * settings.max_retries + [Outcome.QUARANTINED]
    pauses = [line["pause_s"] for line in lines.new() if line["event"] == "retried"]
    assert pauses == sorted(pauses)


def test_a_ledger_that_cannot_write_burns_no_tries(settings: Settings, ledger: Ledger) -> None:
    """Its disk is full; taking a claim back still finds room."""

    def full(_: Report) -> None:
        raise LedgerAway("No space left on device.")

    shell = Shell(settings.model_copy(update={"max_retries": 2}), ledger, Quiet(), full, redraw)
    report = submit(ledger, 1).report
    do(shell, Hop.INTAKE, report)
    outcomes = {do(shell, Hop.EXTRACT, report) for _ in range(50)}
    assert outcomes <= {Outcome.RETRIED, Outcome.REPEATED}
    assert not ledger.quarantined()
    assert ledger.journey(report).steps[1].attempts > 3


def test_when_the_ledger_is_away_there_is_still_one_line(
    settings: Settings, ledger: Ledger, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = shell_of(settings, ledger)
    submit(ledger, 1)
    missing = OperationalError("SELECT", {}, ConnectionError("gone"))
    monkeypatch.setattr(ledger.engine, "connect", lambda: (_ for _ in ()).throw(missing))
    assert do(shell, Hop.INTAKE) is Outcome.RETRIED
    (line,) = lines.new()
    assert "cannot be used now" in str(line["error"])


def test_the_overtaken_begins_again_now(settings: Settings, ledger: Ledger) -> None:
    calls = []

    def hasty(drawing: Drawing, because: Sequence[str]) -> Redraw:
        calls.append(drawing.cards.version)
        if len(calls) == 1:
            raise Overtaken("Somebody wrote first.")
        return redraw(drawing, because)

    shell = Shell(settings, ledger, Quiet(), read, hasty)
    report = submit(ledger, 1).report
    outcomes = [do(shell, hop, report) for hop in (*Hop, Hop.RECONCILE)]
    assert outcomes[2:] == [Outcome.OVERTAKEN, Outcome.RECONCILED]
    assert shell.bell.rung[-1] == (Hop.RECONCILE, report)


def test_one_bad_report_does_not_take_its_batch_into_quarantine(
    settings: Settings, ledger: Ledger
) -> None:
    bad = submit(ledger, 13).report

    def choosy(drawing: Drawing, because: Sequence[str]) -> Redraw:
        if bad in drawing.changed:
            raise ZeroDivisionError
        return redraw(drawing, because)

    shell = Shell(settings, ledger, Quiet(), read, choosy)
    good = {submit(ledger, number).report for number in range(3)}
    do_all(shell)
    assert [entry.report for entry in ledger.quarantined()] == [bad]
    (one,) = ledger.situations()
    assert set(one.title.split(",")) == {c.id for c in ledger.claims() if c.report in good}


def test_any_order_any_number_of_times_the_same_picture(
    settings: Settings, ledger: Ledger, open_again: object
) -> None:
    shell = shell_of(settings, ledger)
    for number in (3, 1, 2, 3, 1):
        submit(ledger, number)
        do(shell, Hop.INTAKE)
        do(shell, Hop.EXTRACT)
        do(shell, Hop.EXTRACT, None, "w/2")
        do(shell, Hop.RECONCILE)
    (one,) = ledger.situations()
    assert one.title == ",".join(sorted(claim.id for claim in ledger.claims()))
    assert len(ledger.claims()) == 3


def test_a_broker_that_is_away_loses_no_update(shell: Shell) -> None:
    shell.bell.away = True
    report = submit(shell.ledger, 12).report
    for hop in Hop:
        do(shell, hop, report)
    assert shell.bell.told == []
    shell.bell.away = False
    assert tell_updates(shell) == 1
    assert tell_updates(shell) == 0
    assert [each.update.because for each in shell.bell.told] == [(report,)]


def test_a_whole_envelope_is_committed_first(shell: Shell, lines: Lines) -> None:
    raw = Envelope.wrap(PROSE.format(9), ref="9.txt").json_text()
    report = accept(shell, raw, "w/1")
    assert report == accept(shell, raw, "w/1")
    assert [line["event"] for line in lines.new()] == ["published", "known"]
    assert shell.ledger.journey("9.txt").steps[0].state is State.DUE


def test_what_is_no_envelope_is_kept_as_it_came(shell: Shell, lines: Lines) -> None:
    assert accept(shell, '{"specversion": "1.0", "data": "secret words"}', "w/1") is None
    (entry,) = shell.ledger.quarantined()
    kept = shell.ledger.quarantine_entry(entry.id)
    assert kept is not None
    assert "secret words" in kept.payload
    (line,) = lines.new()
    assert line["event"] == line["outcome"] == "refused"
    assert line["worker"] == "w"
    assert line["trace"] == entry.trace
    assert "secret" not in json.dumps(line)


def test_what_is_no_envelope_is_kept_once_however_often_it_is_delivered(shell: Shell) -> None:
    for raw, holder in (("{}", "w/1"), ("{}", "another/1"), ("{}", "w/2"), ("[]", "w/1")):
        assert accept(shell, raw, holder) is None
    kept = [shell.ledger.quarantine_entry(each.id) for each in shell.ledger.quarantined()]
    assert [each.payload for each in kept] == ["{}", "{}", "[]"]


def test_each_run_is_one_line_with_the_trace_and_never_the_text(shell: Shell, lines: Lines) -> None:
    receipt = submit(shell.ledger, 12)
    for hop in Hop:
        do(shell, hop, receipt.report)
    written = lines.new()
    assert [line["event"] for line in written] == ["admitted", "extracted", "reconciled"]
    for line in written:
        assert line["trace"] == receipt.trace
        assert line["report"] == receipt.report
        assert line["attempt"] == 1
        assert {"outcome", "waited_ms", "worked_ms", "hop"} <= set(line)
    assert "market" not in json.dumps(written)
