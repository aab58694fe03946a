"""The queue of record: what waits, who holds it, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    update,
)

from shared.errors import Overtaken
from shared.hops import Hop, Outcome, State
from shared.ledger.codec import claim_row
from shared.ledger.door import hand_over
from shared.ledger.engine import Store
from shared.ledger.rereading import in_the_picture, put_by
from shared.ledger.schema import CLAIMED, DUE, claim, pause, report, work
from shared.ledger.tallies import count, count_found
from shared.ledger.views import Held
from shared.records import Claim
from shared.version import VERSION

MOST_AT_ONCE = 500
AT_ONCE = 0.0
"""`due_at` of what need not wait: no clock that is set back can make it wait."""
FIRST_COME = (work.c.later, work.c.enqueued_at, work.c.report)


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
            waiting = select(work.c.report).where(self.ready(hop, now)).limit(1)
            found = None
            if prefer is not None:
                found = db.execute(self._locked(waiting.where(work.c.report == prefer))).scalar()
            if found is None:
                found = db.execute(self._locked(waiting.order_by(*FIRST_COME))).scalar()
            return None if found is None else _hold(db, hop, [found], holder, now)[0]

    def take_all(self, hop: Hop, holder: str) -> tuple[Held, ...]:
        """Claim everything that is due, for work that is done once for all of it.

        Nothing while somebody else is at it: what gathers meanwhile is done in one go afterwards.
        A report that was tried before is claimed alone, so that one bad report can neither hide
        among the others nor take them into quarantine with it.
        """
        lost = work.c.attempts - work.c.returned
        with self.writing() as db:
            self._one_at_a_time(db, hop)
            now = self.now(db)
            busy = select(work.c.report).where(work.c.hop == hop, CLAIMED)
            if db.execute(busy.limit(1)).scalar() is not None:
                return ()
            rows = db.execute(
                select(work.c.report, lost.label("lost"))
                .where(self.ready(hop, now))
                .order_by(lost, *FIRST_COME)
                .limit(MOST_AT_ONCE)
            ).all()
            fresh = [row.report for row in rows if row.lost == 0]
            chosen = fresh or [row.report for row in rows[:1]]
            return _hold(db, hop, chosen, holder, now)

    def ready(self, hop: Hop, now: float) -> ColumnElement[bool]:
        """True of the work that could be claimed at this moment.

        No pause is longer than `retry_pause_longest`: work that is due later than that was put off
        by a clock which has been set back since.
        """
        latest = now + self.settings.retry_pause_longest
        return and_(
            work.c.hop == hop,
            DUE,
            or_(work.c.due_at <= now, work.c.due_at > latest),
            ~exists().where(pause.c.hop == hop),
        )

    def finish(
        self,
        held: Held,
        outcome: Outcome,
        counts: dict[str, int],
        claims: Iterable[Claim] = (),
    ) -> None:
        """Done: the results, the end of this hop and the beginning of the next, in one commit.

        The claims of a report that is in the picture already wait beside it until it is redrawn.
        Raises `Overtaken` when the work is no longer ours, and then writes nothing.
        """
        found = tuple(claims)
        with self.writing() as db:
            now = self.now(db)
            close(db, [held], outcome, counts, now)
            if held.hop is Hop.EXTRACT:
                count_found(db, held, counts, now)
            if held.hop is Hop.EXTRACT and in_the_picture(db, held.report):
                put_by(db, held.report, found)
            elif found:
                db.execute(claim.insert(), [claim_row(each) for each in found])
            if held.hop.next is not None:
                hand_over(db, held.report, held.hop.next, now, held.later)

    def give_back(self, held: Iterable[Held], pause: float = 0.0, tried: bool = False) -> bool:
        """Let it be claimed again after `pause` seconds; such an attempt is not counted as lost.

        With `tried` it counts among the tries that are bounded by `max_retries`.
        """
        held = tuple(held)
        with self.writing() as db:
            now = self.now(db)
            freed = db.execute(
                update(work)
                .where(or_(false(), *map(mine, held)))
                .values(
                    state=State.DUE,
                    due_at=now + pause if pause else AT_ONCE,
                    claimed_by=None,
                    returned=work.c.returned + 1,
                    tried=work.c.tried + int(tried),
                )
            ).rowcount
            if tried and freed:
                count(db, held, Outcome.RETRIED, now)
        return freed > 0

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
    held = tuple(held)
    done = {"done_at": now, "outcome": outcome, "counts": json.dumps(counts), "version": VERSION}
    for one in held:
        closed = db.execute(update(work).where(mine(one)).values(state=State.DONE, **done))
        if closed.rowcount != 1:
            raise Overtaken(
                f"The claim of report {one.report} at {one.hop} was taken over by another worker."
            )
    count(db, held, outcome, now)


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
        tried=row.tried,
        later=row.later,
        enqueued_at=row.enqueued_at,
        claimed_at=row.claimed_at,
    )
