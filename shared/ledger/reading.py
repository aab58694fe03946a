"""Looking things up in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
)

from shared.catalogue import Copy
from shared.ledger.catalogue import batches
from shared.ledger.codec import as_card, as_claim, as_report, as_situation, as_update
from shared.ledger.engine import Store
from shared.ledger.schema import card, claim, forward, picture, report, situation, situation_update
from shared.ledger.views import NumberedUpdate
from shared.picture import Situation
from shared.records import Claim, Report

SHORTEST_PREFIX = 4
_REPORT = select(report).where(report.c.id == bindparam("identity"))


class Reading(Store):
    """Reports, claims, situations and updates as they stand."""

    def report(self, identity: str) -> Report | None:
        """The report of exactly this id."""
        with self.alone() as db:
            row = db.execute(_REPORT, {"identity": identity}).first()
        return None if row is None else as_report(row)

    def reports(self) -> tuple[Report, ...]:
        """All reports, by id."""
        with self.reading() as db:
            return tuple(as_report(row) for row in db.execute(select(report).order_by(report.c.id)))

    def original(self, identity: str) -> str | None:
        """The envelope as it was submitted, to the letter."""
        with self.reading() as db:
            kept = db.execute(select(report.c.envelope).where(report.c.id == identity)).scalar()
        return None if kept is None else bytes(kept).decode("utf-8")

    def claims(self, report: str | None = None) -> tuple[Claim, ...]:
        """All claims, or those of one report, by id."""
        wanted = select(claim.c.record).order_by(claim.c.id)
        if report is not None:
            wanted = wanted.where(claim.c.report == report)
        with self.reading() as db:
            return tuple(as_claim(text) for text in db.execute(wanted).scalars())

    def claim(self, name: str) -> Claim | None:
        """By id or the beginning of it, if that means one claim."""
        with self.reading() as db:
            row = _by_prefix(db, claim, name)
        return None if row is None else as_claim(row.record)

    def copied(self, reports: Iterable[str]) -> Mapping[str, Copy]:
        """By claim, those of these reports that are in words which another outlet had first."""
        wanted = select(card.c.record).where(
            card.c.report.in_(bindparam("reports", expanding=True))
        )
        found: dict[str, Copy] = {}
        with self.reading() as db:
            for some in batches(sorted(reports)):
                for text in db.execute(wanted, {"reports": some}).scalars():
                    found |= {each.claim: each for each in as_card(text).copies}
        return found

    def claims_of(self, ids: Iterable[str]) -> Mapping[str, Claim]:
        """By id, those of these claims that are there, in the order asked for."""
        wanted = select(claim.c.record).where(claim.c.id.in_(bindparam("ids", expanding=True)))
        asked = list(ids)
        with self.reading() as db:
            found = [
                as_claim(text)
                for some in batches(asked)
                for text in db.execute(wanted, {"ids": some}).scalars()
            ]
        there = {each.id: each for each in found}
        return {each: there[each] for each in asked if each in there}

    def situations(self) -> tuple[Situation, ...]:
        """The picture: all situations, by id."""
        wanted = select(situation.c.record).order_by(situation.c.id)
        with self.reading() as db:
            return tuple(as_situation(text) for text in db.execute(wanted).scalars())

    def situations_with(self, word: str) -> tuple[Situation, ...]:
        """Those that could hold the word, in a title or a place's name or elsewhere, by id: a few, and all that do."""
        plain = word.isascii() and not {'"', "\\"} & set(
            word
        )  # else it is written otherwise in a record
        wanted = select(situation.c.record).order_by(situation.c.id)
        if plain:
            wanted = wanted.where(situation.c.record.icontains(word, autoescape=True))
        with self.reading() as db:
            return tuple(as_situation(text) for text in db.execute(wanted).scalars())

    def situation(self, name: str) -> Situation | None:
        """By id or the beginning of it; an id that was merged away leads to where it went."""
        with self.reading() as db:
            row = _by_prefix(db, situation, name)
            if row is None:
                row = _forwarded(db, name)
        return None if row is None else as_situation(row.record)

    def updates(self, after: int = 0, limit: int | None = None) -> tuple[NumberedUpdate, ...]:
        """The changes of the picture with a number above `after`, oldest first."""
        wanted = (
            select(situation_update)
            .where(situation_update.c.id > after)
            .order_by(situation_update.c.id)
            .limit(limit)
        )
        with self.reading() as db:
            return tuple(
                NumberedUpdate(row.id, row.at, as_update(row.record)) for row in db.execute(wanted)
            )

    def counts(self) -> dict[str, int]:
        """How much there is of each, and the picture's version."""
        tables = {"reports": report, "claims": claim, "situations": situation}
        with self.reading() as db:
            found = {
                name: db.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in tables.items()
            }
            return found | {"picture": db.execute(select(picture.c.version)).scalar_one()}


def find_report_row(db: Connection, name: str) -> Row[Any] | None:
    """The one report that a person means: by id, its beginning (four signs or more), `ref` or trace.

    Of several with one `ref` the one accepted last; `None` when nothing or more than one thing is meant.
    """
    named = or_(report.c.ref == name, report.c.trace == name)
    rows = db.execute(select(report).where(named).order_by(report.c.accepted_at.desc())).first()
    return rows if rows is not None else _by_prefix(db, report, name)


def begins_with(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Whether an id, which is hex digits, begins so: a stretch of the index, where LIKE would read every row."""
    hexadecimal = all(sign in "0123456789abcdef" for sign in name.lower())
    if not hexadecimal:
        return false()
    return and_(column >= name.lower(), column < name.lower() + "g")


def _by_prefix(db: Connection, table: Table, name: str) -> Row[Any] | None:
    if len(name) < SHORTEST_PREFIX:
        return None
    begins = begins_with(table.c.id, name)
    found = db.execute(select(table).where(begins).order_by(table.c.id).limit(2)).all()
    exact = [row for row in found if row.id == name]
    if exact:
        return exact[0]
    return found[0] if len(found) == 1 else None


def _forwarded(db: Connection, name: str) -> Row[Any] | None:
    if len(name) < SHORTEST_PREFIX:
        return None
    begins = begins_with(forward.c.old, name)
    targets = set(db.execute(select(forward.c.new).where(begins)).scalars())
    if len(targets) != 1:
        return None
    return db.execute(select(situation).where(situation.c.id == targets.pop())).first()
