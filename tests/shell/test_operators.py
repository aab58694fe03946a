"""What operators ask of the ledger: pausing, draining, reading again, counting."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from plans import plans_of, read_whole
from standins import pending, shell_of, submit

from shared.envelope import Envelope
from shared.hops import Hop, Outcome
from shared.ledger import Ledger, open_ledger
from shared.ledger.tallies import TURNED_AWAY
from shared.settings import Settings, read_settings
from workers.jobs import JOBS
from workers.relay import Host, Relay
from workers.shell import Shell, run


@pytest.fixture
def shell(settings: Settings, ledger: Ledger) -> Shell:
    return shell_of(settings, ledger)


def do_all(shell: Shell) -> None:
    while pending(shell.ledger):
        for hop in Hop:
            run(shell, hop, JOBS[hop], None, "w/1")


def test_of_a_paused_hop_nobody_claims_work(shell: Shell, ledger: Ledger) -> None:
    submit(ledger, 1)
    assert ledger.pause(Hop.EXTRACT, "ada", "The new reader is being installed.")
    assert not ledger.pause(Hop.EXTRACT, "bob", "Me too.")
    assert run(shell, Hop.INTAKE, JOBS[Hop.INTAKE], None, "w/1") is Outcome.ADMITTED
    assert run(shell, Hop.EXTRACT, JOBS[Hop.EXTRACT], None, "w/1") is Outcome.REPEATED
    assert ledger.due(Hop.EXTRACT, 10) == 0, "nobody is woken for it"
    (paused,) = ledger.paused()
    assert (paused.hop, paused.by) == (Hop.EXTRACT, "ada")
    _, extract, _ = ledger.backlog()
    assert (extract.paused, extract.waiting) == (True, 1)
    assert ledger.resume(Hop.EXTRACT)
    assert not ledger.resume(Hop.EXTRACT)
    do_all(shell)
    assert len(ledger.claims()) == 1


def test_a_worker_is_asked_to_end_by_its_relay(
    settings: Settings, shell: Shell, ledger: Ledger
) -> None:
    asked: list[float] = []
    relay = Relay(settings, ledger, shell.bell, Host("one", drain=asked.append))
    relay.bell.depth = lambda _: 0  # type: ignore[attr-defined]
    relay.bell.refused = lambda _: ()  # type: ignore[attr-defined]
    relay.round()
    assert ledger.drain("one", 7.0)
    assert not ledger.drain("two", 7.0)
    relay.round()
    assert asked == [7.0]
    assert ledger.workers()[0].drain_s == 7.0


def test_a_claim_whose_task_has_ended_is_let_go_and_not_counted_as_lost(
    settings: Settings, shell: Shell, ledger: Ledger
) -> None:
    """Its task could not write that it ended: the ledger was away."""
    submit(ledger, 1)
    submit(ledger, 2)
    for task in ("ended", "running"):
        assert ledger.take(Hop.INTAKE, None, f"one/{task}") is not None
    relay = Relay(settings, ledger, shell.bell, Host("one", running=lambda: ["running"]))
    relay.bell.depth = lambda _: 0  # type: ignore[attr-defined]
    relay.bell.refused = lambda _: ()  # type: ignore[attr-defined]
    relay.round()
    assert ledger.due(Hop.INTAKE, 10) == 0, "it may be about to be known as running"
    relay.round()
    assert ledger.holders() == {"one/running"}
    held = ledger.take(Hop.INTAKE, None, "two/1")
    assert held is not None
    assert (held.lost, held.attempts, held.tried) == (0, 2, 0)


def test_stored_reports_are_read_again_behind_the_new(shell: Shell, ledger: Ledger) -> None:
    old = submit(ledger, 1).report
    do_all(shell)
    assert ledger.read_again([old], Hop.EXTRACT) == 1
    assert ledger.read_again([old], Hop.EXTRACT) == 0, "it waits already"
    new = submit(ledger, 2).report
    held = ledger.take(Hop.INTAKE, new, "w/1")
    assert held is not None
    ledger.finish(held, Outcome.ADMITTED, {})
    first = ledger.take(Hop.EXTRACT, old, "w/1")
    assert first is not None
    assert (first.report, first.later) == (old, True), "a message for it may name it"
    ledger.give_back([first])
    second = ledger.take(Hop.EXTRACT, None, "w/1")
    assert second is not None
    assert second.report == new


def test_the_picture_keeps_the_old_claims_until_it_is_redrawn_with_the_new(
    settings: Settings, shell: Shell, ledger: Ledger
) -> None:
    report = submit(ledger, 12).report
    other = submit(ledger, 13).report
    do_all(shell)
    before = ledger.claims()
    ledger.read_again([report], Hop.EXTRACT)

    def mute(one):
        from standins import Standin

        return Standin(())

    newer = Shell(settings, ledger, shell.bell, mute, shell.redraw)
    assert run(newer, Hop.EXTRACT, JOBS[Hop.EXTRACT], None, "w/1") is Outcome.EXTRACTED
    assert ledger.claims() == before, "not redrawn yet"
    assert run(newer, Hop.RECONCILE, JOBS[Hop.RECONCILE], None, "w/1") is Outcome.RECONCILED
    (kept,) = ledger.claims()
    assert kept.report == other
    (one,) = ledger.situations()
    assert one.title == kept.id
    (stored, _) = ledger.stored()
    assert stored.version is not None


def test_a_bad_second_reading_spoils_nobody_elses_turn(
    settings: Settings, shell: Shell, ledger: Ledger
) -> None:
    report = submit(ledger, 12).report
    do_all(shell)
    ledger.read_again([report], Hop.EXTRACT)
    held = ledger.take(Hop.EXTRACT, report, "w/1")
    assert held is not None
    (claim,) = ledger.claims()
    bad = claim.model_copy(update={"text": "bad"})
    ledger.finish(held, Outcome.EXTRACTED, {}, [bad])

    def choosy(drawing, because):
        told = drawing.cards.claims(drawing.changed)
        if any(each.text == "bad" for claims in told.values() for each in claims):
            raise ZeroDivisionError
        return shell.redraw(drawing, because)

    line = Shell(settings, ledger, shell.bell, shell.read, choosy)
    submit(ledger, 13)
    do_all(line)
    assert [entry.report for entry in ledger.quarantined()] == [report]
    assert len(ledger.claims()) == 2
    (one,) = ledger.situations()
    assert claim.id in one.title, "what it was read into before stays in the picture"


def test_what_was_dropped_at_the_last_hop_is_not_in_the_picture(
    shell: Shell, ledger: Ledger
) -> None:
    report = submit(ledger, 12).report
    for hop in (Hop.INTAKE, Hop.EXTRACT):
        run(shell, hop, JOBS[hop], None, "w/1")
    (held,) = ledger.take_all(Hop.RECONCILE, "w/1")
    ledger.drop(ledger.put_away(held, "bug", "A fault."))
    submit(ledger, 13)
    do_all(shell)
    (one,) = ledger.situations()
    assert one.title.split(",") == [c.id for c in ledger.claims() if c.report != report]


def test_what_was_dropped_unread_is_among_the_stored_only_when_asked_for(ledger: Ledger) -> None:
    report = submit(ledger, 1).report
    held = ledger.take(Hop.INTAKE, report, "w/1")
    assert held is not None
    entry = ledger.put_away(held, "bug", "A fault.")
    assert ledger.stored(reports=[report], unread=True) == (), "it waits in quarantine"
    assert ledger.drop(entry)
    assert ledger.stored(reports=[report]) == ledger.stored() == ()
    assert ledger.stored(reports=["f" * 16], unread=True) == ()
    (stored,) = ledger.stored(reports=[report], unread=True)
    assert (stored.report, stored.version) == (report, None)
    assert ledger.read_again([report], Hop.INTAKE) == 1
    assert ledger.stored(reports=[report], unread=True) == (), "it is on its way again"


def test_outcomes_are_counted_and_old_minutes_added_up(
    shell: Shell, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = type(ledger).now
    with ledger.reading() as db:
        begun = real(ledger, db)
    # The clock stands: else a minute that turns while the work is done is over.
    monkeypatch.setattr(type(ledger), "now", lambda _self, _db: begun)
    for number in range(3):
        submit(ledger, number)
    do_all(shell)
    counted = {(each.hop, each.outcome): each.number for each in ledger.tallied()}
    assert counted[Hop.INTAKE, "admitted"] == 3
    assert counted[Hop.EXTRACT, "extracted"] == 3
    assert ledger.tallied_lately(5) == (), "the minute that runs is not over"
    monkeypatch.setattr(type(ledger), "now", lambda _self, _db: begun + 120.0)
    assert {each.outcome: each.number for each in ledger.tallied_lately(5)}["admitted"] == 3
    intake, *_ = ledger.backlog()
    assert (intake.in_per_minute, intake.out_per_minute) == (0.6, 0.6)
    monkeypatch.setattr(type(ledger), "now", lambda _self, _db: begun + 7200.0)
    for _ in range(2):
        ledger.fold_tallies()
    assert {(each.hop, each.outcome): each.number for each in ledger.tallied()} == counted


def test_an_envelope_inside_an_unknown_message_can_be_sent_again(ledger: Ledger) -> None:
    import json

    raw = Envelope.wrap("At least 12 people were killed.", ref="a").json_text()
    message = json.dumps({"body": json.dumps([[raw], {}, {}]), "headers": {"task": "intake.v9"}})
    put_away = (message, "It names the task intake.v9.", "w", Hop.INTAKE, "a" * 32)
    number = ledger.put_away_unknown(*put_away)
    assert ledger.put_away_unknown(*put_away) == number
    receipt = ledger.replay(number)
    assert receipt is not None
    assert ledger.journey("a").report == receipt.report


def test_what_is_turned_away_is_counted_once_and_never_came_in(ledger: Ledger, monkeypatch) -> None:
    begun = time.time() // 60 * 60
    monkeypatch.setattr(type(ledger), "now", lambda _self, _db: begun)
    for _ in range(2):  # who put it away may have died before it was off the queue
        for trace in ("a" * 32, "b" * 32):
            ledger.put_away_unknown(b"17", "It is no message.", "w", Hop.EXTRACT, trace)
    ledger.put_away_unknown("{}", "The field id is missing.", "w/1")
    counted = {(each.hop, each.outcome): each.number for each in ledger.tallied()}
    assert counted == {(Hop.EXTRACT, TURNED_AWAY): 2, (Hop.INTAKE, TURNED_AWAY): 1}
    monkeypatch.setattr(type(ledger), "now", lambda _self, _db: begun + 60.0)
    assert [each.out_per_minute for each in ledger.backlog()] == [0.0, 0.0, 0.0]


def test_bytes_that_are_no_text_are_kept_to_the_letter(ledger: Ledger) -> None:
    number = ledger.put_away_unknown(b"\xff\x00ab", "It is no message.", "w", Hop.EXTRACT)
    (entry,) = ledger.quarantined()
    assert (entry.id, entry.hop) == (number, Hop.EXTRACT)
    assert ledger.quarantine_entry(number).payload == "\\xff\x00ab"


def test_the_line_goes_through_no_table_that_grows(tmp_path) -> None:
    """Each second a relay looks, and each task takes and finishes: with a million reports as with none."""
    settings = read_settings(home=tmp_path)
    ledger = open_ledger(settings)
    shell = shell_of(settings, ledger)
    relay = Relay(settings, ledger, shell.bell, Host("one", running=lambda: ["1"]))
    relay.bell.depth = lambda _: 0  # type: ignore[attr-defined]
    relay.bell.refused = lambda _: ()  # type: ignore[attr-defined]
    with plans_of(ledger) as plans:
        submit(ledger, 1)
        for hop in (Hop.INTAKE, Hop.EXTRACT):
            run(shell, hop, JOBS[hop], None, "one/1")
        submit(ledger, 2)
        held = ledger.take(Hop.INTAKE, None, "one/2")
        for _ in range(4):
            relay.round()
        ledger.take_all(Hop.RECONCILE, "one/3")
        ledger.free_worker("one")
    ledger.close()
    assert held is not None
    assert len(plans) > 40
    assert read_whole(plans) <= {"anon_1", "pause", "worker"}, plans


def test_what_several_replay_at_once_is_sent_once(ledger: Ledger) -> None:
    envelope = Envelope.wrap("Six people were killed in Zabid.", ref="a")
    number = ledger.put_away_unknown(envelope.json_text(), "It stood in another queue.", "w/1")
    start = Barrier(8)

    def replay(_: int) -> bool:
        start.wait()
        return ledger.replay(number) is not None

    with ThreadPoolExecutor(8) as hands:
        assert sum(hands.map(replay, range(8))) == 1
    assert len(ledger.reports()) == 1
    assert ledger.due(Hop.INTAKE, 10) == 1
