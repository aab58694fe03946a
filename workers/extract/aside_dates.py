"""Days that stand in a sentence and are not those of what happened: of a count that was raised, of what it is compared with."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from workers.extract.clauses import TENSED, is_predicate, span_of
from workers.extract.cues import REVISING
from workers.extract.lexicon import load
from workers.extract.marks import DateMark

_TOP = frozenset({"JJS", "RBS"})
_FIRST = frozenset({"first", "only", "second", "third"})
_TIMES = frozenset(load("kinds")["senses"]["counted_times"])
_NEAR = 12
"""Words from "the deadliest" to "since 2018"."""
_CLAUSE = 6
"""Words from "since" to the day: "since the war began on 7 October"."""


def is_aside(doc: Doc, date: DateMark) -> bool:
    """Whether the day is of a count or of a comparison, and dates nothing that is told."""
    asides = _of_a_count, is_compared, _says_how_often, _is_measured_by
    return any(aside(doc, date) for aside in asides)


def _is_measured_by(doc: Doc, date: DateMark) -> bool:
    """ "112 injuries, a 22 per cent increase on the previous week": the week before, by which this one is measured."""
    words = span_of(doc, date.start, date.end)
    return len(words) > 0 and bool(_CHANGE.search(doc[words[0].sent.start : words.end].text))


def _says_how_often(doc: Doc, date: DateMark) -> bool:
    """ "It was the second time this month that bombers hit the police, after 17 were killed on 2 October"."""
    words = span_of(doc, date.start, date.end)
    before = [t.lower_ for t in doc[max(0, words.start - 2) : words.start]] if len(words) else []
    if before[1:] != ["time"] or before[0] not in _TIMES:
        return False
    said = doc[words.start - 1].dep_ == "attr"  # not "struck for the second time this year"
    return said and any(t.ent_type_ == "DATE" for t in words[-1].sent if t.i >= words.end)


def is_compared(doc: Doc, date: DateMark) -> bool:
    """ "Monday's bombing was the deadliest in Kabul since 2018", "its heaviest toll since 1994", "the worst since the war began on
    7 October": since when there had been none like it."""
    words = span_of(doc, date.start, date.end)
    if not len(words):
        return False
    begins = words[0].sent.start
    since = next((t for t in reversed(doc[begins : words.start + 1]) if t.lower_ == "since"), None)
    if since is None or words.start - since.i > _CLAUSE:
        return False
    if any(t.ent_type_ == "DATE" and t.pos_ != "ADP" for t in doc[since.i + 1 : words.start]):
        return False  # "the first convoy since March came on Monday"
    for token in reversed(doc[max(begins, since.i - _NEAR) : since.i]):
        if token.tag_ in TENSED:
            return False
        if _sets_apart(token):
            return True
    return False


_CHANGE = re.compile(
    r"\b(?:increase|decrease|rise|drop|fall|decline|up|down|compared|more|fewer|less)\b[^.;]{0,20}?"
    r"\b(?:on|from|with|to|than)(?: (?:in|during))? (?:the |those of |that of )*(?:previous|preceding|same) \w+$"
)


def _sets_apart(token: Token) -> bool:
    """ "The deadliest", "the first"; not "at least", "most of them"."""
    after = token.nbor().lower_
    superlative = token.tag_ in _TOP and token.lower_ != "least" and after not in {"of", "likely"}
    return superlative or (token.lower_ in _FIRST and after != "of")


def _of_a_count(doc: Doc, date: DateMark) -> bool:
    """ "The toll was updated to 44 on Sunday": the day of the count, and not of the dead."""
    span = span_of(doc, date.start, date.end)
    token = span.root if len(span) else doc[0]
    counted = load("measures")["counters"]["tolls"]
    while not is_predicate(token) and token.head.i != token.i:
        if token.dep_ == "poss" and token.head.lemma_ not in counted:
            return False  # "raised its count of Friday's raid"
        token = token.head
    named = (c for c in token.children if c.dep_ in {"nsubj", "nsubjpass", "dobj"})
    return token.lemma_ in REVISING and any(c.lemma_ in counted or c.pos_ == "PRON" for c in named)
