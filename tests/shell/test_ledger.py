"""The ledger, the same on SQLite and PostgreSQL."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete
from standins import PROSE, pending, submit

from shared.envelope import Envelope
from shared.errors import Overtaken, Unreadable
from shared.hops import Hop, Outcome, State
from shared.ledger import Ledger, Redraw, WrongSchema, engine, migrate, open_ledger
from shared.ledger.schema import lease
from shared.picture import Situation, Update
from shared.settings import Settings
from tests.ledgers import do


def situation(identity: str, *forwards: str, title: str = "A town") -> Situation:
    return Situation(
        id=identity,
        forwards=forwards,
        title=title,
        places=(),
        start=None,
        end=None,
        figures=(),
        statements=(),
        voices=(),
        updated=None,
    )


def to_reconcile(ledger: Ledger, *numbers: int) -> list[str]:
    """Reports brought to the last hop."""
    reports = [submit(ledger, number).report for number in numbers]
    for hop in (Hop.INTAKE, Hop.EXTRACT):
        for report in reports:
            held = ledger.take(hop, report, "w/1")
            assert held is not None
            ledger.finish(held, Outcome.ADMITTED, {})
    return reports


def test_a_report_is_found_by_id_prefix_ref_and_trace(ledger: Ledger) -> None:
    receipt = submit(ledger, 1)
    submit(ledger, 2)
    for name in (receipt.report, receipt.report[:8], "1.txt", receipt.trace):
        found = ledger.journey(name)
        assert found is not None
        assert found.report == receipt.report
    assert ledger.journey("100%") is None
    assert ledger.journey(receipt.report[:3]) is None


def test_work_is_claimed_by_one_only(ledger: Ledger, open_again: Callable[[], Ledger]) -> None:
    report = submit(ledger, 1).report
    assert ledger.take(Hop.INTAKE, report, "w/1") is not None
    assert open_again().take(Hop.INTAKE, report, "w/2") is None


def test_a_message_for_done_work_does_the_work_that_waits_longest(ledger: Ledger) -> None:
    first, second = submit(ledger, 1), submit(ledger, 2)
    held = ledger.take(Hop.INTAKE, second.report, "w/1")
    assert held is not None
    assert held.report == second.report
    other = ledger.take(Hop.INTAKE, second.report, "w/2")
    assert other is not None
    assert other.report == first.report


def test_a_late_finisher_changes_nothing(ledger: Ledger) -> None:
    report = submit(ledger, 1).report
    late = ledger.take(Hop.INTAKE, report, "dead/1")
    assert late is not None
    assert ledger.free_worker("dead") == (report,)
    held = ledger.take(Hop.INTAKE, report, "w/2")
    assert held is not None
    assert held.lost == 1
    with pytest.raises(Overtaken):
        ledger.finish(late, Outcome.ADMITTED, {})
    ledger.finish(held, Outcome.ADMITTED, {})
    with pytest.raises(Overtaken):
        ledger.finish(held, Outcome.ADMITTED, {})
    assert [step.hop for step in ledger.journey(report).steps] == [Hop.INTAKE, Hop.EXTRACT]


def test_given_back_is_not_lost(ledger: Ledger) -> None:
    submit(ledger, 1)
    for _ in range(3):
        held = ledger.take(Hop.INTAKE, None, "w/1")
        assert held is not None
        assert held.lost == 0
        ledger.give_back([held])
    held = ledger.take(Hop.INTAKE, None, "w/1")
    assert held is not None
    ledger.give_back([held], pause=60)
    assert ledger.take(Hop.INTAKE, None, "w/1") is None
    assert pending(ledger) == 1


def test_reconciling_takes_all_that_waits_and_one_does_it_at_a_time(ledger: Ledger) -> None:
    reports = to_reconcile(ledger, 1, 2, 3)
    held = ledger.take_all(Hop.RECONCILE, "w/1")
    assert {one.report for one in held} == set(reports)
    late = to_reconcile(ledger, 4)
    assert ledger.take_all(Hop.RECONCILE, "w/2") == ()
    with ledger.catalogue(held) as drawing:
        assert set(drawing.changed) == set(reports)
    ledger.redraw(held, Redraw(0, (), (), ()), Outcome.UNCHANGED, {})
    held = ledger.take_all(Hop.RECONCILE, "w/2")
    assert [one.report for one in held] == late
    with ledger.catalogue(held) as drawing:
        assert list(drawing.changed) == late


def test_what_was_lost_once_is_reconciled_alone(ledger: Ledger) -> None:
    to_reconcile(ledger, 1, 2)
    assert len(ledger.take_all(Hop.RECONCILE, "dead/1")) == 2
    ledger.free("dead/1")
    late = to_reconcile(ledger, 3)
    assert [one.report for one in ledger.take_all(Hop.RECONCILE, "dead/2")] == late
    ledger.free("dead/2")
    assert len(ledger.take_all(Hop.RECONCILE, "w/2")) == 1


def test_the_picture_is_written_whole_or_not_at_all(ledger: Ledger) -> None:
    to_reconcile(ledger, 1)
    held = ledger.take_all(Hop.RECONCILE, "w/1")
    update = Update(situation="s1", change="new", because=(held[0].report,), text="New.")
    ledger.redraw(held, Redraw(0, (situation("s1"),), (), (update,)), Outcome.RECONCILED, {})
    to_reconcile(ledger, 2)
    held = ledger.take_all(Hop.RECONCILE, "w/1")
    with pytest.raises(Overtaken):
        ledger.redraw(held, Redraw(0, (situation("s2"),), ("s1",), ()), Outcome.RECONCILED, {})
    assert [each.id for each in ledger.situations()] == ["s1"]
    merged = situation("s2", "s1")
    ledger.redraw(held, Redraw(1, (merged,), ("s1",), (update,)), Outcome.RECONCILED, {})
    assert ledger.situations() == (merged,)
    assert pending(ledger) == 0


def test_an_id_that_was_merged_away_leads_on(ledger: Ledger) -> None:
    to_reconcile(ledger, 1)
    held = ledger.take_all(Hop.RECONCILE, "w/1")
    ledger.redraw(held, Redraw(0, (situation("aaaaaa", "bbbbbb"),), (), ()), Outcome.RECONCILED, {})
    found = ledger.situation("bbbb")
    assert found is not None
    assert found.id == "aaaaaa"
    assert ledger.situation("cccc") is None


def test_updates_are_numbered_and_sent_once_they_are_marked(ledger: Ledger) -> None:
    to_reconcile(ledger, 1)
    held = ledger.take_all(Hop.RECONCILE, "w/1")
    made = tuple(
        Update(situation="s1", change="new", because=(), text=f"{number}") for number in range(3)
    )
    ledger.redraw(held, Redraw(0, (), (), made), Outcome.RECONCILED, {})
    numbers = [each.id for each in ledger.updates()]
    assert numbers == sorted(numbers)
    assert [each.update.text for each in ledger.updates(after=numbers[0])] == ["1", "2"]
    ledger.sent(numbers[:2])
    assert [each.id for each in ledger.unsent()] == numbers[2:]


def test_quarantine_keeps_who_when_what_where(ledger: Ledger) -> None:
    report = submit(ledger, 1).report
    held = ledger.take(Hop.INTAKE, report, "w/1")
    assert held is not None
    number = ledger.put_away(held, "unreadable", "Not English.\x00")
    (entry,) = ledger.quarantined()
    assert (entry.id, entry.ref, entry.hop, entry.worker) == (number, "1.txt", Hop.INTAKE, "w/1")
    full = ledger.quarantine_entry(number)
    assert full is not None
    assert Envelope.parse(full.payload).report().text == PROSE.format(1)
    assert pending(ledger) == 0
    assert ledger.journey(report).quarantined == (number,)


def test_replaying_twice_applies_once(ledger: Ledger) -> None:
    report = submit(ledger, 1).report
    held = ledger.take(Hop.INTAKE, report, "w/1")
    assert held is not None
    number = ledger.put_away(held, "bug", "A fault.")
    receipt = ledger.replay(number)
    assert receipt is not None
    assert receipt.report == report
    assert ledger.replay(number) is None
    assert ledger.drop(number) is False
    again = ledger.take(Hop.INTAKE, report, "w/2")
    assert again is not None
    assert again.attempts == 1
    assert ledger.quarantined() == ()
    assert len(ledger.quarantined(resolved=True)) == 1


def test_dropping_ends_it_and_keeps_the_original(ledger: Ledger) -> None:
    report = submit(ledger, 1).report
    held = ledger.take(Hop.INTAKE, report, "w/1")
    assert held is not None
    number = ledger.put_away(held, "bug", "A fault.")
    assert ledger.drop(number)
    assert not ledger.drop(number)
    assert ledger.report(report) is not None
    (step,) = ledger.journey(report).steps
    assert (step.state, step.outcome) == (State.DONE, Outcome.DROPPED)


def test_what_was_no_envelope_stays_in_quarantine_when_replayed(ledger: Ledger) -> None:
    number = ledger.put_away_unknown('{"no": "envelope"}', "The field id is missing.", "w/1")
    with pytest.raises(Unreadable):
        ledger.replay(number)
    assert [entry.id for entry in ledger.quarantined()] == [number]


def test_the_backlog_says_how_long_the_oldest_waits(ledger: Ledger) -> None:
    submit(ledger, 1)
    submit(ledger, 2)
    assert ledger.take(Hop.INTAKE, None, "w/1") is not None
    intake, extract, _ = ledger.backlog()
    assert (intake.waiting, intake.working) == (1, 1)
    assert intake.oldest_s is not None
    assert intake.oldest_s >= 0
    assert extract.oldest_s is None


def test_one_relay_leads_until_it_falls_silent(ledger: Ledger) -> None:
    assert ledger.lead("a", 60)
    assert ledger.lead("a", -1)
    assert ledger.lead("b", 60)
    assert not ledger.lead("a", 60)
    ledger.farewell("b")
    assert ledger.leader() is None
    assert ledger.lead("a", 60), "whoever ends in good order leaves the lead to others"


def test_a_lease_that_somebody_deleted_is_made_again(ledger: Ledger) -> None:
    assert ledger.lead("a", 60)
    with ledger.writing() as db:
        db.execute(delete(lease))
    assert any(ledger.lead("b", 60) for _ in range(2))
    assert not ledger.lead("a", 60)


def test_claims_of_workers_that_are_gone_are_found(ledger: Ledger) -> None:
    submit(ledger, 1)
    submit(ledger, 2)
    ledger.beat("alive", [Hop.INTAKE])
    assert ledger.take(Hop.INTAKE, None, "alive/1") is not None
    assert ledger.take(Hop.INTAKE, None, "gone/1") is not None
    assert ledger.holders() == {"alive/1", "gone/1"}
    (alive,) = ledger.workers()
    assert len(alive.working_at) == 1


def test_migrating_again_changes_nothing(settings: Settings) -> None:
    assert migrate(settings) == migrate(settings)


def test_the_migrations_make_the_tables_the_code_works_with(
    settings: Settings, ledger: Ledger
) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from shared.ledger.schema import metadata

    with ledger.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_ledger_of_another_version_is_refused(settings: Settings, ledger: Ledger) -> None:
    with ledger.writing() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    open_ledger(settings, create=False).close()  # a newer one that has only added to it
    with ledger.writing() as db:
        db.exec_driver_sql("UPDATE compatible SET oldest = '9999'")
    with pytest.raises(WrongSchema, match="does not know"):
        open_ledger(settings, create=False)
    with ledger.writing() as db:
        db.exec_driver_sql("DELETE FROM alembic_version")
    with pytest.raises(WrongSchema, match=r"shared\.ledger"):
        open_ledger(settings, create=False)


def test_a_connection_that_has_died_in_its_sleep_is_made_anew(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL was restarted overnight, or a firewall forgot who was talking. SQLite's file is always there."""
    submit(ledger, 1)
    if not ledger.sqlite:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        address = ledger.engine.url.render_as_string(hide_password=False)
        do(address, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
    monkeypatch.setattr(engine, "ASLEEP_SECONDS", 0.0)
    assert not submit(ledger, 2).known
