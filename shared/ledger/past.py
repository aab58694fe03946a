"""The picture as it was known at a moment: that of now, amended for the reports that have come or changed since.

That is exact, since a report that is taken out leaves the picture of never having had it. So the cost of looking back
is that of what has come since, not of the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, or_, select
from sqlalchemy import exists as there_is

from shared.hops import Hop, Outcome, State
from shared.ledger.catalogue import Cards, batches, stamp
from shared.ledger.codec import as_claim, as_situation
from shared.ledger.engine import Store
from shared.ledger.overruling import decided, in_force
from shared.ledger.pictures import Drawing, members
from shared.ledger.schema import claim, deletion, look, picture, situation, stay, work
from shared.picture import Situation
from shared.records import Claim

EVER = float("inf")


@dataclass(frozen=True)
class Then:
    """How the reports of a moment differ from those that are in the picture now."""

    changed: frozenset[str]
    """Have come since, or were read again since."""
    absent: frozenset[str]
    """Of these, the ones that were not there."""
    claims: Mapping[str, tuple[Claim, ...]]
    """Of the others, what they had been read into."""


class Past(Store):
    """The picture as it was known, and the claims behind it."""

    @contextmanager
    def recalled(self, at: float) -> Iterator[Drawing]:
        """What the picture of a moment (seconds since 1970) is made from: the catalogue of now without what has
        come since, and the reports for which it has to be amended."""
        with self.reading() as db:
            drawn = db.execute(select(picture)).one()
            blank = drawn.drawn_as != stamp(drawn.version)
            then = _then(db, at)
            cards = Cards(db, drawn.version, then.claims, blank, in_force(db, at), then.absent)
            ruled = decided(db, at)
            changed = then.changed.union(*ruled.values(), members(db) if blank else ())
            yield Drawing(
                cards,
                tuple(sorted(changed)),
                came=tuple(sorted(then.changed)),
                decided=ruled,
                drawn_at=drawn.changed_at,
            )

    def exported(self) -> tuple[tuple[Claim, ...], tuple[Situation, ...]]:
        """The picture and the claims of the reports in it, as of one moment; both by id."""
        with self.reading() as db:
            drawn = select(situation.c.record).order_by(situation.c.id)
            situations = tuple(as_situation(text) for text in db.execute(drawn).scalars())
            return _claims(db, _then(db, EVER)), situations

    def claims_known(self, at: float) -> tuple[Claim, ...]:
        """The claims of the reports that were in the picture at a moment, as they were read then, by id."""
        with self.reading() as db:
            return _claims(db, _then(db, at))

    def in_the_picture_since(self, reports: Iterable[str]) -> Mapping[str, float]:
        """When each of these was first in the picture, as far as that is recorded."""
        found: dict[str, float] = {}
        with self.reading() as db:
            for batch in batches(sorted(reports)):
                first = select(stay.c.report, func.min(stay.c.since)).group_by(stay.c.report)
                rows = db.execute(first.where(stay.c.report.in_(batch)))
                found |= {row[0]: row[1] for row in rows}
        return found

    def removed_since(self, at: float) -> int:
        """How many reports were removed for good after a moment: its picture is without them."""
        gone = select(func.count()).select_from(deletion)
        gone = gone.where(deletion.c.report.is_not(None), deletion.c.at > at)
        with self.reading() as db:
            return db.execute(gone).scalar_one()

    def last_look(self, reader: str) -> float | None:
        """Up to which moment a reader has been told what changed; `None` if he never was."""
        with self.reading() as db:
            return db.execute(select(look.c.at).where(look.c.reader == reader)).scalar()

    def looked(self, reader: str, at: float) -> None:
        """He has been told all up to that moment."""
        with self.writing() as db:
            db.execute(delete(look).where(look.c.reader == reader))
            db.execute(insert(look).values(reader=reader, at=at))


def _then(db: Connection, at: float) -> Then:
    moved = select(stay).where(or_(stay.c.since > at, stay.c.until > at))
    rows = db.execute(moved.order_by(stay.c.report, stay.c.since)).all()
    changed = {row.report for row in rows}
    known = {row.report: row.claims for row in rows if row.since <= at}
    late = set(_unrecorded(db, at))
    return Then(
        changed=frozenset(changed | late),
        absent=frozenset((changed - known.keys()) | late),
        claims={
            each: tuple(as_claim(text) for text in json.loads(claims))
            for each, claims in known.items()
        },
    )


def _unrecorded(db: Connection, at: float) -> Iterator[str]:
    """Reports that a worker of a release without stays has taken in after that moment."""
    recorded = there_is().where(stay.c.report == work.c.report)
    here = select(work.c.report).where(work.c.hop == Hop.RECONCILE, work.c.done_at > at)
    here = here.where(work.c.state == State.DONE, work.c.outcome != Outcome.DROPPED, ~recorded)
    yield from db.execute(here).scalars()


def _claims(db: Connection, then: Then) -> tuple[Claim, ...]:
    current = members(db) - then.changed
    rows = db.execute(select(claim.c.report, claim.c.record))
    found = [as_claim(row.record) for row in rows if row.report in current]
    found += [each for claims in then.claims.values() for each in claims]
    return tuple(sorted(found, key=lambda one: one.id))
