"""Heads of entries: the place before the colon of a line, in reports of a field office, lists and live pages.

"• Mellit: Two water points were destroyed", "Kharkiv region: three villages were shelled". No preposition stands there by
which a name could be known for a place, and the model of the language takes most of them for people and bodies.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc

from shared.records import Span
from workers.extract import place_words as words
from workers.extract.gazetteer import Gazetteer
from workers.extract.lookup import text_of
from workers.extract.placenames import fold

_THE = r"(?:(?:al|el|as|ash|ad|ar|an|at|az|ez)[- ])?"
_HEAD = re.compile(
    rf"""^[ \t]*(?:[^\w\s"“‘(]{{1,3}}[ \t]*|\d{{1,2}}[.)][ \t]+)?
    (?P<name>(?i:{_THE})[A-Z][\w’'-]+(?:[ ](?i:{_THE})[A-Z][\w’'-]+){{0,2}})
    (?:[ ][a-z]+)?(?:,[ ][A-Z][\w’' -]{{2,30}})?(?:[ ]\([^()\n]{{2,40}}\))?:[ \t]+
    (?!["“‘]|(?:We|I|Our|My)\b)""",
    re.M | re.X,
)


def entry_heads(doc: Doc, gazetteer: Gazetteer) -> list[Span]:
    """The names that stand so and are called so in the gazetteer; offsets into the view. Not a person's who is named in
    full elsewhere in the text ("Berg: Ready for talks" below "Anna Berg"), nor what is a word for something else; the
    model takes some names for words ("Mellit"), and is not asked where another entry's head is a place."""
    text = text_of(doc)
    found = [
        m.span("name")
        for m in _HEAD.finditer(text)
        if any(not e.like for e in gazetteer.find(m["name"])) and not _is_other(doc, m["name"])
    ]
    sure = any(_is_name(doc, span) for span in found)
    return found if sure else []


def _is_other(doc: Doc, name: str) -> bool:
    """Whether it is somebody's family name, or a common word ("Health: ...")."""
    person = any(e.label_ == "PERSON" and e.text.endswith(f" {name}") for e in doc.ents)
    return person or fold(name) in words.NEVER


def _is_name(doc: Doc, at: Span) -> bool:
    head = doc.char_span(*at, alignment_mode="expand")
    return head is not None and all(t.pos_ == "PROPN" or t.is_punct for t in head)
