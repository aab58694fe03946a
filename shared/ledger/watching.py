"""How the line stands: journeys of reports, backlogs of hops."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from sqlalchemy import Connection, Row, select

from shared.hops import Hop, State
from shared.ledger.backlogs import backlogs
from shared.ledger.engine import Store
from shared.ledger.reading import find_report_row
from shared.ledger.schema import quarantine, report, work
from shared.ledger.views import Backlog, Journey, Step


class Watching(Store):
    """What operators look at."""

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
        """Each hop in order: what waits, works, is done, is quarantined, and how fast it goes."""
        # By entry: what was no envelope is in quarantine without ever having been work.
        put_away = select(quarantine.c.hop).where(quarantine.c.resolved_at.is_(None))
        with self.reading() as db:
            now = self.now(db)
            return backlogs(
                db, now, Counter(db.execute(put_away).scalars()), self.settings.heartbeat_seconds
            )


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
        due_at=row.due_at,
        tried=row.tried,
        version=row.version,
    )


def _milliseconds(start: float | None, end: float | None) -> int | None:
    return None if start is None or end is None else max(0, round((end - start) * 1000))
