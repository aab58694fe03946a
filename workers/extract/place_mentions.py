"""Where places are named: spans, what the words beside them say, and in what use.

The model of the language knows capitals and misses villages, or takes them for people and bodies
("fighters left Sarmin" gives an organisation); the gazetteer knows villages and takes "Hope" for
one. A span is a mention when the model says place, or when the gazetteer knows it *and* the words
beside it are those that stand beside places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from workers.extract import place_words as words
from workers.extract.gazetteer import Entry, Gazetteer
from workers.extract.lookup import text_of
from workers.extract.marks import BlockKind, Layout, Name
from workers.extract.place_reader import Reader
from workers.extract.place_spans import (
    CITY,
    Stretch,
    modelled_places,
    plausible,
    points_at_place,
    taken_names,
    told_places,
    unknown_but_placed,
)


@dataclass(slots=True)
class PlaceMention:
    """One place name in the text; offsets into the view."""

    start: int
    end: int
    name: str
    """As written, without an article."""
    entries: tuple[Entry, ...]
    kind: str | None = None
    """What a word beside it says it is: "Aleppo province" -> `admin1`."""
    direction: str | None = None
    """`northern` of "northern Syria"."""
    near: bool = False
    use: str = "place"
    """`place`; or why it is not where something happens: `dateline`, `government`, `adjective`,
    `based`, `body`."""


def find_place_mentions(
    doc: Doc, layout: Layout, names: tuple[Name, ...], gazetteer: Gazetteer
) -> Iterator[PlaceMention]:
    """All mentions in reading order, whatever their use; `body` is already told."""
    text = text_of(doc)
    modelled = modelled_places(doc, text, names, gazetteer)
    known = [s for s in modelled if plausible(text, s, gazetteer)]
    reader = Reader(text, gazetteer, known, taken_names(text, names, gazetteer))
    read = [b for b in layout.blocks if b.kind is not BlockKind.FURNITURE]
    for block in read:
        reader.read(block.start, block.end)
    reader.keep(s for s in modelled if unknown_but_placed(text, s))
    reader.keep(told_places(text, taken_names(text, names, gazetteer), gazetteer))
    reader.read_again()
    ill = _diseases(text, reader.found)
    for start, end in sorted(reader.found):
        if (start, end) not in ill and any(b.start <= start < b.end for b in read):
            mention = mention_at(text, start, end, gazetteer)
            mention.use = "body" if (start, end) in reader.bodies else "place"
            yield mention


def _diseases(text: str, found: list[Stretch]) -> frozenset[Stretch]:
    """What names an illness: "Marburg virus", and then "Marburg kills" too, unless somebody is "in Marburg"."""
    ill = {s for s in found if words.DISEASE_AFTER.match(text, s[1])}
    names = {text[slice(*s)] for s in ill}
    places = {
        text[slice(*s)] for s in found if names and s not in ill and points_at_place(text, s[0])
    }
    return frozenset(s for s in found if s in ill or text[slice(*s)] in names - places)


def mention_at(text: str, start: int, end: int, gazetteer: Gazetteer) -> PlaceMention:
    """The mention in these words, with what the words beside it say."""
    name = text[start:end]
    before = text[max(0, start - 80) : start]
    mention = PlaceMention(start, end, name, gazetteer.find(words.ABBREVIATIONS.get(name, name)))
    if all(e.like for e in mention.entries):
        _without_kind(name, mention, gazetteer)
    kind_word = words.kind_after(text, end) or words.KIND_BEFORE.search(before)
    country = mention.entries and mention.entries[0].kind == "country"
    if kind_word and not (country and kind_word.re is words.KIND_BEFORE):
        mention.kind = words.said_kind(kind_word)
        if kind_word.re is words.KIND_AFTER:  # "Yarmouk camp" may be known by its whole name
            whole = gazetteer.find(name + kind_word.group())
            mention.entries = tuple(e for e in whole if not e.like) or mention.entries
    if direction := words.DIRECTION_BEFORE.search(before):
        mention.direction = direction.group(1)
    mention.near = bool(
        words.NEAR_BEFORE.search(before)
        or words.FROM_BEFORE.search(before)
        or words.COUNTRYSIDE_AFTER.match(text, end)
    )
    return mention


def _without_kind(name: str, mention: PlaceMention, gazetteer: Gazetteer) -> None:
    """`Aleppo Province`, `Northern Europe`: the name less a word for its kind or direction;
    `Syrias` where a wire lost the apostrophe."""
    first, _, rest = name.partition(" ")
    head, _, last = name.replace("-", " ").rpartition(" ")
    if last.lower() in words.KIND_OF and gazetteer.find(head):
        mention.kind, mention.entries = words.KIND_OF[last.lower()], gazetteer.find(head)
    elif first.lower() in words.DIRECTIONS and gazetteer.find(rest):
        mention.direction, mention.entries = first, gazetteer.find(rest)
    elif name.endswith("s"):
        known = [e for e in gazetteer.find(name[:-1]) if not e.like]
        # "Syrias", but "Anefis" is a village of its own
        wide = (
            e.kind in {"country", "capital", "admin1"} or e.population > CITY for e in known[:2]
        )
        if any(wide):
            mention.name, mention.entries = name[:-1], tuple(known)
