"""Overrules: entries of who has decided what about which claims are of one happening, and why.

Making or withdrawing one has the reports that it names reconciled again. What an entry did to the picture, and from when
until when, stays known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, update

from shared.catalogue import Telling
from shared.errors import Unreadable
from shared.hops import Hop, State
from shared.ledger.catalogue import batches
from shared.ledger.codec import as_card, as_overrule, written
from shared.ledger.engine import Store
from shared.ledger.holding import hand_over
from shared.ledger.schema import card, claim, overrule, seat, work
from shared.overrules import Overrule

_ENDING = and_(overrule.c.withdrawn_at.is_not(None), overrule.c.until.is_(None))
"""Withdrawn, and no redraw has been without it yet."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One overrule with its author; moments are seconds since 1970."""

    id: int
    at: float
    who: str
    why: str
    overrule: Overrule
    since: float | None
    """When the picture was first drawn with it; `None` while it waits for that."""
    until: float | None
    withdrawn_at: float | None
    withdrawn_by: str | None
    withdrawn_why: str | None


class Overruling(Store):
    """Making overrules, withdrawing them, looking at them."""

    def overrule(self, made: Overrule, who: str, why: str) -> int:
        """Enter a decision and have the picture drawn with it; its number."""
        with self.writing() as db:
            now = self.now(db)
            entry = insert(overrule).values(at=now, who=who, why=why, record=written(made))
            number = int(db.execute(entry.returning(overrule.c.id)).scalar_one())
            _reconcile_again(db, made.reports, now)
        return number

    def withdraw_overrule(self, number: int, who: str, why: str) -> None:
        """The rules decide again, and other overrules. Raises `Unreadable` if it is not in force."""
        with self.writing() as db:
            now = self.now(db)
            withdrawn = {"withdrawn_at": now, "withdrawn_by": who, "withdrawn_why": why}
            in_force = overrule.c.withdrawn_at.is_(None)
            ended = update(overrule).where(overrule.c.id == number, in_force).values(withdrawn)
            row = db.execute(ended.returning(overrule.c.record)).first()
            if row is None:
                raise Unreadable(
                    f"There is no overrule {number} in force. onrecord overrules list shows those that are."
                )
            _reconcile_again(db, as_overrule(row.record).reports, now)

    def overrules(self, withdrawn: bool = False) -> tuple[Entry, ...]:
        """Those in force, the oldest first; with `withdrawn` also those that are not any more."""
        wanted = select(overrule).order_by(overrule.c.id)
        if not withdrawn:
            wanted = wanted.where(overrule.c.withdrawn_at.is_(None))
        with self.reading() as db:
            return tuple(map(_as_entry, db.execute(wanted)))

    def told_in(self, situation: str) -> Mapping[str, tuple[str, ...]]:
        """The claims that a situation is made of, by report; without history."""
        with self.reading() as db:
            return _told(db, seat.c.situation == situation)

    def told_by(self, report: str) -> Mapping[str, tuple[str, ...]]:
        """The same of one report, in whatever situations."""
        with self.reading() as db:
            return _told(db, seat.c.report == report)

    def situation_of(self, claim_id: str) -> str | None:
        """The situation that a claim is told in; `None` for history."""
        with self.reading() as db:
            report = db.execute(select(claim.c.report).where(claim.c.id == claim_id)).scalar()
            places = select(seat).where(seat.c.report == report, seat.c.base.is_not(None))
            for row in db.execute(places).all():
                if claim_id in {
                    c for t in _tellings(db, row.report) if t.id == row.id for c in t.claims
                }:
                    return str(row.situation)
        return None


def _told(db: Connection, here: ColumnElement[bool]) -> Mapping[str, tuple[str, ...]]:
    tellings: dict[str, set[str]] = defaultdict(set)
    for row in db.execute(select(seat).where(here, seat.c.base.is_not(None))).all():
        tellings[row.report].add(row.id)
    found: dict[str, tuple[str, ...]] = {}
    for report, ids in sorted(tellings.items()):
        told = (t for t in _tellings(db, report) if t.id in ids)
        found[report] = tuple(sorted({each for one in told for each in one.claims}))
    return found


def _tellings(db: Connection, report: str) -> tuple[Telling, ...]:
    record = db.execute(select(card.c.record).where(card.c.report == report)).scalar()
    return () if record is None else as_card(record).tellings


def in_force(db: Connection, at: float | None = None) -> Mapping[int, Overrule]:
    """By number: those that the next redraw has to heed, or those the picture of a moment was drawn with."""
    wanted = select(overrule.c.id, overrule.c.record)
    if at is None:
        wanted = wanted.where(overrule.c.withdrawn_at.is_(None))
    else:
        going_on = or_(overrule.c.until.is_(None), overrule.c.until > at)
        wanted = wanted.where(overrule.c.since <= at, going_on)
    return {row.id: as_overrule(row.record) for row in db.execute(wanted)}


def decided(db: Connection, at: float | None = None) -> Mapping[int, frozenset[str]]:
    """The reports, by number, of the overrules that came into force or ended after a moment; or of those that
    the next redraw will be the first to heed, or to heed no longer."""
    if at is None:
        new = and_(overrule.c.since.is_(None), overrule.c.withdrawn_at.is_(None))
        moved = or_(new, _ENDING)
    else:
        moved = or_(overrule.c.since > at, overrule.c.until > at)
    rows = db.execute(select(overrule.c.id, overrule.c.record).where(moved))
    return {row.id: frozenset(as_overrule(row.record).reports) for row in rows}


def note(db: Connection, ruled: Collection[int], reports: Iterable[str], at: float) -> None:
    """With the redraw of that moment these overrules came into force, and withdrawn ones of these reports ended."""
    for batch in batches(sorted(ruled)):
        new = and_(overrule.c.id.in_(batch), overrule.c.since.is_(None))
        db.execute(update(overrule).where(new).values(since=at))
    drawn = frozenset(reports)
    for row in db.execute(select(overrule.c.id, overrule.c.record).where(_ENDING)).all():
        if drawn & set(as_overrule(row.record).reports):
            db.execute(update(overrule).where(overrule.c.id == row.id).values(until=at))


def _reconcile_again(db: Connection, reports: Iterable[str], now: float) -> None:
    """Also those that are being reconciled: whoever is at it began without this. What waits, waits."""
    for batch in batches(sorted(set(reports))):
        begun = work.c.state.in_([State.DONE, State.CLAIMED])
        known = select(work.c.report).where(work.c.hop == Hop.RECONCILE, begun)
        for each in db.execute(known.where(work.c.report.in_(batch))).scalars().all():
            hand_over(db, each, Hop.RECONCILE, now)


def _as_entry(row: Row[tuple[object, ...]]) -> Entry:
    fields = {name: getattr(row, name) for name in Entry.__slots__ if name != "overrule"}
    return Entry(**fields, overrule=as_overrule(row.record))
