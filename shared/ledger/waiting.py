"""What waits at a hop, and freeing what those held who are gone."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, func, or_, select, update

from shared.hops import Hop, State
from shared.ledger.holding import AT_ONCE, FIRST_COME, READY, ready_at
from shared.ledger.queue import Queue
from shared.ledger.schema import CLAIMED, work
from shared.ledger.tallies import add

_ARRIVING = select(or_(*(exists().where(ready_at(hop)) for hop in (Hop.INTAKE, Hop.EXTRACT))))


class Waiting(Queue):
    """What the relay looks at, and what it frees."""

    def due(self, hop: Hop, most: int) -> int:
        """How many reports could be claimed at this hop now; counted to `most`, since there may be millions."""
        with self.reading() as db:
            some = select(work.c.report).where(READY).limit(most)
            counted = select(func.count()).select_from(some.subquery())
            return db.execute(counted, self.asked(hop, self.now(db))).scalar_one()

    def arriving(self) -> bool:
        """Whether reports wait at the hops before `reconcile`, so that more will come there soon."""
        with self.alone() as db:
            return bool(db.execute(_ARRIVING, self.asked(Hop.RECONCILE, self.now(db))).scalar())

    def due_reports(self, hop: Hop, limit: int) -> tuple[str, ...]:
        """Those that come next."""
        with self.reading() as db:
            wanted = select(work.c.report).where(READY).order_by(*FIRST_COME).limit(limit)
            return tuple(db.execute(wanted, self.asked(hop, self.now(db))).scalars())

    def waited(self, hop: Hop) -> float | None:
        """Seconds that the oldest report which could be claimed here has waited; `None` if there is none."""
        with self.reading() as db:
            now = self.now(db)
            since = select(func.greatest(work.c.enqueued_at, work.c.due_at))
            if self.sqlite:
                since = select(func.max(work.c.enqueued_at, work.c.due_at))
            oldest = since.where(READY).order_by(*FIRST_COME).limit(1)
            found = db.execute(oldest, self.asked(hop, now)).scalar()
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
