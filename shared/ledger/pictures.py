"""The picture: what the reconcile hop reads of it, and what it changes, in one commit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from shared.errors import Overtaken
from shared.hops import Hop, Outcome, State
from shared.ledger.catalogue import Cards, Kept, batches, kept, recatalogue, stamp
from shared.ledger.codec import as_update, written
from shared.ledger.engine import Store
from shared.ledger.holding import close
from shared.ledger.overruling import decided, in_force, note
from shared.ledger.rereading import put_by_for, take_over
from shared.ledger.schema import (
    UNSENT,
    card,
    forward,
    picture,
    situation,
    situation_update,
    work,
)
from shared.ledger.stays import enter
from shared.ledger.views import Held, NumberedUpdate, Redraw

TICK = 1e-6
"""Seconds; a double of our days holds less than half of that."""


@dataclass(frozen=True)
class Drawing:
    """What a redraw is made from: the catalogue, and the reports it is made for."""

    cards: Cards
    changed: tuple[str, ...]
    kept: Mapping[str, Kept] | None = None
    """For a redraw of the whole: what is catalogued now, unless that is out of date."""
    came: tuple[str, ...] = ()
    """For a picture of the past: the reports that have come or were read anew since."""
    decided: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """By number, the reports of overrules that make a difference for the first time, or no longer."""
    drawn_at: float | None = None
    """When the picture was drawn that the catalogue is of; `None` when it never was."""


class Pictures(Store):
    """What the reconcile hop reads and writes."""

    @contextmanager
    def catalogue(self, held: Sequence[Held], whole: bool = False) -> Iterator[Drawing]:
        """What a redraw for the held reports may ask, as of one moment; and for which reports it is.

        For all that belong in the picture, if it was last drawn by a release that keeps no cards (or
        with `whole`). A report that has not been reconciled yet, waits in quarantine or was dropped there is
        not in the picture: a bad one must not spoil the turn of a good one. One that was read again is in
        it with its old claims until the new ones have had their turn.
        """
        ours = {one.report for one in held}
        with self.reading() as db:
            drawn = db.execute(select(picture.c.version, picture.c.drawn_as)).one()
            stale = drawn.drawn_as != stamp(drawn.version)
            blank = whole or stale
            cards = Cards(db, drawn.version, put_by_for(db, ours), blank, in_force(db))
            changed = ours | members(db) if blank else ours
            written = None if stale or not whole else kept(db)
            yield Drawing(cards, tuple(sorted(changed)), written, decided=decided(db))

    @contextmanager
    def coming(self, reports: Collection[str]) -> Iterator[Drawing]:
        """What a redraw for these reports would be made from if it came now: for whoever asks what it will touch."""
        with self.reading() as db:
            version = db.execute(select(picture.c.version)).scalar_one()
            missing = frozenset(reports) - members(db)
            cards = Cards(db, version, {}, False, in_force(db), missing)
            yield Drawing(cards, tuple(sorted(reports)), decided=decided(db))

    def redraw(
        self, held: Sequence[Held], redrawn: Redraw, outcome: Outcome, counts: dict[str, int]
    ) -> None:
        """The changed situations, their updates and the end of the work, in one commit.

        Raises `Overtaken`, and writes nothing, when the picture is no longer the one it was
        computed from or the work is no longer ours.
        """
        with self.writing() as db:
            now = self.now(db)
            at = _after_the_last(db, now)
            version = redrawn.version + 1
            drawn = {"version": version, "changed_at": at, "drawn_as": stamp(version)}
            ours = update(picture).where(picture.c.version == redrawn.version)
            moved = db.execute(ours.values(**drawn, catalogued=None))
            if moved.rowcount != 1:
                raise Overtaken("The picture was redrawn by another worker first.")
            close(db, held, outcome, counts, now)
            reports = [one.report for one in held]
            take_over(db, reports, at)
            enter(db, reports, at)
            note(db, redrawn.ruled, reports, at)
            recatalogue(db, redrawn.cards, redrawn.keys, redrawn.seats, redrawn.anew)
            _replace(db, redrawn, at)

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


def _after_the_last(db: Connection, now: float) -> float:
    """A moment later than the last redraw's, whatever became of the clock: by these the past is told apart."""
    last = db.execute(select(picture.c.changed_at)).scalar()
    return now if last is None else max(now, last + TICK)


def members(db: Connection) -> set[str]:
    """The reports whose reconciling is done and was not dropped; and those that were in the picture when
    they were sent there again."""
    here = select(work.c.report).where(work.c.hop == Hop.RECONCILE)
    done = here.where(work.c.state == State.DONE, work.c.outcome != Outcome.DROPPED)
    again = here.join(card, card.c.report == work.c.report)
    return {*db.execute(done).scalars(), *db.execute(again).scalars()}


def _replace(db: Connection, redrawn: Redraw, now: float) -> None:
    replaced = [each.id for each in redrawn.written]
    for batch in batches([*replaced, *redrawn.gone]):
        db.execute(delete(situation).where(situation.c.id.in_(batch)))
    version = redrawn.version + 1
    rows: list[dict[str, Any]] = [
        {"id": each.id, "version": version, "changed_at": now, "record": written(each)}
        for each in redrawn.written
    ]
    if rows:
        db.execute(insert(situation), rows)
    forwards = {old: each.id for each in redrawn.written for old in each.forwards}
    for batch in batches([*forwards, *replaced]):
        db.execute(delete(forward).where(forward.c.old.in_(batch)))
    for batch in batches(list(redrawn.gone)):  # what led there leads nowhere now
        db.execute(delete(forward).where(forward.c.new.in_(batch)))
    if forwards:
        db.execute(insert(forward), [{"old": old, "new": new} for old, new in forwards.items()])
    updates: list[dict[str, Any]] = [
        {"at": now, "version": version, "situation": each.situation, "record": written(each)}
        for each in redrawn.updates
    ]
    if updates:
        db.execute(insert(situation_update), updates)
