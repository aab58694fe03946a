"""Which of the places that bear a name is meant: exactly one, or none with the reason.

A name is read once in a report: all its mentions choose together, so that "Tripoli" does not move
between paragraphs. What speaks for an entry adds up: how many live there, the country the report
is about, the place that holds it named beside it ("Idlib, Syria"), other places near by.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from workers.extract.gazetteer import NEAR_KM, Entry, distance_km, holds
from workers.extract.place_mentions import PlaceMention
from workers.extract.placenames import fold

SAME_KM = 60.0
"""Entries this close are one place under two headings: a town and its district."""
_ROUNDS = 3
AMBIGUOUS = "more than one place of that name fits"
"""Why a name that the gazetteer has is not resolved."""
UNLISTED = "not in the gazetteer"
"""Why one that it has not is none."""

# Points. Fitted on none of the texts alone: halving or doubling any of them moves results little.
_PER_TENFOLD = 0.6  # inhabitants
_COUNTRY = 4.0  # the whole report about one country
_HELD = 4.0  # the holder is named beside it
_BESIDE = 2.0  # two states, two countries side by side
_NEAR = 0.7  # another place of the report near by, at most three
_MAIN_NAME = 0.5
_SPELT_LIKE = -1.2
_KIND_SAID = 2.5
_MARGIN = 0.3
_KNOWN = 500_000
_ABOUT = 0.35
_KINDS = {"country": 3.0, "capital": 0.9, "settlement": 0.3, "admin1": -0.3, "admin2": -1.0,
          "region": 0.6, "feature": 0.3, "camp": 0.3, "site": 0.3, "district": 0.3}  # fmt: skip
_SAID = {"settlement": {"settlement", "capital"}, "admin2": {"admin2", "district"},
         "camp": {"camp"}, "site": {"site"}, "region": {"region", "admin1", "feature"},
         "feature": {"feature", "region"}, "admin1": {"admin1"}}  # fmt: skip


@dataclass(slots=True)
class Choice:
    """What one name (and the kind said beside it) means in this report."""

    entry: Entry | None
    ranked: tuple[tuple[Entry, float], ...] = ()
    reason: str | None = None


@dataclass(slots=True)
class _Group:
    """The mentions of one name in one report."""

    entries: tuple[Entry, ...]
    kind: str | None
    name: str
    mentions: int = 0
    held: Counter[str] = field(default_factory=Counter)
    """Entry id -> 1 where a holder of that entry stands beside the name."""
    beside: Counter[str] = field(default_factory=Counter)
    """Entry id -> 1 where one of its kind and country stands beside the name; 2 where of that a part is meant, as it can
    be of no town: "northern Shan and Sagaing"."""
    best: Entry | None = None


def choose(
    text: str,
    mentions: Sequence[PlaceMention],
    about: Mapping[str, float],
    *,
    margin: float = _MARGIN,
) -> list[Choice]:
    """One choice a mention, in their order. `about`: how often the report names the people of a
    country ("Syrian"), which tells where it is set."""
    groups: dict[tuple[str, str | None], _Group] = {}
    for m in mentions:
        group = groups.setdefault(_key(m), _Group(m.entries, m.kind, m.name))
        group.mentions += 1
    _company(text, mentions, groups)
    scored: dict[tuple[str, str | None], list[tuple[float, Entry]]] = {}
    for _ in range(_ROUNDS):
        weights = _weights(groups.values(), about)
        for key, group in groups.items():
            others = [g.best for k, g in groups.items() if k[0] != key[0] and g.best]
            scored[key] = _rank(group, _shares(weights, _namesakes(key, groups)), others)
        for key, group in groups.items():
            group.best = scored[key][0][1] if scored[key] else None
    weights = _weights(groups.values(), about)
    decided = {
        key: _decide(scored[key], margin, group, _shares(weights, _namesakes(key, groups)))
        for key, group in groups.items()
    }
    return [decided[_key(m)] for m in mentions]


def _key(mention: PlaceMention) -> tuple[str, str | None]:
    return fold(mention.name), mention.kind


def _company(
    text: str, mentions: Sequence[PlaceMention], groups: Mapping[tuple[str, str | None], _Group]
) -> None:
    """What stands directly beside a name. "Idlib, Syria", "Sarmin in Idlib province": the second
    holds the first. "Texas and Georgia": two of a kind. In a list of states, no state holds the
    town that bears the name of the state before it."""
    pairs = list(pairwise(mentions))
    betweens = [text[first.end : second.start] for first, second in pairs]
    alike = [
        _alike(*pair) if _LISTED.fullmatch(between) else []
        for pair, between in zip(pairs, betweens, strict=True)
    ]
    for at, ((first, second), between) in enumerate(zip(pairs, betweens, strict=True)):
        for a, b in alike[at]:
            for one, entry, other in ((first, a, second), (second, b, first)):
                company = groups[_key(one)].beside
                company[entry.id] = max(company[entry.id], 2 if other.direction else 1)
        listed = any(alike[max(0, at - 1) : at]) or any(alike[at + 1 : at + 2])
        if (alike[at] and between == ", " and listed) or not _JOINT.fullmatch(between):
            continue
        for inner, outer in _inside(first, second):
            groups[_key(first)].held[inner.id] = 1
            groups[_key(second)].held[outer.id] = 1


def _alike(first: PlaceMention, second: PlaceMention) -> list[tuple[Entry, Entry]]:
    return [
        (a, b)
        for a in first.entries[:_LOOK]
        for b in second.entries[:_LOOK]
        if a.kind == b.kind in {"country", "admin1"}
        and a.id != b.id
        and not (a.like or b.like)
        and (a.kind == "country" or a.country == b.country)
    ]


def _inside(first: PlaceMention, second: PlaceMention) -> list[tuple[Entry, Entry]]:
    county = second.kind == "admin2" or "County" in second.name
    return [
        (a, b)
        for a in first.entries
        for b in second.entries
        if holds(b, a) and (county or b.kind != "admin2")
    ]


_SMALL = {"settlement", "camp", "site"}
_WIDE = {"region", "feature"}
"""The "suburb of Sahel" is not the Sahel."""
_LOOK = 8
_LISTED = re.compile(r",? (?:and |or )?(?:the )?|,")
_JOINT = re.compile(
    r"(?:['’]s)?(?:,? (?:city|town|village|district|province|governorate|county),?)?"
    r"(?:,? (?:in|of|inside)|,|,? near|,? \()? ?"
    r"(?:(?:the|north|south|east|west|northern|southern|eastern|western|central|north-?\w+|south-?\w+|"
    r"\w+ern|province|governorate|district|state|countryside|city|of) ?)*"
)


def _weights(groups: Iterable[_Group], about: Mapping[str, float]) -> dict[str, float]:
    """Country -> how much of the report is about it."""
    weight: defaultdict[str, float] = defaultdict(float)
    for country, count in about.items():
        weight[country] += min(3.0, 0.5 * count)
    for group in groups:
        for country, value in _own(group).items():
            weight[country] += value
    return weight


def _own(group: _Group) -> dict[str, float]:
    chosen = [group.best] if group.best else _obvious(group.entries)
    value = min(3, group.mentions) * (1.5 if group.held else 1.0)
    return {entry.country: value for entry in chosen if entry.country}


def _namesakes(
    key: tuple[str, str | None], groups: Mapping[tuple[str, str | None], _Group]
) -> list[_Group]:
    """All groups of one name: "Maghar" and "the Maghar district"."""
    return [group for other, group in groups.items() if other[0] == key[0]]


def _shares(weights: Mapping[str, float], groups: Sequence[_Group]) -> dict[str, float]:
    """As told by all but the name itself, which would vote for what it is taken for."""
    own: defaultdict[str, float] = defaultdict(float)
    for group in groups:
        for country, value in _own(group).items():
            own[country] += value
    total = sum(weights.values()) - sum(own.values()) + 1.0
    return {country: (value - own.get(country, 0.0)) / total for country, value in weights.items()}


def _obvious(entries: Sequence[Entry]) -> list[Entry]:
    """Before anything is decided: the only country a name is known in, or a country's name."""
    exact = [e for e in entries if not e.like]
    if len({e.country for e in exact}) == 1 or any(e.kind == "country" for e in exact):
        return sorted(exact, key=lambda e: e.kind != "country")[:1]
    return []


def _rank(
    group: _Group, shares: Mapping[str, float], others: Sequence[Entry]
) -> list[tuple[float, Entry]]:
    ranked = [(_score(entry, group, shares, others), entry) for entry in group.entries]
    return sorted(ranked, key=lambda pair: (-pair[0], pair[1].id))


def _score(
    entry: Entry, group: _Group, shares: Mapping[str, float], others: Sequence[Entry]
) -> float:
    score = _PER_TENFOLD * math.log10(entry.population + 100)
    score += _KINDS.get(entry.kind, 0.0)
    score += _COUNTRY * _share(entry, shares)
    score += _HELD * group.held[entry.id]
    if group.kind or group.beside[entry.id] > 1 or not _has_seat(entry, group):
        score += _BESIDE * min(1, group.beside[entry.id])
    if fold(entry.name) == fold(group.name):
        score += _MAIN_NAME
    if entry.like:
        score += _SPELT_LIKE
    if group.kind and entry.kind in _SAID.get(group.kind, ()):
        score += _KIND_SAID
    if entry.kind not in {"country", "region", "admin2"} or (entry.kind == "admin2" and group.kind):
        near = sum(
            1
            for o in others
            if o.kind not in {"country", "region"}
            and abs(o.lat - entry.lat) < 2.5
            and distance_km(o, entry) < NEAR_KM
        )
        score += _NEAR * min(3, near)
    return score


def _share(entry: Entry, shares: Mapping[str, float]) -> float:
    """A sea or a part of the world lies in every country that the report speaks of: "the Atlantic" of a report on
    Iowa is not the village there."""
    if entry.country is None and entry.kind in _WIDE:
        return max(shares.values(), default=0.0)
    return shares.get(entry.country or "", 0.0)


def _has_seat(entry: Entry, group: _Group) -> bool:
    """Whether the name is also that of a town in it: "Kharkiv and the Donetsk region" is the town."""
    return entry.kind == "admin1" and any(
        e.kind in {"settlement", "capital"} and not e.like and holds(entry, e)
        for e in group.entries
    )


def _foreign(entry: Entry, group: _Group, shares: Mapping[str, float]) -> bool:
    """A small place in a country that the report does not speak of, while it speaks of another:
    more likely a namesake that the gazetteer lacks ("the village of Zahra" in Syria)."""
    small = entry.kind in {"settlement", "admin2", "admin1"} and entry.population < _KNOWN
    told = max(shares.values(), default=0.0) >= _ABOUT
    return (small or entry.like) and told and not shares.get(entry.country or "") and not group.held


def _decide(
    ranked: Sequence[tuple[float, Entry]],
    margin: float,
    group: _Group,
    shares: Mapping[str, float],
) -> Choice:
    if not ranked:
        return Choice(None, reason=UNLISTED)
    shown = tuple((entry, round(score, 2)) for score, entry in ranked[:5])
    best_score, best = ranked[0]
    if group.kind in _SMALL and best.kind in _WIDE:
        return Choice(None, shown, f"no {group.kind} of that name in the gazetteer")
    if _foreign(best, group, shares):
        return Choice(None, shown, "known only in a country the report does not speak of")
    for score, entry in ranked[1:]:
        if best_score - score >= margin:
            break
        if distance_km(best, entry) > SAME_KM:
            return Choice(None, shown, AMBIGUOUS)
    return Choice(best, shown)
