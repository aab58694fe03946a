"""The queue of record: what waits, who holds it, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, select, update

from shared.errors import Overtaken
from shared.hops import Hop, Outcome, State
from shared.ledger.codec import claim_row
from shared.ledger.door import hand_over
from shared.ledger.engine import Store
from shared.ledger.schema import claim, report, work
from shared.ledger.views import Held
from shared.records import Claim

MOST_AT_ONCE = 500


class Queue(Store):
    """Claiming work, finishing it, giving it back."""

    def take(self, hop: Hop, prefer: str | None, holder: str) -> Held | None:
        """Claim one report that is due: the preferred one, else the one that waits longest.

        The attempt is counted and committed before any work: a report that kills its process
        has counted itself. A wake-up message is as good for one report as for another, so a lost
        or repeated message costs nothing.
        """
        with self.writing() as db:
            now = self.now(db)
            due = [work.c.hop == hop, work.c.state == State.DUE, work.c.due_at <= now]
            order = [case((work.c.report == prefer, 0), else_=1)] if prefer else []
            found = db.execute(
                self._locked(
                    select(work.c.report)
                    .where(*due)
                    .order_by(*order, work.c.due_at, work.c.report)
                    .limit(1)
                )
            ).scalar()
            return None if found is None else _hold(db, hop, [found], holder, now)[0]

    def take_all(self, hop: Hop, holder: str) -> tuple[Held, ...]:
        """Claim everything that is due, for work that is done once for all of it.

        Nothing while somebody else is at it: what gathers meanwhile is done in one go afterwards.
        A report that was tried before is claimed alone, so that one bad report can neither hide
        among the others nor take them into quarantine with it.
        """
        with self.writing() as db:
            self._one_at_a_time(db, hop)
            now = self.now(db)
            busy = select(work.c.report).where(work.c.hop == hop, work.c.state == State.CLAIMED)
            if db.execute(busy.limit(1)).scalar() is not None:
                return ()
            rows = db.execute(
                select(work.c.report, (work.c.attempts - work.c.returned).label("lost"))
                .where(work.c.hop == hop, work.c.state == State.DUE, work.c.due_at <= now)
                .order_by((work.c.attempts - work.c.returned), work.c.due_at, work.c.report)
                .limit(MOST_AT_ONCE)
            ).all()
            fresh = [row.report for row in rows if row.lost == 0]
            chosen = fresh or [row.report for row in rows[:1]]
            return _hold(db, hop, chosen, holder, now)

    def finish(
        self,
        held: Held,
        outcome: Outcome,
        counts: dict[str, int],
        claims: Iterable[Claim] = (),
    ) -> None:
        """Done: the results, the end of this hop and the beginning of the next, in one commit.

        Raises `Overtaken` when the work is no longer ours, and then writes nothing.
        """
        rows = [claim_row(each) for each in claims]
        with self.writing() as db:
            now = self.now(db)
            close(db, [held], outcome, counts, now)
            if rows:
                db.execute(claim.insert(), rows)
            if held.hop.next is not None:
                hand_over(db, held.report, held.hop.next, now)

    def give_back(self, held: Iterable[Held], pause: float = 0.0) -> bool:
        """Let it be claimed again after `pause` seconds; such an attempt is not counted as lost."""
        with self.writing() as db:
            due = self.now(db) + pause
            freed = [
                db.execute(
                    update(work)
                    .where(mine(one))
                    .values(
                        state=State.DUE,
                        due_at=due,
                        claimed_by=None,
                        returned=work.c.returned + 1,
                    )
                ).rowcount
                for one in held
            ]
        return sum(freed) > 0

    def free(self, holder: str) -> tuple[str, ...]:
        """Free what a dead task held; the attempt stays counted. Returns the reports freed."""
        return self._free(work.c.claimed_by == holder)

    def free_worker(self, worker_name: str) -> tuple[str, ...]:
        """Free all that the tasks of a dead worker held."""
        return self._free(work.c.claimed_by.startswith(f"{worker_name}/", autoescape=True))

    def free_overdue(self, seconds: float) -> tuple[str, ...]:
        """Free what has been claimed for longer than any task can take."""
        with self.reading() as db:
            oldest = self.now(db) - seconds
        return self._free(work.c.claimed_at < oldest)

    def _free(self, whose: ColumnElement[bool]) -> tuple[str, ...]:
        with self.writing() as db:
            return tuple(
                db.execute(
                    update(work)
                    .where(whose, work.c.state == State.CLAIMED)
                    .values(state=State.DUE, due_at=self.now(db), claimed_by=None)
                    .returning(work.c.report)
                ).scalars()
            )

    def due(self, hop: Hop) -> int:
        """How many reports could be claimed at this hop now."""
        with self.reading() as db:
            return db.execute(
                select(func.count())
                .select_from(work)
                .where(work.c.hop == hop, work.c.state == State.DUE, work.c.due_at <= self.now(db))
            ).scalar_one()

    def working(self, hop: Hop) -> bool:
        """Whether anybody is at work at this hop."""
        held = select(work.c.report).where(work.c.hop == hop, work.c.state == State.CLAIMED)
        with self.reading() as db:
            return db.execute(held.limit(1)).scalar() is not None

    def due_reports(self, hop: Hop, limit: int) -> tuple[str, ...]:
        """Those that wait longest."""
        with self.reading() as db:
            return tuple(
                db.execute(
                    select(work.c.report)
                    .where(
                        work.c.hop == hop, work.c.state == State.DUE, work.c.due_at <= self.now(db)
                    )
                    .order_by(work.c.due_at, work.c.report)
                    .limit(limit)
                ).scalars()
            )

    def _locked(self, wanted: Select[Any]) -> Select[Any]:
        return wanted if self.sqlite else wanted.with_for_update(skip_locked=True)

    def _one_at_a_time(self, db: Connection, hop: Hop) -> None:
        """On SQLite there is one writer anyway; on PostgreSQL a lock until the commit."""
        if not self.sqlite:
            db.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"onrecord/{hop}"))))


def mine(held: Held) -> ColumnElement[bool]:
    """True of the work only as long as this very claim of it stands."""
    return and_(
        work.c.report == held.report,
        work.c.hop == held.hop,
        work.c.state == State.CLAIMED,
        work.c.claimed_by == held.holder,
        work.c.attempts == held.attempts,
    )


def close(
    db: Connection, held: Iterable[Held], outcome: Outcome, counts: dict[str, int], now: float
) -> None:
    """Mark as done what is still ours; all of it must be."""
    for one in held:
        closed = db.execute(
            update(work)
            .where(mine(one))
            .values(state=State.DONE, done_at=now, outcome=outcome, counts=json.dumps(counts))
        )
        if closed.rowcount != 1:
            raise Overtaken(
                f"The claim of report {one.report} at {one.hop} was taken over by another worker."
            )


def _hold(
    db: Connection, hop: Hop, reports: list[str], holder: str, now: float
) -> tuple[Held, ...]:
    if not reports:
        return ()
    db.execute(
        update(work)
        .where(work.c.hop == hop, work.c.report.in_(reports))
        .values(
            state=State.CLAIMED, claimed_at=now, claimed_by=holder, attempts=work.c.attempts + 1
        )
    )
    rows = db.execute(
        select(work, report.c.trace, report.c.ref)
        .join(report, report.c.id == work.c.report)
        .where(work.c.hop == hop, work.c.report.in_(reports))
        .order_by(work.c.enqueued_at, work.c.report)
    )
    return tuple(as_held(row) for row in rows)


def as_held(row: Row[Any]) -> Held:
    return Held(
        report=row.report,
        trace=row.trace,
        ref=row.ref,
        hop=Hop(row.hop),
        holder=row.claimed_by,
        attempts=row.attempts,
        returned=row.returned,
        enqueued_at=row.enqueued_at,
        due_at=row.due_at,
        claimed_at=row.claimed_at,
    )
