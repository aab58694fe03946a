"""Returned: prisoners of war who come home: "95 servicemen have been returned", "Kyiv brought home 95 soldiers". And who has fled
and arrives."""

from __future__ import annotations

import re

from shared.records import Measure
from workers.extract.counted import PERSON, Counted
from workers.extract.lexicon import load
from workers.extract.lookup import text_of

_RETURN = r"(?:returned|repatriated|exchanged|swapped|brought\s+(?:back|home)|handed\s+(?:over|back)|sent\s+home)"
_AFTER = re.compile(
    rf"\s+(?:of\s+war\s+)?(?:\w+\s+)?(?:was|were|has\s+been|have\s+been|had\s+been)\s+{_RETURN}\b",
    re.I,
)
_BEFORE = re.compile(
    rf"\b(?:{_RETURN}|exchang(?:e|es|ing)|swap(?:s|ping)?|return(?:s|ing)?|in\s+exchange\s+for)\s+(?:\w+\s+)?\Z",
    re.I,
)
_ARRIVED = re.compile(
    r"\s+(?:have\s+|has\s+|had\s+)?(?:already\s+|now\s+)?arrived\s+(?:in|at)\b", re.I
)


def by_return(counted: Counted, start: int) -> Measure | None:
    """Released are those who could be held, displaced are families who arrive somewhere."""
    head = counted.head
    if head is None or counted.unit is None:
        return None
    text, nouns = text_of(head.doc), load("measures")["nouns"]
    held = {*nouns["captives"], *nouns["fighters"], "serviceman", "pow"} - {PERSON, "man"}
    near = text[max(head.sent.start_char, start - 40) : start]
    if counted.unit in held and (_AFTER.match(text, counted.end) or _BEFORE.search(near)):
        return Measure.RELEASED
    arrived = _ARRIVED.match(text, counted.end) is not None
    return Measure.DISPLACED if arrived and counted.unit in nouns["fleeing"] else None
