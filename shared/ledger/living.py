"""Workers alive: their signs of life, who leads, who was asked to end; and hops that are paused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable, Row, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from shared.hops import Hop
from shared.ledger.engine import Store
from shared.ledger.schema import CLAIMED, lease, pause, work, worker
from shared.ledger.views import Paused, Worker
from shared.version import VERSION


class Living(Store):
    """What workers say of themselves, and what operators ask of them."""

    def beat(
        self, name: str, hops: Sequence[Hop], processes: int = 1, moved: bool = False
    ) -> float | None:
        """This worker is alive, and has `moved` if it began or ended work since it said so last.

        Returns the seconds within which it is asked to end, if it is.
        """
        with self.writing() as db:
            now = self.now(db)
            said: dict[str, Any] = {"seen_at": now} | ({"moved_at": now} if moved else {})
            known = db.execute(
                update(worker)
                .where(worker.c.name == name)
                .values(**said)
                .returning(worker.c.drain_s)
            ).first()
            if known is None:
                about = {"hops": ",".join(hops), "version": VERSION, "processes": processes}
                db.execute(worker.insert().values(name=name, started_at=now, **about, **said))
            return None if known is None else known.drain_s

    def workers(self) -> tuple[Worker, ...]:
        """All that are not known to have ended, by name."""
        held = select(work.c.claimed_by, work.c.report).where(CLAIMED)
        working_at: defaultdict[str, list[str]] = defaultdict(list)
        with self.reading() as db:
            now = self.now(db)
            rows = db.execute(select(worker).order_by(worker.c.name)).all()
            # Ordered here: to have it ordered SQLite would go through all work there ever was.
            for holder, report in sorted(db.execute(held).all(), key=lambda row: row.report):
                working_at[str(holder).partition("/")[0]].append(report)
        latest = now - self.settings.heartbeat_seconds
        return tuple(_worker(row, now, row.seen_at >= latest, working_at[row.name]) for row in rows)

    def farewell(self, name: str) -> None:
        """This worker has ended, or is known to be dead."""
        with self.writing() as db:
            db.execute(delete(worker).where(worker.c.name == name))
            db.execute(update(lease).where(lease.c.holder == name).values(holder="", until=0.0))

    def drain(self, name: str, seconds: float) -> bool:
        """Ask a worker to end within so many seconds. `False` when there is no such worker."""
        with self.writing() as db:
            asked = update(worker).where(worker.c.name == name).values(drain_s=seconds)
            return db.execute(asked).rowcount == 1

    def lead(self, name: str, seconds: float) -> bool:
        """Whether this worker is the one that looks after the line for the next seconds.

        A lease that ends later than any is given was given by a clock that has been set back. One that somebody has
        deleted is made again: without it nobody could ever lead, and what the dead held would stay held.
        """
        with self.writing() as db:
            now = self.now(db)
            over = or_(lease.c.until < now, lease.c.until > now + 2 * abs(seconds))
            taken = db.execute(
                update(lease)
                .where(lease.c.name == "relay", or_(lease.c.holder == name, over))
                .values(holder=name, until=now + seconds)
            )
            if taken.rowcount == 0:
                db.execute(_anew(db.dialect.name))
            return taken.rowcount == 1

    def leader(self) -> str | None:
        """The worker that looks after the line."""
        with self.reading() as db:
            found = db.execute(select(lease.c.holder).where(lease.c.name == "relay")).scalar()
        return found or None

    def pause(self, hop: Hop, by: str, why: str) -> bool:
        """Nobody claims work at this hop until it is resumed. `False` when it was paused already."""
        with self.writing() as db:
            if db.execute(select(pause.c.hop).where(pause.c.hop == hop)).first():
                return False
            db.execute(pause.insert().values(hop=hop, since=self.now(db), by=by, why=why))
        return True

    def resume(self, hop: Hop) -> bool:
        """Go on. `False` when it was not paused."""
        with self.writing() as db:
            return db.execute(delete(pause).where(pause.c.hop == hop)).rowcount == 1

    def paused(self) -> tuple[Paused, ...]:
        """The hops that are paused, with who did so and why."""
        with self.reading() as db:
            rows = {row.hop: row for row in db.execute(select(pause))}
        return tuple(
            Paused(hop, rows[hop].since, rows[hop].by, rows[hop].why) for hop in Hop if hop in rows
        )


def _worker(row: Row[Any], now: float, alive: bool, working_at: list[str]) -> Worker:
    return Worker(
        name=row.name,
        hops=tuple(Hop(hop) for hop in row.hops.split(",")),
        version=row.version,
        processes=row.processes,
        started_at=row.started_at,
        seen_at=row.seen_at,
        silent_s=max(0.0, now - row.seen_at),
        alive=alive,
        idle_s=max(0.0, now - (row.moved_at or row.started_at)),
        drain_s=row.drain_s,
        working_at=tuple(working_at),
    )


def _anew(dialect: str) -> Executable:
    """Makes the lease unless there is one."""
    new = (sqlite_insert if dialect == "sqlite" else postgres_insert)(lease)
    return new.values(name="relay", holder="", until=0.0).on_conflict_do_nothing()
