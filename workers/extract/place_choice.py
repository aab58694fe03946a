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

from workers.extract.gazetteer import Entry
from workers.extract.place_mentions import Mention
from workers.extract.placenames import fold

_EARTH_KM = 12742.0
SAME_KM = 60.0
"""Entries this close are one place under two headings: a town and its district."""
_NEAR_KM = 250.0
_ROUNDS = 3

# Points. Fitted on none of the texts alone: halving or doubling any of them moves results little.
_PER_TENFOLD = 0.6  # inhabitants
_COUNTRY = 3.0  # the whole report about one country
_HELD = 4.0  # the holder is named beside it
_NEAR = 0.7  # another place of the report near by, at most three
_MAIN_NAME = 0.5
_SPELT_LIKE = -1.6
_KIND_SAID = 2.5
_MARGIN = 0.3
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
    best: Entry | None = None


def choose(
    text: str, mentions: Sequence[Mention], about: Mapping[str, float], *, margin: float = _MARGIN
) -> list[Choice]:
    """One choice a mention, in their order. `about`: how often the report names the people of a
    country ("Syrian"), which tells where it is set."""
    groups: dict[tuple[str, str | None], _Group] = {}
    for m in mentions:
        group = groups.setdefault(_key(m), _Group(m.entries, m.kind, m.name))
        group.mentions += 1
    _holders(text, mentions, groups)
    # A name without a word for its kind reads with the same name that has one nearest to it.
    scored: dict[tuple[str, str | None], list[tuple[float, Entry]]] = {}
    for _ in range(_ROUNDS):
        shares = _shares(groups.values(), about)
        for key, group in groups.items():
            others = [g.best for k, g in groups.items() if k[0] != key[0] and g.best]
            scored[key] = _rank(group, shares, others)
        for key, group in groups.items():
            group.best = scored[key][0][1] if scored[key] else None
    decided = {key: _decide(scored[key], margin) for key in groups}
    return [decided[_key(m)] for m in mentions]


def distance_km(a: Entry, b: Entry) -> float:
    """Great-circle distance."""
    la, lo, ma, mo = (math.radians(x) for x in (a.lat, a.lon, b.lat, b.lon))
    half = math.sin((ma - la) / 2) ** 2 + math.cos(la) * math.cos(ma) * math.sin((mo - lo) / 2) ** 2
    return _EARTH_KM * math.asin(math.sqrt(half))


def _key(mention: Mention) -> tuple[str, str | None]:
    return fold(mention.name), mention.kind


def _holders(
    text: str, mentions: Sequence[Mention], groups: Mapping[tuple[str, str | None], _Group]
) -> None:
    """"Idlib, Syria", "Sarmin in Idlib province", "Aleppo (Syria)": the second holds the first."""
    for first, second in zip(mentions, mentions[1:], strict=False):
        between = text[first.end : second.start]
        if not _JOINT.fullmatch(between):
            continue
        pairs = [(a, b) for a in first.entries for b in second.entries if holds(b, a)]
        for inner, outer in pairs:
            groups[_key(first)].held[inner.id] = 1
            groups[_key(second)].held[outer.id] = 1


_JOINT = re.compile(
    r"(?:['’]s)?(?:,? (?:city|town|village|district|province|governorate|county),?)?"
    r"(?:,? (?:in|of|inside)|,|,? near|,? \()? ?"
    r"(?:(?:the|north|south|east|west|northern|southern|eastern|western|central|north-?\w+|south-?\w+|"
    r"\w+ern|province|governorate|district|state|countryside|city|of) ?)*"
)


def holds(outer: Entry, inner: Entry) -> bool:
    """Whether `inner` lies in `outer`."""
    if outer.id == inner.id or outer.country is None or outer.country != inner.country:
        return False
    if outer.kind == "country":
        return True
    if outer.kind == "admin1":
        return inner.kind != "country" and outer.admin1 == inner.admin1 != inner.id
    if outer.kind in {"admin2", "region"}:
        return outer.admin1 in {inner.admin1, None} and distance_km(outer, inner) < _NEAR_KM
    return False


def _shares(groups: Iterable[_Group], about: Mapping[str, float]) -> dict[str, float]:
    """Country -> how much of the report is about it."""
    weight: defaultdict[str, float] = defaultdict(float)
    for country, count in about.items():
        weight[country] += min(3.0, 0.5 * count)
    for group in groups:
        chosen = [group.best] if group.best else _obvious(group.entries)
        for entry in chosen:
            if entry.country:
                weight[entry.country] += min(3, group.mentions) * (1.5 if group.held else 1.0)
    total = sum(weight.values()) + 1.0
    return {country: value / total for country, value in weight.items()}


def _obvious(entries: Sequence[Entry]) -> list[Entry]:
    """Before anything is decided: the only country a name is known in, or a country's name."""
    exact = [e for e in entries if not e.like]
    if len({e.country for e in exact}) == 1 or any(e.kind == "country" for e in exact):
        return sorted(exact, key=lambda e: e.kind != "country")[:1]
    return []


def _rank(group: _Group, shares: Mapping[str, float], others: Sequence[Entry]) -> list[tuple[float, Entry]]:
    ranked = [(_score(entry, group, shares, others), entry) for entry in group.entries]
    return sorted(ranked, key=lambda pair: (-pair[0], pair[1].id))


def _score(entry: Entry, group: _Group, shares: Mapping[str, float], others: Sequence[Entry]) -> float:
    score = _PER_TENFOLD * math.log10(entry.population + 100)
    score += _KINDS.get(entry.kind, 0.0)
    score += _COUNTRY * shares.get(entry.country or "", 0.0)
    score += _HELD * group.held[entry.id]
    if fold(entry.name) == fold(group.name):
        score += _MAIN_NAME
    if entry.like:
        score += _SPELT_LIKE
    if group.kind and entry.kind in _SAID.get(group.kind, ()):
        score += _KIND_SAID
    if entry.kind not in {"country", "region"}:
        near = sum(
            1 for o in others if o.kind not in {"country", "region"} and distance_km(o, entry) < _NEAR_KM
        )
        score += _NEAR * min(3, near)
    return score


def _decide(ranked: Sequence[tuple[float, Entry]], margin: float) -> Choice:
    if not ranked:
        return Choice(None, reason="not in the gazetteer")
    shown = tuple((entry, round(score, 2)) for score, entry in ranked[:5])
    best_score, best = ranked[0]
    for score, entry in ranked[1:]:
        if best_score - score >= margin:
            break
        if distance_km(best, entry) > SAME_KM:
            return Choice(None, shown, "more than one place of that name fits")
    return Choice(best, shown)
