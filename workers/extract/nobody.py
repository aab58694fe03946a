"""Nobody: "no casualties" and "no one was killed" say a number too, and it is nought."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from spacy.tokens import Doc, Token

from shared.records import Measure, Scope, Span
from workers.extract.counted import PERSON, Counted, last_token
from workers.extract.cues import CLAUSE
from workers.extract.lexicon import load
from workers.extract.marks import QuantityMark
from workers.extract.measures import find_measure
from workers.extract.outcomes import HARM


@cache
def _pattern() -> re.Pattern[str]:
    nouns = "|".join(load("measures")["nouns"]["zero"])
    return re.compile(
        r"\b(?:(?:no|zero|without(?:\s+any)?|not\s+(?:a\s+single|one)|nor\s+any)\s+(?:[\w-]+\s+){0,2}?"
        rf"(?P<noun>{nouns})(?!\s+(?:toll|figure|count|number|report|estimate)s?\b)|no\s+one(?!\s+of)|nobody|none(?!\s+of\s+(?:this|which|that)))\b",
        re.I,
    )


def find_nobody(doc: Doc, text: str, spans: Sequence[Span]) -> list[QuantityMark]:
    """The noughts of a text, of those killed, wounded, missing, detained or destroyed.

    `spans` are those of the quantities already found; none of them is read again.
    """
    out = []
    for match in _pattern().finditer(text):
        head = last_token(doc, match.end())
        read = any(start < match.end() and match.start() < end for start, end in spans)
        if head is None or read or _tells(head):
            continue
        near = [span for span in spans if head.sent.start_char <= span[0] < head.sent.end_char]
        noun = (match["noun"] or "").lower()
        measure = find_measure(text, Counted(PERSON, match.end(), head=head), match.start(), near)
        if measure is Measure.OTHER and re.match(r"casualt|fatalit|death|loss of life", noun):
            measure = Measure.KILLED
        if measure in HARM and noun != "damage":
            out.append(
                QuantityMark(
                    match.start(), match.end(), 0, 0, False, _unit(noun), measure, Scope.INCIDENT
                )
            )
    return out


def _tells(head: Token) -> bool:
    """ "How many shops were lost nobody could say": it is the shops that were lost, and nobody who says so."""
    verb = head.head.lemma_.lower()
    return head.dep_ == "nsubj" and (verb in CLAUSE or verb == "know")


def _unit(noun: str) -> str:
    persons = load("units")["persons"]
    word = persons["plurals"].get(noun) or re.sub(r"(?<!s)s$", "", re.sub(r"ies$", "y", noun))
    return PERSON if not noun or word in persons["words"] else str(word)
