"""The queue of record: what waits, who holds it, and how it ends."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, func, select, update

from shared.hops import Hop, Outcome, State
from shared.ledger.codec import claim_row
from shared.ledger.engine import Store
from shared.ledger.holding import (
    AT_ONCE,
    FIRST_COME,
    MINE,
    READY,
    TAKING_THESE,
    as_held,
    claim_of,
    close,
    hand_over,
    taking,
)
from shared.ledger.rereading import in_the_picture, put_by
from shared.ledger.schema import CLAIMED, claim, work
from shared.ledger.tallies import count, count_found
from shared.ledger.views import Held
from shared.records import Claim

MOST_AT_ONCE = 500
_CLAIMS = claim.insert()
_GIVING_BACK = (
    update(work)
    .where(MINE)
    .values(
        state=State.DUE,
        due_at=bindparam("put_off_to"),
        claimed_by=None,
        returned=work.c.returned + 1,
        tried=work.c.tried + bindparam("tries"),
    )
)


class Queue(Store):
    """Claiming work, finishing it, giving it back."""

    def take(self, hop: Hop, prefer: str | None, holder: str) -> Held | None:
        """Claim one report that is ready: the preferred one, else the one that waits longest.

        The attempt is counted and committed before any work: a report that kills its process
        has counted itself. A wake-up message is as good for one report as for another, so a lost
        or repeated message costs nothing.
        """
        with self.writing() as db:
            asked = self.asked(hop, self.now(db)) | {"holder": holder}
            row = None
            if prefer is not None:
                wanted = asked | {"preferred": prefer}
                row = db.execute(taking(self.sqlite, preferred=True), wanted).first()
            if row is None:
                row = db.execute(taking(self.sqlite, preferred=False), asked).first()
        return None if row is None else as_held(row)

    def take_all(self, hop: Hop, holder: str) -> tuple[Held, ...]:
        """Claim everything that is ready, for work that is done once for all of it.

        Nothing while somebody else is at it: what gathers meanwhile is done in one go afterwards.
        A report that was tried before is claimed alone, so that one bad report can neither hide
        among the others nor take them into quarantine with it.
        """
        lost = work.c.attempts - work.c.returned
        with self.writing() as db:
            self._one_at_a_time(db, hop)
            asked = self.asked(hop, self.now(db))
            busy = select(work.c.report).where(work.c.hop == hop, CLAIMED)
            if db.execute(busy.limit(1)).scalar() is not None:
                return ()
            rows = db.execute(
                select(work.c.report, lost.label("lost"))
                .where(READY)
                .order_by(lost, *FIRST_COME)
                .limit(MOST_AT_ONCE),
                asked,
            ).all()
            fresh = [row.report for row in rows if row.lost == 0]
            chosen = fresh or [row.report for row in rows[:1]]
            taken = db.execute(TAKING_THESE, asked | {"holder": holder, "reports": chosen}).all()
        return tuple(
            as_held(row) for row in sorted(taken, key=lambda row: (row.enqueued_at, row.report))
        )

    def asked(self, hop: Hop, now: float) -> dict[str, object]:
        """What `READY` asks for.

        No pause is longer than `retry_pause_longest`: work that is due later than that was put off
        by a clock which has been set back since.
        """
        return {"at_hop": hop, "moment": now, "latest": now + self.settings.retry_pause_longest}

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
                db.execute(_CLAIMS, [claim_row(each) for each in found])
            if held.hop.next is not None:
                hand_over(db, held.report, held.hop.next, now, held.later)

    def give_back(self, held: Iterable[Held], pause: float = 0.0, tried: bool = False) -> bool:
        """Let it be claimed again after `pause` seconds; such an attempt is not counted as lost.

        With `tried` it counts among the tries that are bounded by `max_retries`.
        """
        held = tuple(held)
        with self.writing() as db:
            now = self.now(db)
            given = {"put_off_to": now + pause if pause else AT_ONCE, "tries": int(tried)}
            freed = sum(db.execute(_GIVING_BACK, claim_of(one) | given).rowcount for one in held)
            if tried and freed:
                count(db, held, Outcome.RETRIED, now)
        return freed > 0

    def _one_at_a_time(self, db: Connection, hop: Hop) -> None:
        """On SQLite there is one writer anyway; on PostgreSQL a lock until the commit."""
        if not self.sqlite:
            db.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"onrecord/{hop}"))))
