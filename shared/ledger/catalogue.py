"""The catalogue in the ledger: cards, the keys they are found under, and seats.

Read within one transaction, by whoever redraws the picture; written with the picture, in one commit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, or_, select

from shared.catalogue import RULES, Card, Key, Seat, Window
from shared.ledger.codec import as_card, as_claim, as_report, as_situation, written
from shared.ledger.keys import find, key_rows
from shared.ledger.schema import card, card_key, claim, report, seat, situation
from shared.overrules import Overrule
from shared.picture import Situation
from shared.records import Claim, Report

BATCH = 400
"""SQLite of 2020 and before takes at most 999 parameters."""


def stamp(version: int) -> str:
    """What a picture of that version is marked with when these rules have drawn it."""
    return f"{RULES}/{version}"


class Cards:
    """The `Catalogue` of one moment. `version`: of the picture that is drawn there.

    `anew`: claims of reports that stand in for those that are stored: they were read again, and these take the
    old ones' place with this redraw; or they are what they had been read into at a moment of the past.
    `blank`: as if nothing were catalogued, to make all cards once more. `absent`: reports that are
    not to be there. `overrules`: those in force.
    """

    def __init__(
        self,
        db: Connection,
        version: int,
        anew: Mapping[str, tuple[Claim, ...]],
        blank: bool,
        overrules: Mapping[int, Overrule],
        absent: frozenset[str] = frozenset(),
    ) -> None:
        self.version = version
        self.blank = blank
        self._db = db
        self._anew = anew
        self._overrules = overrules
        self._absent = absent

    def reports(self, ids: Iterable[str]) -> Mapping[str, Report]:
        there = (each for each in ids if each not in self._absent)
        rows = self._each(select(report), report.c.id, there)
        return {row.id: as_report(row) for row in rows}

    def claims(self, reports: Iterable[str]) -> Mapping[str, tuple[Claim, ...]]:
        wanted = list(reports)
        stored = [each for each in wanted if each not in self._anew]
        found: dict[str, list[Claim]] = {each: [] for each in wanted}
        rows = self._each(select(claim.c.report, claim.c.record), claim.c.report, stored)
        for of, record in rows:  # by id below: a database would sort the records with them
            found[of].append(as_claim(record))
        for each in wanted:
            found[each] += self._anew.get(each, ())
        return {r: tuple(sorted(its, key=lambda one: one.id)) for r, its in found.items()}

    def cards(self, reports: Iterable[str]) -> Mapping[str, Card]:
        if self.blank:
            return {}
        rows = self._each(select(card), card.c.report, reports)
        return {row.report: as_card(row.record) for row in rows}

    def found(self, keys: Collection[int], window: Window) -> Iterator[tuple[str, Key]]:
        if self.blank:
            return
        for batch in batches(sorted(keys)):
            yield from find(self._db, batch, window)

    def seats_of(self, reports: Iterable[str]) -> tuple[Seat, ...]:
        return () if self.blank else self._seats(seat.c.report.in_, reports)

    def seats_in(self, situations: Iterable[str]) -> tuple[Seat, ...]:
        return () if self.blank else self._seats(seat.c.situation.in_, situations)

    def seats_of_clusters(self, clusters: Iterable[str]) -> tuple[Seat, ...]:
        return () if self.blank else self._seats(_of_clusters, clusters)

    def overrules(self) -> Mapping[int, Overrule]:
        return self._overrules

    def situations(self, ids: Iterable[str]) -> Mapping[str, Situation]:
        rows = self._each(select(situation.c.id, situation.c.record), situation.c.id, ids)
        return {row.id: as_situation(row.record) for row in rows}

    def drawn(self) -> tuple[str, ...]:
        """Ids of all situations."""
        return tuple(self._db.execute(select(situation.c.id).order_by(situation.c.id)).scalars())

    def _seats(self, chosen: Chosen, wanted: Iterable[str]) -> tuple[Seat, ...]:
        found = (self._db.execute(select(seat).where(chosen(b))) for b in batches(list(wanted)))
        return tuple(_as_seat(row) for rows in found for row in rows)

    def _each(self, wanted: Any, column: Any, values: Iterable[Any]) -> Iterator[Any]:  # noqa: ANN401  # of any table
        for batch in batches(list(values)):
            yield from self._db.execute(wanted.where(column.in_(batch)))


Chosen = Callable[[list[str]], ColumnElement[bool]]


def _of_clusters(clusters: list[str]) -> ColumnElement[bool]:
    own = and_(seat.c.cluster.is_(None), seat.c.base.is_not(None), seat.c.situation.in_(clusters))
    return or_(seat.c.cluster.in_(clusters), own)


def _as_seat(row: Row[Any]) -> Seat:
    """The cluster is written only where it is not the situation."""
    cluster = row.cluster or (row.situation if row.base is not None else None)
    return Seat(row.id, row.report, row.base, row.situation, cluster)


def _seat_row(one: Seat) -> dict[str, Any]:
    return {**one._asdict(), "cluster": None if one.cluster == one.situation else one.cluster}


@dataclass(frozen=True)
class Kept:
    """What the catalogue has of one report, as it is written."""

    card: str | None = None
    keys: frozenset[Key] = frozenset()
    seats: frozenset[Seat] = frozenset()


def kept(db: Connection) -> Mapping[str, Kept]:
    """By report, all of it."""
    cards = {row.report: row.record for row in db.execute(select(card))}
    keys: dict[str, set[Key]] = defaultdict(set)
    for row in db.execute(select(card_key)):
        keys[row.report].add(Key(row.key, row.first, row.last))
    seats: dict[str, set[Seat]] = defaultdict(set)
    for row in db.execute(select(seat)):
        seats[row.report].add(_as_seat(row))
    every = sorted({*cards, *keys, *seats})
    return {r: Kept(cards.get(r), frozenset(keys[r]), frozenset(seats[r])) for r in every}


def to_keep(
    cards: Mapping[str, Card | None], keys: Mapping[str, Sequence[Key]], seats: Iterable[Seat]
) -> Mapping[str, Kept]:
    """The same of a redraw of everything."""
    by_report: dict[str, set[Seat]] = defaultdict(set)
    for each in seats:
        by_report[each.report].add(each)
    return {
        report: Kept(
            None if one is None else written(one),
            frozenset(keys.get(report, ())),
            frozenset(by_report[report]),
        )
        for report, one in cards.items()
    }


def recatalogue(
    db: Connection,
    cards: Mapping[str, Card | None],
    keys: Mapping[str, Sequence[Key]],
    seats: Sequence[Seat],
    anew: bool,
) -> None:
    """Write what a redraw has changed. Of a report in `cards` nothing stays that is not given here.

    `anew`: nothing stays at all.
    """
    for table in (card, card_key, seat):
        if anew:
            db.execute(delete(table))
        for batch in batches([*cards]):
            db.execute(delete(table).where(table.c.report.in_(batch)))
    for batch in batches([each.id for each in seats]):
        db.execute(delete(seat).where(seat.c.id.in_(batch)))
    rows = [{"report": r, "record": written(one)} for r, one in cards.items() if one is not None]
    _insert(db, card, rows)
    under = ((report, key) for report in cards for key in keys.get(report, ()))
    _insert(db, card_key, [row for each in under for row in key_rows(*each)])
    _insert(db, seat, [_seat_row(each) for each in seats])


def _insert(db: Connection, table: Any, rows: list[dict[str, Any]]) -> None:  # noqa: ANN401  # a table
    if rows:
        db.execute(insert(table), rows)


T = TypeVar("T")


def batches(every: list[T], size: int = BATCH) -> Iterator[list[T]]:
    """So many at a time."""
    return (every[start : start + size] for start in range(0, len(every), size))
