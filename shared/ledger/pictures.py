"""The picture: read whole, recomputed by the reconcile hop, written in one commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from shared.errors import Overtaken
from shared.hops import Hop, Outcome, State
from shared.ledger.codec import as_claim, as_report, as_situation, as_update, written
from shared.ledger.engine import Store
from shared.ledger.queue import close
from shared.ledger.rereading import put_by_for, take_over
from shared.ledger.schema import (
    UNSENT,
    claim,
    forward,
    picture,
    report,
    situation,
    situation_update,
    work,
)
from shared.ledger.views import Held, NumberedUpdate, Redraw, Snapshot


class Pictures(Store):
    """What the reconcile hop reads and writes."""

    def snapshot(self, held: Sequence[Held]) -> Snapshot:
        """All claims and reports that belong in the picture, as of one moment.

        Those whose reconciling is done, and those held now. A report in quarantine is not in the
        picture, nor is one that waits its turn or was dropped: a bad one must not spoil the turn of a
        good one. Of a report that was read again the new claims count once it is its turn.
        """
        ours = {one.report for one in held}
        with self.reading() as db:
            states = select(work.c.report, work.c.state, work.c.outcome).where(
                work.c.hop == Hop.RECONCILE,
                or_(work.c.state == State.DONE, work.c.state == State.CLAIMED),
            )
            members = {
                row.report
                for row in db.execute(states)
                if row.report in ours
                or (row.state == State.DONE and row.outcome != Outcome.DROPPED)
            }
            anew = put_by_for(db, ours)
            rows = db.execute(select(claim.c.report, claim.c.record).order_by(claim.c.id))
            kept = [
                as_claim(row.record)
                for row in rows
                if row.report in members and row.report not in anew
            ]
            claims = [*kept, *(each for one in anew.values() for each in one)]
            reports = db.execute(select(report).order_by(report.c.id))
            situations = db.execute(select(situation.c.record).order_by(situation.c.id))
            return Snapshot(
                version=db.execute(select(picture.c.version)).scalar_one(),
                claims=tuple(sorted(claims, key=lambda each: each.id)),
                reports=tuple(as_report(row) for row in reports if row.id in members),
                situations=tuple(as_situation(text) for text in situations.scalars()),
            )

    def redraw(
        self, held: Sequence[Held], redrawn: Redraw, outcome: Outcome, counts: dict[str, int]
    ) -> None:
        """The changed situations, their updates and the end of the work, in one commit.

        Raises `Overtaken`, and writes nothing, when the picture is no longer the one it was
        computed from or the work is no longer ours.
        """
        with self.writing() as db:
            now = self.now(db)
            moved = db.execute(
                update(picture)
                .where(picture.c.version == redrawn.version)
                .values(version=redrawn.version + 1, changed_at=now)
            )
            if moved.rowcount != 1:
                raise Overtaken("The picture was redrawn by another worker first.")
            close(db, held, outcome, counts, now)
            take_over(db, (one.report for one in held))
            _replace(db, redrawn, now)

    def unsent(self, limit: int = 500) -> tuple[NumberedUpdate, ...]:
        """Updates that are not known to have reached the stream."""
        wanted = select(situation_update).where(UNSENT)
        with self.reading() as db:
            rows = db.execute(wanted.order_by(situation_update.c.id).limit(limit)).all()
        return tuple(NumberedUpdate(row.id, row.at, as_update(row.record)) for row in rows)

    def sent(self, numbers: Iterable[int]) -> None:
        """These have reached the stream."""
        with self.writing() as db:
            marked = update(situation_update).where(situation_update.c.id.in_(tuple(numbers)))
            db.execute(marked.values(sent=True))


def _replace(db: Connection, redrawn: Redraw, now: float) -> None:
    replaced = [each.id for each in redrawn.written]
    for batch in _batches([*replaced, *redrawn.gone]):
        db.execute(delete(situation).where(situation.c.id.in_(batch)))
    version = redrawn.version + 1
    rows: list[dict[str, Any]] = [
        {"id": each.id, "version": version, "changed_at": now, "record": written(each)}
        for each in redrawn.written
    ]
    if rows:
        db.execute(insert(situation), rows)
    forwards = {old: each.id for each in redrawn.written for old in each.forwards}
    for batch in _batches([*forwards, *replaced]):
        db.execute(delete(forward).where(forward.c.old.in_(batch)))
    for batch in _batches(list(redrawn.gone)):  # what led there leads nowhere now
        db.execute(delete(forward).where(forward.c.new.in_(batch)))
    if forwards:
        db.execute(insert(forward), [{"old": old, "new": new} for old, new in forwards.items()])
    updates: list[dict[str, Any]] = [
        {"at": now, "version": version, "situation": each.situation, "record": written(each)}
        for each in redrawn.updates
    ]
    if updates:
        db.execute(insert(situation_update), updates)


def _batches(ids: list[str], size: int = 400) -> Iterable[list[str]]:
    """SQLite of 2020 and before takes at most 999 parameters."""
    return (ids[start : start + size] for start in range(0, len(ids), size))
