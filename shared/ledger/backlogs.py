"""How much waits at each hop, for how long, and how fast it goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from shared.hops import Hop, Outcome
from shared.ledger.schema import CLAIMED, DUE, pause, work, worker
from shared.ledger.tallies import ACCEPTED, sums
from shared.ledger.views import Backlog

MINUTES = 5
"""Over so many full minutes a pace is taken."""
PASSED = {Outcome.ADMITTED, Outcome.EXTRACTED, Outcome.RECONCILED, Outcome.UNCHANGED}
ENDED = PASSED | {Outcome.REFUSED, Outcome.QUARANTINED}


@dataclass(frozen=True)
class Waiting:
    """What waits at a hop."""

    waiting: int = 0
    delayed: int = 0
    oldest: float | None = None


def backlogs(
    db: Connection, now: float, quarantined: Mapping[str, int], heartbeat: float
) -> tuple[Backlog, ...]:
    """Each hop in order."""
    paused = set(db.execute(select(pause.c.hop)).scalars())
    waiting = waiting_by_hop(db, now)
    alive = _alive(db, now - heartbeat)
    working, silent = _working(db, alive)
    done = _by_hop(db, PASSED)
    current = int(now // 60)
    out = _by_hop(db, ENDED, current - MINUTES, current)
    came = _by_hop(db, {ACCEPTED}, current - MINUTES, current)[Hop.INTAKE]
    passed = _by_hop(db, PASSED, current - MINUTES, current)
    found = []
    for hop in Hop:
        here = waiting.get(hop, Waiting())
        pace = (out[hop] - came) / MINUTES
        serving = sum(hop in hops for hops in alive.values())
        goes_on = bool(here.waiting and pace > 0 and serving and hop not in paused)
        found.append(
            Backlog(
                hop=hop,
                waiting=here.waiting,
                delayed=here.delayed,
                working=working[hop],
                silent=silent[hop],
                done=done[hop],
                quarantined=quarantined.get(hop, 0),
                oldest_s=None if here.oldest is None else max(0.0, now - here.oldest),
                in_per_minute=came / MINUTES,
                out_per_minute=out[hop] / MINUTES,
                empty_in_s=60.0 * here.waiting / pace if goes_on else None,
                workers=serving,
                paused=hop in paused,
            )
        )
        came = passed[hop]
    return tuple(found)


def waiting_by_hop(db: Connection, now: float) -> dict[str, Waiting]:
    """Counted whole: with hundreds of thousands that wait it takes part of a second."""
    rows = db.execute(
        select(
            work.c.hop,
            func.count(),
            func.sum(case((work.c.due_at > now, 1), else_=0)),
            func.min(work.c.enqueued_at),
        )
        .where(DUE)
        .group_by(work.c.hop)
    )
    return {hop: Waiting(number, int(delayed), oldest) for hop, number, delayed, oldest in rows}


def _alive(db: Connection, latest: float) -> dict[str, list[str]]:
    """The workers that were heard of since that moment, with the hops they serve."""
    heard = select(worker.c.name, worker.c.hops).where(worker.c.seen_at >= latest)
    return {name: hops.split(",") for name, hops in db.execute(heard)}


def _working(db: Connection, alive: Collection[str]) -> tuple[Counter[str], Counter[str]]:
    """How many are held at each hop, and how many of them by nobody who is alive."""
    held: Counter[str] = Counter()
    silent: Counter[str] = Counter()
    for hop, holder in db.execute(select(work.c.hop, work.c.claimed_by).where(CLAIMED)):
        held[hop] += 1
        silent[hop] += str(holder).partition("/")[0] not in alive
    return held, silent


def _by_hop(
    db: Connection, outcomes: Collection[str], first: int | None = None, before: int | None = None
) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in sums(db, first, before):
        found[each.hop] += each.number if each.outcome in outcomes else 0
    return found
