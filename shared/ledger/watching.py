"""How the line stands: journeys of reports, backlogs of hops, workers alive."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from sqlalchemy import Connection, Row, delete, func, or_, select, update

from shared.hops import Hop, State
from shared.ledger.engine import Store
from shared.ledger.reading import find_report_row
from shared.ledger.schema import lease, quarantine, report, work, worker
from shared.ledger.views import Backlog, Journey, Step


class Watching(Store):
    """What operators and the relay look at."""

    def journey(self, name: str) -> Journey | None:
        """One report's way from door to picture; found by id, its beginning, `ref` or trace."""
        with self.reading() as db:
            found = find_report_row(db, name)
            return None if found is None else _journey(db, found)

    def journeys(self, name: str) -> tuple[Journey, ...]:
        """Of all reports of a trace, in the order they came; else of the one that is meant."""
        together = select(report).where(report.c.trace == name)
        with self.reading() as db:
            found = db.execute(together.order_by(report.c.accepted_at, report.c.id)).all()
            one = None if found else find_report_row(db, name)
            return tuple(_journey(db, row) for row in (found if one is None else [one]))

    def backlog(self) -> tuple[Backlog, ...]:
        """Each hop in order: what waits, works, is done, is quarantined, and the longest wait."""
        counted = select(
            work.c.hop,
            work.c.state,
            func.count().label("number"),
            func.min(work.c.enqueued_at).label("oldest"),
        ).group_by(work.c.hop, work.c.state)
        # By entry: what was no envelope is in quarantine without ever having been work.
        put_away = select(quarantine.c.hop).where(quarantine.c.resolved_at.is_(None))
        with self.reading() as db:
            now = self.now(db)
            rows = {(row.hop, row.state): row for row in db.execute(counted)}
            entries = Counter(db.execute(put_away).scalars())
        return tuple(_backlog(hop, rows, entries[hop], now) for hop in Hop)

    def beat(self, name: str, hops: str) -> None:
        """This worker is alive."""
        with self.writing() as db:
            now = self.now(db)
            seen = db.execute(update(worker).where(worker.c.name == name).values(seen_at=now))
            if seen.rowcount == 0:
                db.execute(
                    worker.insert().values(name=name, hops=hops, started_at=now, seen_at=now)
                )

    def workers(self) -> tuple[tuple[str, str, float], ...]:
        """Name, hops, and seconds since the last sign of life, of each worker."""
        with self.reading() as db:
            now = self.now(db)
            rows = db.execute(select(worker).order_by(worker.c.name)).all()
        return tuple((row.name, row.hops, max(0.0, now - row.seen_at)) for row in rows)

    def farewell(self, name: str) -> None:
        """This worker has ended, or is known to be dead."""
        with self.writing() as db:
            db.execute(delete(worker).where(worker.c.name == name))
            db.execute(delete(lease).where(lease.c.holder == name))

    def lead(self, name: str, seconds: float) -> bool:
        """Whether this worker is the one that looks after the line for the next seconds."""
        with self.writing() as db:
            now = self.now(db)
            taken = db.execute(
                update(lease)
                .where(lease.c.name == "relay", or_(lease.c.holder == name, lease.c.until < now))
                .values(holder=name, until=now + seconds)
            )
            return taken.rowcount == 1

    def orphans(self) -> tuple[str, ...]:
        """Workers that hold claims and have no row: they were declared dead while they worked."""
        held = select(work.c.claimed_by).where(work.c.state == State.CLAIMED).distinct()
        with self.reading() as db:
            alive = set(db.execute(select(worker.c.name)).scalars())
            holders = {str(by).rpartition("/")[0] for by in db.execute(held).scalars()}
        return tuple(sorted(holders - alive))


def _journey(db: Connection, found: Row[Any]) -> Journey:
    steps = db.execute(select(work).where(work.c.report == found.id)).all()
    waiting = select(quarantine.c.id).where(
        quarantine.c.report == found.id, quarantine.c.resolved_at.is_(None)
    )
    order = list(Hop)
    return Journey(
        report=found.id,
        ref=found.ref,
        outlet=found.outlet,
        trace=found.trace,
        accepted_at=found.accepted_at,
        steps=tuple(sorted((_step(row) for row in steps), key=lambda s: order.index(s.hop))),
        quarantined=tuple(db.execute(waiting.order_by(quarantine.c.id)).scalars()),
    )


def _step(row: Row[Any]) -> Step:
    return Step(
        hop=Hop(row.hop),
        state=State(row.state),
        enqueued_at=row.enqueued_at,
        claimed_at=row.claimed_at,
        done_at=row.done_at,
        waited_ms=_milliseconds(row.enqueued_at, row.claimed_at),
        worked_ms=_milliseconds(row.claimed_at, row.done_at),
        attempts=row.attempts,
        outcome=row.outcome,
        worker=row.claimed_by,
        counts=json.loads(row.counts) if row.counts else {},
    )


def _milliseconds(start: float | None, end: float | None) -> int | None:
    return None if start is None or end is None else max(0, round((end - start) * 1000))


def _backlog(
    hop: Hop, rows: dict[tuple[str, str], Row[Any]], quarantined: int, now: float
) -> Backlog:
    def number(state: State) -> int:
        row = rows.get((hop, state))
        return 0 if row is None else int(row.number)

    oldest = rows.get((hop, State.DUE))
    return Backlog(
        hop=hop,
        waiting=number(State.DUE),
        working=number(State.CLAIMED),
        done=number(State.DONE),
        quarantined=quarantined,
        oldest_s=None if oldest is None else max(0.0, now - oldest.oldest),
    )
