"""What need not be kept any longer. Each deletion is recorded in the transaction that does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)

from shared.ledger.engine import Store
from shared.ledger.schema import deletion, quarantine, report, situation_update

AT_ONCE = 1000
"""Rows in one transaction: others want to write too."""


@dataclass(frozen=True)
class Sort:
    """One sort of thing that may go when it is old. Nothing in the picture, or in its way, depends on it."""

    word: str
    says: str
    table: Table
    due: Callable[[float], ColumnElement[bool]]
    """True of the rows that are of before a moment."""
    emptied: dict[str, Any] | None = None
    """The columns that are emptied; without them the row goes."""


SORTS = (
    Sort(
        "payloads",
        "what was submitted, of entries in quarantine that were seen to",
        quarantine,
        lambda before: and_(
            quarantine.c.resolved_at < before, func.length(quarantine.c.payload) > 0
        ),
        {"payload": b""},
    ),
    Sort(
        "updates",
        "changes of situations that were sent to the stream",
        situation_update,
        lambda before: and_(situation_update.c.sent, situation_update.c.at < before),
    ),
)


@dataclass(frozen=True)
class Deleted:
    """One deletion as it is recorded."""

    id: int
    at: float
    who: str
    why: str
    what: str
    number: int
    before: float | None
    report: str | None


class Retention(Store):
    """Letting go of what is old, and saying what was let go of."""

    def old(self, before: float) -> dict[str, int]:
        """How many there are of each sort from before that moment."""
        with self.reading() as db:
            return {sort.word: _number(db, sort, before) for sort in SORTS}

    def retire(
        self, before: float, who: str, why: str, done: Callable[[int], None] = lambda _: None
    ) -> dict[str, int]:
        """Delete them, a few at a time; how many of each."""
        gone = dict.fromkeys((sort.word for sort in SORTS), 0)
        for sort in SORTS:
            record: int | None = None
            while True:
                with self.writing() as db:
                    ids = db.execute(
                        select(sort.table.c.id).where(sort.due(before)).limit(AT_ONCE)
                    ).scalars()
                    batch = ids.all()
                    if not batch:
                        break
                    _empty(db, sort, batch)
                    entry = {"who": who, "why": why, "what": sort.word, "before": before}
                    record = record_deletion(db, self.now(db), len(batch), entry, record)
                gone[sort.word] += len(batch)
                done(sum(gone.values()))
        return gone

    def old_reports(self, before: float, outlet: str | None = None) -> tuple[str, ...]:
        """Reports accepted before that moment (of one outlet, if named), the oldest first.

        Not those that a younger report corrects or withdraws, or that correct a younger one: what was
        withdrawn must not come to stand again because only the withdrawal went.
        """
        younger = report.alias("younger")
        kin = or_(
            younger.c.ref == report.c.ref,
            younger.c.ref == report.c.revision_of,
            younger.c.revision_of == report.c.ref,
        )
        same_outlet = func.coalesce(younger.c.outlet, "") == func.coalesce(report.c.outlet, "")
        kept = (
            select(younger.c.id).where(younger.c.accepted_at >= before, same_outlet, kin).exists()
        )
        removed = select(deletion.c.id).where(deletion.c.report == report.c.id).exists()
        wanted = select(report.c.id).where(report.c.accepted_at < before, ~kept, ~removed)
        if outlet is not None:
            wanted = wanted.where(report.c.outlet == outlet)
        with self.reading() as db:
            ordered = wanted.order_by(report.c.accepted_at, report.c.id)
            return tuple(db.execute(ordered).scalars())

    def deletions(self) -> tuple[Deleted, ...]:
        """All that was ever deleted, the oldest first."""
        with self.reading() as db:
            rows = db.execute(select(deletion).order_by(deletion.c.id))
            return tuple(_as_deleted(row) for row in rows)


def record_deletion(
    db: Connection, now: float, number: int, entry: dict[str, Any], known: int | None = None
) -> int:
    """Write down what is deleted in this very transaction; returns the number to add to it later."""
    if known is not None:
        more = update(deletion).where(deletion.c.id == known)
        db.execute(more.values(number=deletion.c.number + number))
        return known
    new = deletion.insert().values(at=now, number=number, **entry).returning(deletion.c.id)
    return int(db.execute(new).scalar_one())


def _number(db: Connection, sort: Sort, before: float) -> int:
    counted = select(func.count()).select_from(sort.table).where(sort.due(before))
    return db.execute(counted).scalar_one()


def _empty(db: Connection, sort: Sort, ids: Sequence[int]) -> None:
    chosen = sort.table.c.id.in_(ids)
    if sort.emptied is None:
        db.execute(delete(sort.table).where(chosen))
    else:
        db.execute(update(sort.table).where(chosen).values(**sort.emptied))


def _as_deleted(row: Row[Any]) -> Deleted:
    return Deleted(**row._mapping)
