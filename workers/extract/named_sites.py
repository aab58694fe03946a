"""Sites by name: "Ndosho hospital", "the Pepsi factory", "the Old City", where a sentence names no town.

No gazetteer has them; they stand by name, without a point. A site is no body where the words beside it are those beside
places: "shells hit Ndosho hospital", not "Ndosho hospital said".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc

from workers.extract import place_words as words
from workers.extract.lookup import text_of
from workers.extract.marks import Name, NameKind, PlaceMark
from workers.extract.place_choice import UNLISTED
from workers.extract.place_spans import crosses, word_before

_NEAR = 40
"""Characters back to a preposition, "graduated" or "donors"."""
_WIDE = 4
"""Precision from which on a place says less than a site: provinces, regions, countries."""


def find_sites(doc: Doc, marks: Sequence[PlaceMark], names: Sequence[Name]) -> list[PlaceMark]:
    """Marks without a point for the sites that a sentence names, unless it names a town, which says more."""
    text = text_of(doc)
    taken = [(m.start, m.end) for m in marks]
    taken += [(n.start, n.end) for n in names if n.kind is NameKind.PERSON]  # "Bill Bridge"
    near = [m for m in marks if m.precision is None or m.precision < _WIDE]
    found = [m.span("site") for m in words.SITE_NAMED.finditer(text)]
    return [
        PlaceMark(start=start, end=end, name=text[start:end], reason=UNLISTED)
        for start, end in found
        if not crosses((start, end), taken)
        and _is_where(text, start, end)
        and not _names_town(doc, start, near)
    ]


def _is_where(text: str, start: int, end: int) -> bool:
    if text[start:end].partition(" ")[0] in words.PEOPLE:
        return False  # "at Yemeni market"
    if words.SITE_SPEAKS.match(text, end) or words.OF_ITS_OWN.search(text[:start][-_NEAR:]):
        return False
    before = re.sub(r"the $", "", text[:start][-_NEAR:])
    return word_before(before, len(before)) in words.LOCATIVE or bool(
        words.BEFALLEN_AFTER.match(text, end)
    )


def _names_town(doc: Doc, start: int, near: Sequence[PlaceMark]) -> bool:
    span = doc.char_span(start, start + 1, alignment_mode="expand")
    sentence = span.sent if span is not None else doc[:]
    return any(sentence.start_char <= m.start < sentence.end_char for m in near)
