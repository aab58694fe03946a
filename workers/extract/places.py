"""Places: each mention of where something happens, and the one gazetteer entry it means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from shared.records import Candidate
from workers.extract import place_words as words
from workers.extract.borders import find_borders
from workers.extract.gazetteer import Entry, Gazetteer
from workers.extract.lexicon import load
from workers.extract.lookup import text_of
from workers.extract.marks import Layout, Name, NameKind, PlaceMark
from workers.extract.named_sites import find_sites
from workers.extract.place_choice import Choice, choose
from workers.extract.place_mentions import PlaceMention, find_place_mentions
from workers.extract.place_uses import use_of
from workers.extract.placenames import fold
from workers.extract.relative_places import find_relative
from workers.extract.relative_sites import find_relative_sites

_PLACES = frozenset({"GPE", "LOC", "FAC"})
_WORD = re.compile(r"[A-Z][\w.]*(?: [A-Z]\w+)?")
_PRECISION = {"country": 6, "admin1": 4, "admin2": 3, "district": 3, "region": 5, "feature": 5}


def find_places(
    doc: Doc, layout: Layout, names: tuple[Name, ...], gazetteer: Gazetteer
) -> tuple[PlaceMark, ...]:
    """Every mention of a place in reading order, resolved to exactly one entry or to none with a
    reason; offsets into the view, none overlapping.

    Not among them: the dateline's place, governments ("Moscow denied"), adjectives ("US troops"),
    places within names of bodies. They still help to tell which place another name means. "The
    town" is the town named before, when one fits.
    """
    text = text_of(doc)
    marks = [
        mark(mention, choice, text)
        for mention, choice in resolve(doc, layout, names, gazetteer)
        if mention.use == "place"
    ]
    marks = _fullest(_apart(marks))
    _tell(doc, marks)
    marks += find_sites(doc, marks, names)
    marks += find_borders(doc, marks)
    marks += find_relative_sites(doc, layout, marks)
    marks += find_relative(doc, layout, marks)
    return tuple(sorted(marks, key=lambda m: m.start))


def _tell(doc: Doc, marks: Sequence[PlaceMark]) -> None:
    """Writes into the parse what the model took for a man or a body: whoever "took Goma" took a place."""
    spans = (doc.char_span(m.start, m.end, label="GPE") for m in marks)
    missed = [s for s in spans if s is not None and s.root.ent_type_ not in _PLACES]
    if missed:
        doc.set_ents(missed, default="unmodified")


def _apart(marks: Sequence[PlaceMark]) -> list[PlaceMark]:
    """Without names that the direction before another has taken in: "Northern" of "Northern U.S."."""
    ordered = sorted(marks, key=lambda m: (m.start, -m.end))
    kept = ordered[:1]
    for mark_ in ordered[1:]:
        if kept[-1].end <= mark_.start:
            kept.append(mark_)
    return kept


def resolve(
    doc: Doc,
    layout: Layout,
    names: tuple[Name, ...],
    gazetteer: Gazetteer,
    *,
    margin: float | None = None,
) -> list[tuple[PlaceMention, Choice]]:
    """All mentions, in whatever use, with what each means."""
    text = text_of(doc)
    mentions = list(find_place_mentions(doc, layout, names, gazetteer))
    for mention in mentions:
        if mention.use == "place":
            mention.use = use_of(doc, layout, mention, text)
    told = any(m.use == "place" and any(e.kind == "country" for e in m.entries) for m in mentions)
    about = peoples(text)
    if not (about or told):
        about = _in_bodies(names)
    if layout.place:
        head = [e for e in gazetteer.find(layout.place) if not e.like][:1]
        about.update(e.country for e in head if e.country)
    choices = choose(
        text_of(doc), mentions, about, **({} if margin is None else {"margin": margin})
    )
    return list(zip(mentions, choices, strict=True))


def peoples(text: str) -> Counter[str]:
    """How often each country's people are named: "Syrian", "North Koreans"."""
    found: Counter[str] = Counter()
    for match in _WORD.finditer(text):
        both, first = match.group(), match.group().split(" ")[0]
        code = words.PEOPLE.get(both) or words.PEOPLE.get(first)
        if code:
            found[code] += 1
    return found


def _in_bodies(names: Sequence[Name]) -> Counter[str]:
    """The countries that bodies bear in their names: "Myanmar Now", "the Sudan Doctors Network"."""
    bodies = {n.canonical for n in names if n.kind is NameKind.ORGANISATION}
    return Counter(
        code for name in sorted(bodies) for word in name.split() if (code := _COUNTRIES.get(word))
    )


_COUNTRIES = {
    name: code
    for code, row in load("countries").items()
    for name in (row["name"], *row.get("names", ()))
}


def mark(mention: PlaceMention, choice: Choice, text: str) -> PlaceMark:
    """The mention as a place: its name as written, its entry's point, how exact that is."""
    candidates = tuple(
        Candidate(id=e.id, name=e.name, lat=e.lat, lon=e.lon, country=e.country, score=score)
        for e, score in choice.ranked
    )
    start, name = mention.start, mention.name
    entry = choice.entry
    wide = (
        entry is not None and entry.kind in {"country", "region", "admin1"} and mention.kind is None
    )
    if wide and mention.direction:
        found = text.rfind(mention.direction, max(0, start - len(mention.direction) - 1), start)
        start = found if found >= 0 else start  # in "Northern Europe" it is part of the name
        name = text[start : mention.end]
    return PlaceMark(
        start=start,
        end=mention.end,
        name=name,
        lat=entry.lat if entry else None,
        lon=entry.lon if entry else None,
        precision=_precision(mention, entry),
        gazetteer=entry.gazetteer if entry else None,
        id=entry.id if entry else None,
        country=entry.country if entry else None,
        people=entry.population if entry else 0,
        candidates=candidates,
        reason=choice.reason,
    )


def _precision(mention: PlaceMention, entry: Entry | None) -> int | None:
    """What a word beside the name says decides, unless the entry is wider: "Manbij district" is
    one (3), "Donetsk region" a province (4)."""
    if entry is None:
        return None
    level = max(_PRECISION.get(entry.kind, 1), _PRECISION.get(mention.kind or "", 1))
    if mention.kind == "region":
        level = _PRECISION.get(entry.kind, 2)
    if mention.direction and mention.kind is None and entry.kind in {"country", "admin1"}:
        return 5
    return 2 if mention.near and level == 1 else level


def _fullest(marks: Sequence[PlaceMark]) -> list[PlaceMark]:
    """One name for one entry: "Khan Sheikhoun" also where a later sentence drops the accent or
    article; the form that is written most, then first."""
    forms: dict[str, Counter[str]] = {}
    for m in marks:
        if m.id and m.precision != 5 and not _is_part(m):
            forms.setdefault(m.id, Counter())[m.name] += 1
    full = {
        key: min(count, key=lambda name: (-len(fold(name)), -count[name]))
        for key, count in forms.items()
    }
    return [
        replace(m, name=full[m.id]) if m.id in full and m.precision != 5 and not _is_part(m) else m
        for m in marks
    ]


def _is_part(m: PlaceMark) -> bool:
    """ "West Mosul", which is not all that is called Mosul."""
    return m.name.partition(" ")[0].lower() in words.DIRECTIONS
