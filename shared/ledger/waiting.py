"""What waits at a hop, and freeing what those held who are gone."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select, update

from shared.hops import Hop, State
from shared.ledger.queue import AT_ONCE, FIRST_COME, Queue
from shared.ledger.schema import CLAIMED, work
from shared.ledger.tallies import add


class Waiting(Queue):
    """What the relay looks at, and what it frees."""

    def due(self, hop: Hop, most: int) -> int:
        """How many reports could be claimed at this hop now; counted to `most`, since there may be millions."""
        with self.reading() as db:
            some = select(work.c.report).where(self.ready(hop, self.now(db))).limit(most)
            return db.execute(select(func.count()).select_from(some.subquery())).scalar_one()

    def due_reports(self, hop: Hop, limit: int) -> tuple[str, ...]:
        """Those that come next."""
        with self.reading() as db:
            wanted = select(work.c.report).where(self.ready(hop, self.now(db)))
            return tuple(db.execute(wanted.order_by(*FIRST_COME).limit(limit)).scalars())

    def waited(self, hop: Hop) -> float | None:
        """Seconds that the oldest report which could be claimed here has waited; `None` if there is none."""
        with self.reading() as db:
            now = self.now(db)
            since = select(func.greatest(work.c.enqueued_at, work.c.due_at))
            if self.sqlite:
                since = select(func.max(work.c.enqueued_at, work.c.due_at))
            oldest = db.execute(since.where(self.ready(hop, now)).order_by(*FIRST_COME).limit(1))
            found = oldest.scalar()
        return None if found is None else max(0.0, now - found)

    def working(self, hop: Hop) -> bool:
        """Whether anybody is at work at this hop."""
        held = select(work.c.report).where(work.c.hop == hop, CLAIMED)
        with self.reading() as db:
            return db.execute(held.limit(1)).scalar() is not None

    def holders(self) -> frozenset[str]:
        """All who hold claims: `worker/task`."""
        held = select(work.c.claimed_by).where(CLAIMED).distinct()
        with self.reading() as db:
            return frozenset(db.execute(held).scalars())

    def free(self, holder: str) -> tuple[str, ...]:
        """Free what a task held that died with its process; the attempt stays counted. The reports freed."""
        return self._free(work.c.claimed_by == holder, lost=True)

    def free_worker(self, worker_name: str) -> tuple[str, ...]:
        """Free all that the tasks of a dead worker held."""
        whose = work.c.claimed_by.startswith(f"{worker_name}/", autoescape=True)
        return self._free(whose, lost=True)

    def let_go(self, holder: str) -> tuple[str, ...]:
        """Free what a task held that has ended without being able to write so; no attempt was lost."""
        return self._free(work.c.claimed_by == holder, lost=False)

    def _free(self, whose: ColumnElement[bool], lost: bool) -> tuple[str, ...]:
        freed = {"state": State.DUE, "due_at": AT_ONCE}
        with self.writing() as db:
            now = self.now(db)
            held = select(work.c.report, work.c.hop, work.c.claimed_by).where(whose, CLAIMED)
            rows = db.execute(held if self.sqlite else held.with_for_update()).all()
            for row in rows:
                values = freed if lost else freed | {"returned": work.c.returned + 1}
                this = (work.c.report == row.report, work.c.hop == row.hop)
                db.execute(update(work).where(*this).values(**values, claimed_by=None))
                if lost:
                    add(db, Hop(row.hop), row.claimed_by, "lost", 1, now)
        return tuple(row.report for row in rows)
