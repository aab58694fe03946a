"""All that the ledger has of one report, and what it has of no report: for whoever checks it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select, text

from shared.hops import State
from shared.ledger.schema import (
    claim,
    deletion,
    forward,
    metadata,
    picture,
    quarantine,
    reading,
    report,
    situation,
    situation_update,
    stay,
    work,
    worker,
)

AT_ONCE = 50
"""Reports in memory at once; each may be long."""


@dataclass(frozen=True, slots=True)
class Case:
    """A report's rows in all tables, as of one moment."""

    report: Row[Any]
    work: Mapping[str, Row[Any]]
    """By hop."""
    claims: Sequence[Row[Any]]
    waiting: Sequence[Row[Any]]
    """Its entries in quarantine that nobody has seen to."""
    removed: bool = False
    """Its words were deleted on request."""
    dropped: frozenset[str] = frozenset()
    """The hops at which it was dropped."""
    reading: Row[Any] | None = None
    """What it was read into anew, until the picture is redrawn with it."""
    stays: Sequence[Row[Any]] = ()
    """When it was in the picture, the earliest first."""
    drawn_at: float | None = None
    """When the picture was last drawn."""

    @property
    def id(self) -> str:
        return str(self.report.id)


def cases(db: Connection) -> Iterator[Case]:
    """Every report's, by id, a few at a time."""
    last = ""
    while True:
        wanted = select(report).where(report.c.id > last).order_by(report.c.id).limit(AT_ONCE)
        rows = db.execute(wanted).all()
        if not rows:
            return
        yield from _gathered(db, rows)
        last = rows[-1].id


def case_of(db: Connection, identity: str) -> Case | None:
    """One report's; in a transaction that writes, its work stays as it is until the end of it."""
    locked = select(work.c.hop).where(work.c.report == identity).with_for_update()
    db.execute(locked).all()  # SQLite has one writer anyway
    rows = db.execute(select(report).where(report.c.id == identity)).all()
    return next(_gathered(db, rows), None)


def _gathered(db: Connection, reports: Sequence[Row[Any]]) -> Iterator[Case]:
    ids = [row.id for row in reports]
    steps = _by_report(db.execute(select(work).where(work.c.report.in_(ids))))
    wanted = select(claim).where(claim.c.report.in_(ids)).order_by(claim.c.id)
    claims = _by_report(db.execute(wanted))
    unresolved = quarantine.c.report.in_(ids) & quarantine.c.resolved_at.is_(None)
    entries = _by_report(db.execute(select(quarantine).where(unresolved)))
    gone = select(deletion.c.report).where(deletion.c.report.in_(ids))
    removed = frozenset(db.execute(gone).scalars())
    dropped = quarantine.c.report.in_(ids) & (quarantine.c.resolution == "dropped")
    out = _by_report(db.execute(select(quarantine.c.report, quarantine.c.hop).where(dropped)))
    read = _by_report(db.execute(select(reading).where(reading.c.report.in_(ids))))
    since = select(stay).where(stay.c.report.in_(ids)).order_by(stay.c.since)
    stays = _by_report(db.execute(since))
    drawn_at = db.execute(select(picture.c.changed_at)).scalar()
    for row in reports:
        yield Case(
            report=row,
            work={step.hop: step for step in steps[row.id]},
            claims=claims[row.id],
            waiting=entries[row.id],
            removed=row.id in removed,
            dropped=frozenset(entry.hop for entry in out[row.id]),
            reading=next(iter(read[row.id]), None),
            stays=stays[row.id],
            drawn_at=drawn_at,
        )


def _by_report(rows: Iterable[Row[Any]]) -> Mapping[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.report].append(row)
    return found


def how_many(db: Connection, table: Table) -> int:
    return db.execute(select(func.count()).select_from(table)).scalar_one()


def on_the_way(db: Connection) -> frozenset[str]:
    """The reports that wait or are at work, at whatever hop."""
    moving = work.c.state.in_((State.DUE, State.CLAIMED))
    return frozenset(db.execute(select(work.c.report).where(moving).distinct()).scalars())


def living(db: Connection) -> frozenset[str]:
    """Names of the workers that have announced themselves."""
    return frozenset(db.execute(select(worker.c.name)).scalars())


def held(db: Connection) -> Mapping[tuple[str, str], tuple[str | None, int]]:
    """Claimed work, by report and hop: who has it, and which attempt it is."""
    rows = db.execute(select(work).where(work.c.state == State.CLAIMED))
    return {(row.report, row.hop): (row.claimed_by, row.attempts) for row in rows}


def orphans(db: Connection) -> Iterator[tuple[str, str, int]]:
    """Table, report and number of rows, wherever rows name a report that does not exist."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column is report.c.id:
                named = key.parent
                astray = named.is_not(None) & named.not_in(select(report.c.id))
                counted = select(named, func.count()).where(astray).group_by(named)
                for identity, number in db.execute(counted.order_by(named)):
                    yield table.name, identity, number


def unsound(db: Connection, sqlite: bool) -> tuple[str, ...]:
    """What the database itself finds wrong with its file; PostgreSQL cannot be asked so simply."""
    if not sqlite:
        return ()
    told = db.execute(text("PRAGMA integrity_check(20)")).scalars()
    return tuple(line for each in told for line in str(each).splitlines() if line != "ok")


def drawn(db: Connection) -> tuple[int | None, Mapping[str, str]]:
    """The picture's version, which is missing only in a damaged ledger, and each situation as it is written."""
    rows = db.execute(select(situation.c.id, situation.c.record).order_by(situation.c.id))
    version = db.execute(select(picture.c.version)).scalar()
    return version, {row.id: row.record for row in rows}


def redrawn(db: Connection) -> Mapping[str, tuple[int, float]]:
    """The version that each situation was last redrawn for, and when."""
    rows = db.execute(select(situation.c.id, situation.c.version, situation.c.changed_at))
    return {row.id: (row.version, row.changed_at) for row in rows}


def updates_let_go(db: Connection) -> float:
    """Up to which moment retention has deleted updates."""
    latest = select(func.max(deletion.c.before)).where(deletion.c.what == "updates")
    return float(db.execute(latest).scalar() or 0.0)


def forwards(db: Connection) -> Mapping[str, str]:
    """Situations that were merged away, and where they went."""
    return {row.old: row.new for row in db.execute(select(forward))}


def changes(db: Connection) -> Iterator[Row[Any]]:
    """All updates, the oldest first, a few at a time."""
    ordered = select(situation_update).order_by(situation_update.c.id)
    yield from db.execute(ordered, execution_options={"yield_per": 500})
