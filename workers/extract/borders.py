"""Borders: "near the Iraqi border", "along the Turkish-Syrian frontier", which no gazetteer has and which say where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from workers.extract import place_words as words
from workers.extract.lookup import text_of
from workers.extract.marks import PlaceMark
from workers.extract.place_choice import UNLISTED
from workers.extract.place_spans import crosses, word_before

_LINE = 5
"""Precision: as wide as a part of a country."""


def find_borders(doc: Doc, marks: Sequence[PlaceMark]) -> list[PlaceMark]:
    """Marks without a point for the borders at which something happens; not for what "the Turkish border" is said of."""
    text = text_of(doc)
    taken = [(m.start, m.end) for m in marks]
    return [
        PlaceMark(
            start=start,
            end=end,
            name=text[start:end],
            precision=_LINE,
            country=words.PEOPLE.get(whose),
            reason=UNLISTED,
        )
        for start, end, whose in _borders(text)
        if not crosses((start, end), taken)
    ]


def _borders(text: str) -> Iterator[tuple[int, int, str]]:
    """Where one is named, and of which people, behind a word of place."""
    for border in words.BORDER.finditer(text):
        before = max(0, border.start() - _NEAR)
        found = words.WHOSE_BORDER.search(text[before : border.start()])
        if found is None:
            continue
        if word_before(text, before + found.start()) in words.LOCATIVE | _ALONG:
            yield before + found.start("line"), border.end(), found["whose"]


_NEAR = 40
"""Characters of "along the Bosnian-Herzegovinian"."""
_ALONG = frozenset({"along", "by", "patrolled", "crossed", "crossing"})
