"""What a scrape asks the ledger: in milliseconds, however many reports there are.

`pulse` reads only what partial indexes and the tally hold, and counts no further than `COUNTED_TO`.
What can only be counted whole is the `Census`, of which somebody else decides how often it is worth it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Select,
    case,
    func,
    select,
)

from shared.hops import Hop
from shared.ledger.holding import READY
from shared.ledger.schema import (
    CLAIMED,
    DUE,
    UNSENT,
    lease,
    pause,
    picture,
    situation_update,
    work,
    worker,
)
from shared.ledger.tallies import sums
from shared.ledger.views import Tallied
from shared.ledger.waiting import Waiting

COUNTED_TO = 2_000
"""Work that waits, and updates unsent, are counted so far in a scrape."""
RECENT_MINUTES = 5
FORGOTTEN_SECONDS = 600.0
"""A worker that has been silent for longer is nobody's concern, though no relay has buried it."""


@dataclass(frozen=True, slots=True)
class HopPulse:
    """One hop at one moment."""

    hop: Hop
    paused: bool
    waiting: int
    """Due, a pause or not; counted to `COUNTED_TO`."""
    delayed: int
    """Of those that were counted: not before some later moment."""
    oldest_s: float
    """Age of the oldest that waits and came in by a door; 0 when none waits."""
    oldest_later_s: float
    """The same of stored reports that are read again."""
    in_work: int
    longest_s: float
    """Since the oldest claim that is being worked at was made; 0 when there is none."""
    ready: int
    """Could be claimed now; counted to the relay's window."""
    ready_s: float
    """How long the one that comes next has waited for somebody to claim it."""


@dataclass(frozen=True, slots=True)
class WorkerPulse:
    """One worker at one moment."""

    name: str
    hops: tuple[str, ...]
    version: str
    processes: int
    silent_s: float
    idle_s: float
    tasks: int
    """That it is at; a task of `reconcile` holds many reports."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """The line at one moment."""

    now: float
    hops: tuple[HopPulse, ...]
    workers: tuple[WorkerPulse, ...]
    leader: str | None
    """The worker that looks after the line, if its lease is not over."""
    tallied: tuple[Tallied, ...]
    lately: tuple[Tallied, ...]
    """Of the last `RECENT_MINUTES` full minutes."""
    unsent: int
    picture_version: int
    picture_changed_at: float | None


class _Claimed(NamedTuple):
    hop: str
    by: str
    at: float


class Measuring(Waiting):
    """Asked again and again."""

    def pulse(self) -> Pulse:
        """How the line stands, in one reading."""
        with self.reading() as db:
            now = self.now(db)
            minute = int(now // 60)
            rows = db.execute(
                select(work.c.hop, work.c.claimed_by, work.c.claimed_at).where(CLAIMED)
            )
            held = [_Claimed(*row) for row in rows]
            paused = frozenset(db.execute(select(pause.c.hop)).scalars())
            drawn = db.execute(select(picture.c.version, picture.c.changed_at)).one()
            return Pulse(
                now=now,
                hops=tuple(self._hop(db, hop, now, paused, held) for hop in Hop),
                workers=_workers(db, now, held),
                leader=db.execute(_leads(now)).scalar(),
                tallied=sums(db),
                lately=sums(db, minute - RECENT_MINUTES, minute),
                unsent=_counted(db, _unsent()),
                picture_version=drawn.version,
                picture_changed_at=drawn.changed_at,
            )

    def _hop(
        self, db: Connection, hop: Hop, now: float, paused: frozenset[str], held: Sequence[_Claimed]
    ) -> HopPulse:
        waits = select(work.c.due_at).where(work.c.hop == hop, DUE).limit(COUNTED_TO).subquery()
        late = func.sum(case((waits.c.due_at > now, 1), else_=0))
        waiting, delayed = db.execute(select(func.count(), late).select_from(waits)).one()
        began = [row.at for row in held if row.hop == hop]
        able = select(work.c.report).where(READY).limit(self.settings.window)
        return HopPulse(
            hop=hop,
            paused=hop in paused,
            waiting=waiting,
            delayed=int(delayed or 0),
            oldest_s=_age(now, _first(db, hop, later=False)),
            oldest_later_s=_age(now, _first(db, hop, later=True)),
            in_work=len(began),
            longest_s=_age(now, min(began, default=None)),
            ready=_counted(db, able, self.asked(hop, now)),
            ready_s=_age(now, self._next_since(db, hop, now)),
        )

    def _next_since(self, db: Connection, hop: Hop, now: float) -> float | None:
        since = func.max if self.sqlite else func.greatest
        first = (
            select(since(work.c.enqueued_at, work.c.due_at))
            .where(READY)
            .order_by(work.c.later, work.c.enqueued_at)
        )
        found: float | None = db.execute(first.limit(1), self.asked(hop, now)).scalar()
        return found


def _first(db: Connection, hop: Hop, later: bool) -> float | None:
    wanted = select(work.c.enqueued_at).where(work.c.hop == hop, work.c.later == later, DUE)
    found: float | None = db.execute(wanted.order_by(work.c.enqueued_at).limit(1)).scalar()
    return found


def _leads(now: float) -> Select[Any]:
    return select(lease.c.holder).where(
        lease.c.name == "relay", lease.c.holder != "", lease.c.until >= now
    )


def _unsent() -> Select[tuple[int]]:
    return select(situation_update.c.id).where(UNSENT).limit(COUNTED_TO)


def _counted(db: Connection, some: Select[Any], asked: Mapping[str, object] | None = None) -> int:
    counted = select(func.count()).select_from(some.subquery())
    return int(db.execute(counted, asked).scalar_one())


def _age(now: float, since: float | None) -> float:
    return 0.0 if since is None else max(0.0, now - since)


def _workers(db: Connection, now: float, held: Sequence[_Claimed]) -> tuple[WorkerPulse, ...]:
    tasks: defaultdict[str, set[str]] = defaultdict(set)
    for row in held:
        tasks[row.by.partition("/")[0]].add(row.by)
    heard = select(worker).where(worker.c.seen_at > now - FORGOTTEN_SECONDS)
    return tuple(
        WorkerPulse(
            name=row.name,
            hops=tuple(row.hops.split(",")),
            version=row.version or "unknown",
            processes=row.processes or 1,
            silent_s=_age(now, row.seen_at),
            idle_s=_age(now, row.moved_at or row.started_at),
            tasks=len(tasks[row.name]),
        )
        for row in db.execute(heard.order_by(worker.c.name))
    )
