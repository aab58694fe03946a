"""The catalogue of the picture: a card for each report in it, and under which keys it is found.

With it one more report is taken into the picture without looking at the others: the core asks for the few
cards that share a key with what is new. Cards hold nothing that the claims do not say, and can be made
anew from them at any time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

from shared.overrules import Overrule
from shared.picture import Situation
from shared.records import Claim, Place, Record, Report

RULES = 16
"""Which rules cards are made and joined by. To be raised with whatever changes what a card holds, or what becomes of
it: a picture that was drawn by others is drawn anew as a whole, once."""

Days = tuple[date, date]
"""First and last, both inclusive."""
Window = tuple[int, int] | None
"""The same as day numbers (`date.toordinal`); `None` is any time."""
TIMELESS: Window = (0, -1)
"""No day at all: finds what is found for all days, and nothing else."""
BLOCK = 8
"""Days that are kept, and looked for, together."""


class Standing(StrEnum):
    """How its outlet stands to a report now."""

    STANDS = "stands"
    CORRECTED = "corrected"
    """A newer version of the report is there."""
    RETRACTED = "retracted"
    NOTICE = "notice"
    """Says that another report is withdrawn; says nothing of the world."""


class Strand(StrEnum):
    """Whether a happening is over in a day, or takes its course."""

    MOMENTARY = "momentary"
    COURSE = "course"
    NEUTRAL = "neutral"


class Telling(Record):
    """What one report tells of one happening: the atom of grouping, made from that report alone."""

    id: str
    """Of its smallest claim: the id the situation would have had if nobody else had reported it."""
    report: str
    published: str
    """As `Report.published`; "9999" where unknown, which comes last."""
    standing: Standing
    claims: tuple[str, ...]
    """Ids, in the order of the text."""
    places: tuple[Place, ...]
    days: Days | None
    weak: bool
    """Whether the days are only those of the report."""
    strand: Strand
    numbers: tuple[tuple[str, str | None, float], ...]
    """Measure, family of the unit, number."""
    least: tuple[float, ...] = ()
    """Those of the dead that are only a lower bound: "at least 15"."""
    halves: tuple[str, ...] = ()
    """Which part of a divided town, where that is told: `east`, `held by rebels`."""
    of_towns: bool = False
    """Whether it tells one thing of towns far from one another, which is counted of none of them."""
    means: tuple[str, ...]
    """By what it came about, where that is told: air strikes, a chemical weapon."""
    actors: tuple[str, ...]


class History(Record):
    """A claim told as background, of a place and days of its own."""

    claim: str
    place: Place
    days: Days


class Copy(Record):
    """A claim in words that another outlet had first."""

    claim: str
    of: str
    report: str
    """The report of the claim it is a copy of."""


class Card(Record):
    """One report of the picture: how it stands, what it carries of others, what it tells."""

    report: str
    side: str
    """Whose it is: the outlet's name folded, or the report's own id."""
    published: str | None
    standing: Standing
    by: str | None
    """The report that corrects or withdraws it."""
    noticed: str | None
    """When that one was published."""
    names: tuple[tuple[str, str], ...]
    """Outlet and ref of this version and of the one it revises."""
    first: tuple[str, str]
    """When its first version came out, and that version's id."""
    copies: tuple[Copy, ...]
    tellings: tuple[Telling, ...]
    history: tuple[History, ...]


class Key(NamedTuple):
    """A key that a report is found under, and the days it is found for; without days for all."""

    key: int
    first: int | None
    last: int | None


def overlap(window: Window, key: Key) -> bool:
    """Whether it is found for any of these days."""
    if window is None or key.first is None or key.last is None:
        return True
    return key.first <= window[1] and key.last >= window[0]


def in_blocks(days: tuple[int, int]) -> range:
    """The blocks that these days are of."""
    return range(days[0] // BLOCK, days[1] // BLOCK + 1)


def hull(windows: Iterable[Window]) -> Window:
    """All of these days and those between."""
    known = list(windows)
    if not known or any(each is None for each in known):
        return None
    spans = [each for each in known if each is not None]
    return min(first for first, _ in spans), max(last for _, last in spans)


class Seat(NamedTuple):
    """Where a telling, or a claim told as history, has its place in the picture."""

    id: str
    report: str
    base: str | None
    """The tellings that are alike or carry one another's words have one base; history has none."""
    situation: str | None
    """`None` for history that belongs to no one situation."""
    cluster: str | None
    """The situation that the rules alone would put a telling to: another one where an analyst has
    overruled them. History has none."""


class Catalogue(Protocol):
    """What the core asks of the ledger, as of one moment. What is not there is left out of an answer."""

    def reports(self, ids: Iterable[str]) -> Mapping[str, Report]: ...
    def claims(self, reports: Iterable[str]) -> Mapping[str, tuple[Claim, ...]]:
        """By report, each one's by id."""

    def cards(self, reports: Iterable[str]) -> Mapping[str, Card]: ...
    def found(self, keys: Collection[int], window: Window) -> Iterable[tuple[str, Key]]:
        """Reports found under any of the keys within these days, each with the key and its own days."""

    def seats_of(self, reports: Iterable[str]) -> tuple[Seat, ...]: ...
    def seats_in(self, situations: Iterable[str]) -> tuple[Seat, ...]: ...
    def seats_of_clusters(self, clusters: Iterable[str]) -> tuple[Seat, ...]: ...
    def overrules(self) -> Mapping[int, Overrule]:
        """Those in force, by number; a later one has a higher number."""

    def situations(self, ids: Iterable[str]) -> Mapping[str, Situation]: ...
