"""Counting outcomes: for rates, for metrics, for who did how much, without counting the ledger's rows.

Each worker writes rows of its own for each minute, so that no transaction waits for another's.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from shared.hops import Hop
from shared.ledger.engine import Store
from shared.ledger.schema import tally
from shared.ledger.views import Held, Tallied

KEPT_MINUTES = 60
"""So long each minute stays by itself."""
TOGETHER = 0
"""The minute under which everything older is added up."""


class Tallies(Store):
    """What was counted."""

    def tallied(self) -> tuple[Tallied, ...]:
        """Over all time, by hop and outcome."""
        with self.reading() as db:
            return sums(db)

    def tallied_lately(self, minutes: int) -> tuple[Tallied, ...]:
        """Over the last full minutes; the one that runs is not in it."""
        with self.reading() as db:
            current = _minute(self.now(db))
            return sums(db, current - minutes, current)

    def fold_tallies(self) -> None:
        """Add up what is older than `KEPT_MINUTES`: the table stays as small as it is."""
        with self.writing() as db:
            old = _minute(self.now(db)) - KEPT_MINUTES
            for each in sums(db, TOGETHER + 1, old):
                _add(db, TOGETHER, "", each)
            db.execute(delete(tally).where(tally.c.minute.between(TOGETHER + 1, old - 1)))


def count(db: Connection, held: Sequence[Held], outcome: str, now: float) -> None:
    """One run of a task has ended so, for these reports."""
    if not held:
        return
    first = held[0]
    waited = sum(one.claimed_at - one.enqueued_at for one in held)
    add(db, first.hop, first.holder, outcome, len(held), now, waited, now - first.claimed_at)


def add(
    db: Connection,
    hop: Hop,
    holder: str,
    outcome: str,
    number: int,
    now: float,
    waited_s: float = 0.0,
    worked_s: float = 0.0,
) -> None:
    """A clock that was set back in between counts as no time at all."""
    worker = holder.partition("/")[0]
    each = Tallied(hop, outcome, number, max(0.0, waited_s), max(0.0, worked_s))
    _add(db, _minute(now), worker, each)


def _add(db: Connection, minute: int, worker: str, each: Tallied) -> None:
    insert = sqlite_insert if db.dialect.name == "sqlite" else postgres_insert
    new = insert(tally).values(
        minute=minute,
        hop=each.hop,
        worker=worker,
        outcome=each.outcome,
        number=each.number,
        waited_s=each.waited_s,
        worked_s=each.worked_s,
    )
    summed = {
        name: tally.c[name] + new.excluded[name] for name in ("number", "waited_s", "worked_s")
    }
    db.execute(new.on_conflict_do_update(index_elements=list(tally.primary_key), set_=summed))


def sums(
    db: Connection, first: int | None = None, before: int | None = None
) -> tuple[Tallied, ...]:
    names = ("number", "waited_s", "worked_s")
    wanted = select(tally.c.hop, tally.c.outcome, *(func.sum(tally.c[name]) for name in names))
    if first is not None:
        wanted = wanted.where(tally.c.minute >= first, tally.c.minute < before)
    rows = db.execute(
        wanted.group_by(tally.c.hop, tally.c.outcome).order_by(*wanted.selected_columns[:2])
    )
    return tuple(
        Tallied(Hop(hop), outcome, int(number), float(waited), float(worked))
        for hop, outcome, number, waited, worked in rows
    )


def _minute(now: float) -> int:
    return int(now // 60)
