"""Sites by description: "the base" is the one base that the report has named, "Tabqa air base", wherever its last sentence was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from workers.extract import place_words as words
from workers.extract.lookup import text_of
from workers.extract.marks import BlockKind, Layout, PlaceMark

_NEAR = 60
"""Characters of "school in the village of "."""
_WIDE = 3
"""Precision from which on a place says less than a site: districts, provinces, countries."""


def find_relative_sites(
    doc: Doc, layout: Layout, marks: Sequence[PlaceMark]
) -> Iterator[PlaceMark]:
    """Marks for "the base", "the camp", "the air base", with the name and point of the only one of its sort that is named
    anywhere before; none for who speaks for it ("the hospital said")."""
    text = text_of(doc)
    named = [(sort, m) for m in marks if (sort := _sort_of(text, m)) is not None]
    if not named:
        return
    for found in words.THE_SITE.finditer(text):
        if any(m.start < found.end() and found.start() < m.end for m in marks):
            continue
        sort = words.SITE_SORTS[found["site"].lower()]
        fits = {m.id or m.name: m for its, m in named if its == sort and m.end <= found.start()}
        one = next(iter(fits.values())) if len(fits) == 1 else None
        if one and _is_where(doc, layout, found) and not _names_another(doc, marks, one, found):
            yield replace(one, start=found.start(), end=found.end())


def _sort_of(text: str, mark: PlaceMark) -> str | None:
    """What sort of site the name is of, or stands before or behind: "Kweres airbase", "the Al Fawwar camp", "a school in the
    village of Tarband"."""
    if mark.precision is not None and mark.precision >= _WIDE:
        return None
    beside = (
        words.ENDS_AS_SITE.search(mark.name)
        or words.SITE_BEHIND.match(text, mark.end)
        or words.SITE_BEFORE.search(text[: mark.start][-_NEAR:])
    )
    return words.SITE_SORTS[beside["site"].lower()] if beside is not None else None


def _names_another(
    doc: Doc, marks: Sequence[PlaceMark], site: PlaceMark, found: re.Match[str]
) -> bool:
    """ "Zamzam camp was bombed. In Nyala, shells hit the camp": which camp, nobody can tell; nor is the base in Syria the one in
    Iraq, nor where somebody is taken to where he was hurt."""
    span = doc.char_span(*found.span(), alignment_mode="expand")
    sentence = span.sent if span is not None else doc[:]
    here = [m for m in marks if sentence.start_char <= m.start < sentence.end_char]
    town = any(m.precision is None or m.precision < _WIDE for m in here)
    abroad = any(m.country and site.country and m.country != site.country for m in here)
    return (
        town
        or abroad
        or _TO.search(sentence.text[: found.start() - sentence.start_char]) is not None
    )


_TO = re.compile(
    r"\b(?:way|return\w*|went|go|going|taken|took|rushed|brought|transferred|flown|moved) (?:[\w-]+ ){0,4}to $"
)


def _is_where(doc: Doc, layout: Layout, found: re.Match[str]) -> bool:
    """Not in a headline, and none who says or decides something."""
    span = doc.char_span(*found.span(), alignment_mode="expand")
    body = (BlockKind.BODY, BlockKind.CAPTION)
    if span is None or not any(
        b.start <= found.start() < b.end and b.kind in body for b in layout.blocks
    ):
        return False
    root = span.root
    speaks = root.dep_ == "nsubj" and root.head.lemma_.lower() in words.SPEAKS
    return not speaks and root.dep_ != "compound"
