"""Unsaid: what stands beside who speaks and tells nothing of the news: who he is, why he has no name, that he is silent."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc, Span

from shared.records import SourceKind
from workers.extract.clauses import TENSED, head_of, span_of
from workers.extract.enumerated import numbers_list
from workers.extract.lexicon import load
from workers.extract.lookup import text_of
from workers.extract.marks import Attribution

_SAYS = "|".join(sorted(load("cues")["tails"]))
_UNNAMED = re.compile(rf"{load('cues')['unnamed']}(?:(?!\b(?:{_SAYS})\b)[^,;])*", re.IGNORECASE)
"""Up to the next comma, or to what whoever has no name says."""
_SILENCE = re.compile(load("cues")["silence"], re.IGNORECASE)
_SUPERLATIVE = re.compile(load("cues")["superlative_tail"], re.IGNORECASE)


def is_silence(span: Span) -> bool:
    """That somebody "did not respond to a request for comment", and nothing else."""
    low = span.start_char
    found = _SILENCE.search(text_of(span.doc)[low : span.end_char])
    if found is None:
        return False
    words = (t for t in span if not low + found.start() <= t.idx < low + found.end())
    return not any(t.tag_ in TENSED or t.like_num for t in words)


def to_the_reader(span: Span) -> bool:
    """ "In case you missed it: the mayor said ...": words to who reads it, up to a colon, tell nothing."""
    behind = span.doc[span.end : span.end + 1]
    if behind.text != ":":
        return False
    return any(t.dep_ == "nsubj" and t.lower_ == "you" for t in span)


def only_leads(text: str, start: int, end: int) -> bool:
    """ "The command clarifies *the following*: *1.* The strike hit a depot": what leads to the words that tell something."""
    led = text[start:end].rstrip(" .:)").lower()
    return led in _LEADS or (led.isdigit() and numbers_list(text, start))


_LEADS = frozenset({"the following", "as follows", "the following points", "the following facts"})


def describes_source(doc: Doc, attribution: Attribution) -> bool:
    """ "... according to a statement issued yesterday", "to Adam Ishaq, a surgeon": the tail is of the source."""
    source = attribution.source
    if source is None or source.span is None or source.kind is SourceKind.HEARSAY:
        return False
    if ":" in text_of(doc)[source.span[1] : attribution.start]:
        return False  # "Official: rebels take army trucks"
    said = {t.i for t in span_of(doc, *source.span)}
    head = head_of(span_of(doc, attribution.start, attribution.end))
    return head is not None and head.dep_ in {"acl", "relcl", "appos"} and head.head.i in said


def asides(sentence: Span) -> Sequence[tuple[int, int]]:
    """Where a sentence tells why somebody is not named: "who insisted on anonymity because he feared retribution"; offsets
    into the view."""
    text = text_of(sentence.doc)
    return [m.span() for m in _UNNAMED.finditer(text, sentence.start_char, sentence.end_char)]


def within(some: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether the stretch is within one of these, up to the mark behind it."""
    return any(low <= start and end <= high + 1 for low, high in some)


def tells_why_unnamed(some: Sequence[tuple[int, int]], attribution: Attribution) -> bool:
    """No claim, nor what he fears who is not named."""
    at = attribution.cue[0] if attribution.cue else attribution.start
    starts = at, attribution.start
    return any(within(some, start, attribution.end) for start in starts)


def only_qualifies(tail: Span, attribution: Attribution) -> bool:
    """ "Nine were killed, medics said, in the worst attack for weeks": of what was said before the cue, and no claim."""
    behind = attribution.cue is not None and attribution.cue[1] <= tail.start_char
    split = behind and tail[0].nbor(-1).text == ","
    return split and bool(_SUPERLATIVE.match(tail.text)) and not any(t.like_num for t in tail[2:])
