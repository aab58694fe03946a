"""Borders: "near the Iraqi border", "along the Turkish-Syrian frontier", which no gazetteer has and which say where."""

from __future__ import annotations

from collections.abc import Sequence

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
            start=found.start("line"),
            end=found.end("line"),
            name=found["line"],
            precision=_LINE,
            country=words.PEOPLE.get(found["whose"]),
            reason=UNLISTED,
        )
        for found in words.BORDER.finditer(text)
        if word_before(text, found.start()) in words.LOCATIVE | _ALONG
        and not crosses(found.span("line"), taken)
    ]


_ALONG = frozenset({"along", "by", "patrolled", "crossed", "crossing"})
