"""Counting outcomes: for rates, for metrics, for who did how much, without counting the ledger's rows.

Each worker writes rows of its own for each minute, so that no transaction waits for another's.
Beside the outcomes stands, under words that are none, what else would have to be counted in rows:
`accepted` and `turned_away` at the door, `lost`, and what was found in the reports that were read (`FOUND`).
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache

from sqlalchemy import Connection, Executable, delete, func, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from shared.hops import Hop
from shared.ledger.engine import Store
from shared.ledger.schema import tally
from shared.ledger.views import Held, Tallied

KEPT_MINUTES = 60
"""So long each minute stays by itself."""
ACCEPTED = "accepted"
"""A new report was taken over at the door."""
TURNED_AWAY = "turned_away"
"""What was no report was refused at the door of Redis: counted by itself, since it never was one that came in."""
FOUND = ("claims", "left_numbers", "left_cues", "left_quotations")
"""Of the counts of `extracted`: what was found in the text, and what of it ended in no claim."""
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
            _add(db, TOGETHER, "", sums(db, TOGETHER + 1, old))
            db.execute(delete(tally).where(tally.c.minute.between(TOGETHER + 1, old - 1)))


def count(db: Connection, held: Sequence[Held], outcome: str, now: float) -> None:
    """One run of a task has ended so, for these reports."""
    if not held:
        return
    first = held[0]
    waited = sum(one.claimed_at - one.enqueued_at for one in held)
    add(db, first.hop, first.holder, outcome, len(held), now, waited, now - first.claimed_at)


def door_name() -> str:
    """Who counts what is accepted: publishers at once, be they threads, must not wait for one another's row."""
    return f"door:{socket.gethostname()[:60]}:{os.getpid()}:{threading.get_native_id()}"


def count_found(db: Connection, held: Held, counts: Mapping[str, int], now: float) -> None:
    """What was found in a report that was read."""
    found = [Tallied(held.hop, name, counts[name], 0.0, 0.0) for name in FOUND if counts.get(name)]
    _add(db, _minute(now), _worker(held.holder), found)


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
    each = Tallied(hop, outcome, number, max(0.0, waited_s), max(0.0, worked_s))
    _add(db, _minute(now), _worker(holder), [each])


def _add(db: Connection, minute: int, worker: str, counted: Sequence[Tallied]) -> None:
    rows = [{"minute": minute, "worker": worker, **asdict(each)} for each in counted]
    if rows:
        db.execute(_adding(db.dialect.name), rows)


def _worker(holder: str) -> str:
    return holder.partition("/")[0]


@cache
def _adding(dialect: str) -> Executable:
    """Where there is such a row already, what is new is added to it. Made once: to make it costs five times as much as
    to run it."""
    new = (sqlite_insert if dialect == "sqlite" else postgres_insert)(tally)
    summed = {
        name: tally.c[name] + new.excluded[name] for name in ("number", "waited_s", "worked_s")
    }
    return new.on_conflict_do_update(index_elements=list(tally.primary_key), set_=summed)


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
