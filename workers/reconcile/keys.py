"""Keys: under which a report's card is found, so that what could belong together meets.

Two reports that any rule would join share a key, or one asks for a key of the other; that two share one
says nothing yet. Days narrow a key: what lies too far apart in time is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from hashlib import blake2b

from shared.catalogue import TIMELESS, Days, Key, Standing, Strand, Telling, Window
from shared.records import Place
from workers.reconcile.dating import SILENCE
from workers.reconcile.names import place_key
from workers.reconcile.placing import is_specific

ANYWHERE = "*"
UNKNOWN = "?"


def key(*parts: str) -> int:
    """63 bits, since databases count with a sign."""
    return int.from_bytes(blake2b("\x1f".join(parts).encode(), digest_size=8).digest(), "big") >> 1


def version_key(name: tuple[str, str]) -> int:
    return key("version", *name)


def carrying_key(report: str) -> int:
    """Of the reports that carry words of this one."""
    return key("carries", report)


def history_key(place: Place) -> int:
    return key("history", place_key(place.name))


def at_key(place: Place) -> int:
    return key("at", place_key(place.name))


def window(days: Days | None, room: timedelta = timedelta(0)) -> Window:
    if days is None:
        return None
    return (days[0] - room).toordinal(), (days[1] + room).toordinal()


def near(days: Days | None) -> Window:
    """The days of whatever could be one happening with what has these."""
    return window(days, SILENCE)


class Sort(StrEnum):
    """By what a telling is found: those of one sort can be alike."""

    PLACED = "placed"
    """Told of a place as small as a happening is."""
    LOOSE = "loose"
    """Of a region, or of no place."""
    GONE = "gone"
    """Taken back or corrected since."""


def sort_of(telling: Telling) -> Sort:
    if telling.standing is not Standing.STANDS:
        return Sort.GONE
    return Sort.PLACED if telling.places and is_specific(telling.places[0]) else Sort.LOOSE


Asked = tuple[list[int], Window]
"""Keys, and the days that what is found there must be of."""


def keys_of(telling: Telling) -> Iterator[Key]:
    """The keys that a telling is found under."""
    days = window(telling.days) or (None, None)
    own = sort_of(telling)
    found = {key(own, *mark) for mark in (*_block(telling), *_marks(telling), *_lies(telling))}
    found |= {at_key(telling.places[0])} if telling.places else set()
    for each in sorted(found):
        yield Key(each, *days)


def alike_keys(telling: Telling) -> Asked:
    """Where others of its sort that share its place are found."""
    return [key(sort_of(telling), *mark) for mark in _block(telling)], near(telling.days)


def asked_of(telling: Telling, others: Sort) -> tuple[Asked, Asked]:
    """Where those of another sort are found to which it, or which to it, could be attached."""
    marks = [*_marks(telling)]
    if Sort.GONE in {others, sort_of(telling)}:
        marks += _block(telling)
    beside = [key(others, *mark) for mark in marks], near(telling.days)
    within = [key(others, *mark) for mark in _could_lie(telling)], window(telling.days)
    return beside, within


def asked(telling: Telling) -> list[Asked]:
    """Everything that grouping and history look for on account of a telling."""
    others = sorted(set(Sort) - {sort_of(telling)})
    found = [alike_keys(telling), *(each for sort in others for each in asked_of(telling, sort))]
    found.append(([carrying_key(telling.report)], TIMELESS))
    if telling.places:
        found.append(([history_key(telling.places[0])], window(telling.days)))
    return found


def _block(telling: Telling) -> Iterator[tuple[str, ...]]:
    """Names, gazetteer entries and, of the first place, squares of the map a tenth of a degree wide."""
    for place in telling.places:
        words = place_key(place.name).split()
        # "South Port Karm", which the gazetteer does not know, may be Port Karm, or Karm.
        for start in range(1 if place.id else len(words)):
            yield "name", " ".join(words[start:])
        if place.id:
            yield "id", place.id
    first = telling.places[0] if telling.places else None
    if first is not None and first.lat is not None and first.lon is not None:
        for north in (0, 1):
            for east in (0, 1):
                square = round(first.lat * 10) + north, round(first.lon * 10) + east
                yield "square", *map(str, square)


def _marks(telling: Telling) -> Iterator[tuple[str, ...]]:
    """Its numbers and actors: without one of them nothing joins what does not share a place."""
    for measure, family, number in telling.numbers:
        yield "number", measure, family or "", f"{number:g}"
    for actor in telling.actors:
        yield "actor", actor


def _lies(telling: Telling) -> Iterator[tuple[str, ...]]:
    """Where it lies, if that and its day may be enough: "could lie in it", on the very day, and of one
    strand, joins two without any number or actor in common; less than that does not."""
    if telling.places and not telling.weak and telling.strand is not Strand.NEUTRAL:
        yield "in", telling.strand, telling.places[0].country or UNKNOWN
        yield "in", telling.strand, ANYWHERE


def _could_lie(telling: Telling) -> Iterator[tuple[str, ...]]:
    """The same of what it could lie in, or could lie in it."""
    if telling.places and not telling.weak and telling.strand is not Strand.NEUTRAL:
        country = telling.places[0].country
        for each in (country, UNKNOWN) if country else (ANYWHERE,):
            yield "in", telling.strand, each
