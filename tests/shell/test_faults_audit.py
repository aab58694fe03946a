"""The audit of the fault harness sees whatever may go wrong: a harness that cannot fail shows nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select, update
from standins import Quiet

from shared.hops import Hop, State
from shared.ledger import Ledger, migrate
from shared.ledger.schema import claim, quarantine, report, situation, situation_update, work
from shared.settings import Settings, read_settings
from tests.faults.audit import Findings, audit, take_stock
from tests.faults.clocks import Clock
from tests.faults.reports import Written, expected, write_all
from tests.faults.stalls import longest_stall, recovery
from tests.faults.standin import read, redraw
from workers.jobs import JOBS
from workers.shell import Shell, run

SEED = 5


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The audit asks the ledger as everybody does; one kind of it is enough."""
    chosen = read_settings(home=tmp_path / "home")
    migrate(chosen)
    return chosen


@pytest.fixture
def written() -> list[Written]:
    return write_all(6, SEED)


@pytest.fixture
def done(settings: Settings, ledger: Ledger, written: list[Written]) -> Ledger:
    """A ledger that went through a quiet run, in one process."""
    shell = Shell(settings, ledger, Quiet(), read, redraw)
    for each in written:
        ledger.accept(each.envelope)
    for hop in Hop:
        while ledger.due(hop, 1):
            run(shell, hop, JOBS[hop], None, "worker/task")
    return ledger


def seen(ledger: Ledger, written: list[Written]) -> Findings:
    accepted = {each.number: each.identity for each in written}
    return audit(take_stock(ledger), written, accepted, expected(written))


def copied(db: Connection, table, **other: object) -> None:
    row = dict(db.execute(select(table).limit(1)).mappings().one())
    row.pop("id")
    db.execute(insert(table).values(**row | other))


def delete_claim(db: Connection) -> None:
    db.execute(delete(claim).where(claim.c.id == first(db, claim)))


def double_claim(db: Connection) -> None:
    again = json.loads(db.execute(select(claim.c.record)).scalars().first())
    again["id"] = "0" * 16
    copied(db, claim, id=again["id"], record=json.dumps(again))


def change_number(db: Connection) -> None:
    row = db.execute(select(situation.c.id, situation.c.record)).first()
    record = json.loads(row.record)
    record["figures"][0]["best"] += 1
    changed = update(situation).where(situation.c.id == row.id)
    db.execute(changed.values(record=json.dumps(record)))


def change_claim(db: Connection) -> None:
    row = db.execute(select(claim.c.id, claim.c.record)).first()
    record = json.loads(row.record) | {"outlet": "Another"}
    db.execute(update(claim).where(claim.c.id == row.id).values(record=json.dumps(record)))


def drop_situation(db: Connection) -> None:
    db.execute(delete(situation).where(situation.c.id == first(db, situation)))


def count_twice(db: Connection) -> None:
    row = db.execute(select(situation.c.id, situation.c.record)).first()
    record = json.loads(row.record)
    record["figures"][0]["claims"].append(record["figures"][0]["claims"][0])
    changed = update(situation).where(situation.c.id == row.id)
    db.execute(changed.values(record=json.dumps(record)))


def double_update(db: Connection) -> None:
    copied(db, situation_update)


def unsent_update(db: Connection) -> None:
    db.execute(update(situation_update).values(sent=False))


def leave_waiting(db: Connection) -> None:
    one = (work.c.report == first(db, report)) & (work.c.hop == Hop.EXTRACT)
    db.execute(update(work).where(one).values(state=State.DUE))


def never_hand_over(db: Connection) -> None:
    one = (work.c.report == first(db, report)) & (work.c.hop == Hop.RECONCILE)
    db.execute(delete(work).where(one))


def put_away(db: Connection, times: int = 1) -> None:
    entry = {"report": first(db, report), "hop": Hop.EXTRACT, "reason": "bug", "message": "m"}
    for _ in range(times):
        db.execute(insert(quarantine).values(**entry, attempts=1, at=0.0, payload=b""))


def put_away_twice(db: Connection) -> None:
    put_away(db, 2)


def first(db: Connection, table) -> str:
    return db.execute(select(table.c.id).order_by(table.c.id)).scalars().first()


def test_a_quiet_run_is_clean(done: Ledger, written: list[Written]) -> None:
    found = seen(done, written)
    assert found.clean
    assert found.extra == 0
    assert len(done.claims()) == 2 * len(written)


@pytest.mark.parametrize(
    ("spoil", "kinds"),
    [
        (delete_claim, {"missing", "changed"}),
        (double_claim, {"doubled", "changed"}),
        (change_number, {"changed"}),
        (change_claim, {"changed"}),
        (drop_situation, {"missing", "changed"}),
        (count_twice, {"doubled", "changed"}),
        (double_update, {"doubled"}),
        (unsent_update, {"missing"}),
        (leave_waiting, {"missing"}),
        (never_hand_over, {"missing"}),
        (put_away, {"missing"}),
        (put_away_twice, {"missing", "doubled"}),
    ],
)
def test_whatever_is_spoilt_is_seen(
    done: Ledger, written: list[Written], spoil: Callable[[Connection], None], kinds: set[str]
) -> None:
    with done.writing() as db:
        spoil(db)
    found = seen(done, written)
    assert {name for name in ("missing", "doubled", "changed") if getattr(found, name)} == kinds


def test_reports_that_the_ledger_does_not_have_or_nobody_wrote_are_seen(
    done: Ledger, written: list[Written]
) -> None:
    more = write_all(7, SEED)
    assert "the ledger does not have it" in seen(done, more).missing[0]
    fewer = written[:-1]
    assert "nobody wrote" in seen(done, fewer).doubled[0]
    accepted = {each.number: each.identity for each in fewer}
    found = audit(take_stock(done), written, accepted, expected(written))
    assert found.missing == ("Report 5 was never accepted.",)


def test_a_report_that_kills_its_reader_must_be_in_quarantine_for_that(
    done: Ledger, written: list[Written]
) -> None:
    bad = write_all(7, SEED, "POISON", 1)
    (one,) = [each for each in bad if each.poisonous]
    accepted = {each.number: each.identity for each in bad}
    done.accept(one.envelope)
    found = audit(take_stock(done), bad, accepted, expected(bad))
    assert f"Report {one.number} kills its reader, and is not in quarantine for that." in found.missing  # fmt: skip


def test_more_runs_than_one_for_each_hop_are_counted(done: Ledger, written: list[Written]) -> None:
    with done.writing() as db:
        db.execute(update(work).where(work.c.hop == Hop.INTAKE).values(attempts=3))
    found = seen(done, written)
    assert found.clean
    assert found.extra == 2 * len(written)


@pytest.mark.parametrize(
    ("work_done", "now", "longest"),
    [
        ([(0.0, 1.0), (0.0, 2.0), (0.0, 7.0)], 8.0, 5.0),
        ([(0.0, 1.0), (50.0, 52.0)], 60.0, 2.0),  # nothing was due from 1 to 50
        ([(0.0, 1.0), (1.0, 4.0)], 5.0, 3.0),  # handed over in the same instant
        ([(0.0, 1.0), (0.0, None)], 30.0, 29.0),  # still waiting
        ([], 5.0, 0.0),
    ],
)
def test_the_longest_stall_is_measured_while_work_is_due(work_done, now, longest) -> None:
    assert longest_stall(work_done, now) == longest


def test_recovery_is_the_time_to_the_next_finished_hop() -> None:
    assert recovery([(0.0, 1.0), (0.0, 4.5), (0.0, 9.0)], 3.0) == 1.5
    assert recovery([(0.0, 1.0)], 3.0) is None


def test_moments_of_a_stepped_clock_are_told_in_true_time(tmp_path, monkeypatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("tests.faults.clocks.time.time", lambda: now[0])
    clock = Clock(tmp_path / "clock")
    clock.step(3600.0)
    now[0] = 1010.0
    clock.step(0.0)
    assert [clock.true(each) for each in (990.0, 4605.0, 1012.0)] == [990.0, 1005.0, 1012.0]
