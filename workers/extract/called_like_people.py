"""Called like people: the names of small towns and quarters, which the model takes for people and bodies."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from workers.extract.lookup import text_of
from workers.extract.persons import NEVER

_THE = r"(?:al|el|as|ash|ad|ar|an|at|az|ez)[- ]"
_PLACE = rf"((?:[A-Z][\w-]+ (?={_THE}))?(?:{_THE})?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?)"
""" "Zabid", "al-Jadida", "Mosul al-Jadida", "Khan Younis"."""
_WITHIN = re.compile(
    r"\b(?:[Ii]n|near|inside|outside|out of|left|fled|leaving|reached|entered|(?:town|village|city|province|district|quarter|neighbou?rhood|suburb|camp|territory) of) "
    + _PLACE
)
_BEFORE_COMMA = re.compile(r"(?<![\w-])([A-Z][\w’'-]+), (?=[A-Z])")
_QUARTER = re.compile(
    rf"\b{_PLACE} (?:quarter|district|neighbou?rhood|village|suburb|camp|territory)\b"
)


def mistaken_places(doc: Doc) -> frozenset[str]:
    """Names that something lies in, or that lie in a place ("MELLIT, North Darfur"): the model takes small towns for
    people and bodies. Not the family name of somebody named in full: "confidence in Haddad"."""
    text = text_of(doc)
    lain_in = {m.group(1) for each in (_WITHIN, _QUARTER) for m in each.finditer(text)}
    lain_in |= {m.group() for m in _QUARTER.finditer(text)}  # "Khan quarter"
    quarters = {m.group(1) for m in _QUARTER.finditer(text)}
    full = {
        e.text.split()[-1]
        for e in doc.ents
        if e.label_ == "PERSON" and " " in e.text and e.text.split()[0] not in NEVER
        if e.text not in quarters  # of "the Mosul al-Jadida quarter" nobody is called al-Jadida
    }
    lain_in |= {first.split()[0] for first in lain_in}
    held = {m.start(1): m.group(1) for m in _BEFORE_COMMA.finditer(text)}
    follows = {m.start(1): m.end() for m in _BEFORE_COMMA.finditer(text)}
    places = {e.start_char for e in doc.ents if e.label_ in {"GPE", "LOC"}}
    lain_in |= {name.title() for at, name in held.items() if follows[at] in places}
    doubtful = {e.text for e in doc.ents if e.label_ in {"PERSON", "ORG", "NORP"}}
    return frozenset((doubtful & lain_in) - full)
