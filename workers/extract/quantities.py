"""Quantities: how many, of what, what happened to them, since when."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from shared.records import Measure, Span
from workers.extract.adjuncts import is_adjunct
from workers.extract.bounds import find_intervals
from workers.extract.counted import PERSON, Counted, find_counted, is_name, last_token
from workers.extract.exclusions import counts_nothing, says_when
from workers.extract.governors import attribute, phrase_head
from workers.extract.intervals import Interval
from workers.extract.lexicon import load
from workers.extract.linking import Draft, link
from workers.extract.lookup import text_of
from workers.extract.marks import QuantityMark
from workers.extract.measures import find_harm, find_measure
from workers.extract.nobody import find_nobody
from workers.extract.of_them import of_what_was_told
from workers.extract.ones import find_ones
from workers.extract.scopes import find_scope

_REACH = 600
"""Characters to either side in which words may speak of a number; a text without full stops is one
sentence of any length."""


def find_quantities(doc: Doc) -> tuple[QuantityMark, ...]:
    """The quantities of a text in order of appearance.

    Offsets into `doc.text`. Bounds, units, measures and scopes are those of the export contract,
    "quantities[]" and its Conventions. Dates, ages, ordinals and numbered names are no quantities.
    """
    text = text_of(doc)
    counts = [
        (interval, find_counted(doc, interval))
        for interval in find_intervals(text)
        if not (counts_nothing(text, interval) or says_when(text, interval))
    ]
    counts = [(i, c) for i, c in counts if _is_count(text, i, c) and not is_name(doc, i, c)]
    following = [*(i.start for i, _ in counts[1:]), None]
    told = zip(counts, following, strict=False)
    counts = of_what_was_told(
        text, _apart([(i, c) for (i, c), after in told if not _is_furniture(text, i, after)])
    )
    spans = [(i.start, c.end) for i, c in counts]
    counts = sorted([*counts, *find_ones(doc, spans)], key=lambda count: count[0].start)
    drafts = link(text, [_draft(doc, text, i, c, spans) for i, c in counts])
    marks = [draft.mark for draft in drafts if not _known_before(text, draft)]
    marks = [_no_rival(text, mark, marks[:at]) for at, mark in enumerate(marks)]
    return tuple(
        sorted([*marks, *find_nobody(doc, text, spans)], key=lambda mark: (mark.start, mark.end))
    )


def _no_rival(text: str, mark: QuantityMark, before: Sequence[QuantityMark]) -> QuantityMark:
    """ "20 were killed on Friday. Three more were killed in the evening": a part of the dead, and no other count of them.
    Not the 40 of "killed 16 and wounded another 40", who are others than the 16."""
    if not mark.added or mark.measure is Measure.OTHER or not before:
        return mark
    last = before[-1]
    beside = last.measure is not mark.measure and ". " not in text[last.end : mark.start]
    again = any(m.measure is mark.measure and _least(m) > _least(mark) for m in before)
    return mark if beside or not again else replace(mark, part=True)


def _least(mark: QuantityMark) -> float:
    return next((bound for bound in (mark.low, mark.high) if bound is not None), 0)


def _is_count(text: str, interval: Interval, counted: Counted) -> bool:
    """A number glued to a word that is no unit ("12-member") counts nothing said here."""
    glued = re.match(r"[-‐](?=[A-Za-z])", text[interval.end : interval.end + 2])
    if glued and counted.dimension is None:
        return False
    return not (interval.form == "fraction" and counted.unit is None)


def _is_furniture(text: str, interval: Interval, following: int | None) -> bool:
    """ "Short URL 124 At least four people were killed": digits right before another number count nothing."""
    bare = interval.form == "digits" and interval.start == interval.number[0]
    if re.search(r"\bof\s+(?:the\s+)?\Z", text[: interval.start][-10:], re.I):
        return False  # "of the 30 at least ten survived"
    if not bare or following is None or interval.end >= following:
        return False
    return not text[interval.end : following].strip()


def _apart(counts: Sequence[tuple[Interval, Counted]]) -> list[tuple[Interval, Counted]]:
    """ "1,510 of the 1,550 evacuees": each number has its own span."""
    out = list(counts)
    for place in range(len(out) - 1):
        interval, counted = out[place]
        if counted.end > out[place + 1][0].start:
            out[place] = interval, replace(counted, end=interval.end)
    return out


def _draft(
    doc: Doc, text: str, interval: Interval, counted: Counted, spans: Sequence[Span]
) -> Draft:
    own = (interval.start, counted.end)
    number = last_token(doc, interval.number[1])
    sentence = number.sent if number is not None else doc[:]
    start = max(sentence.start_char, own[0] - _REACH)
    end = min(sentence.end_char, own[1] + _REACH)
    first, last = bisect_left(spans, (start, 0)), bisect_left(spans, (end, 0))
    others = [span for span in spans[first:last] if span != own]
    near = [(a - start, b - start) for a, b in others]
    measure = _measure(text, interval, counted, others)
    mark = QuantityMark(
        start=interval.start,
        end=counted.end,
        low=interval.low,
        high=interval.high,
        approx=interval.approx,
        unit=_unit(counted, measure),
        measure=measure,
        scope=find_scope(measure, text[start:end], (own[0] - start, own[1] - start), near),
        part=counted.part,
        added=interval.added,
    )
    beside = counted.head is not None and is_adjunct(counted.head, interval.start)
    return Draft(
        mark, interval, counted, sentence=(sentence.start_char, sentence.end_char), beside=beside
    )


def _measure(text: str, interval: Interval, counted: Counted, others: Sequence[Span]) -> Measure:
    if interval.form == "article" and counted.head is not None:
        return find_harm(counted.head) or Measure.OTHER  # by her own clause, and no words near it
    return find_measure(text, counted, interval.start, others)


def _unit(counted: Counted, measure: Measure) -> str | None:
    """The noun counted; persons where it is left out and something happened to them."""
    if counted.part and counted.unit == PERSON and counted.head is not None:
        noun = attribute(phrase_head(counted.head))
        return noun.lemma_.lower() if noun is not None else PERSON
    if counted.unit or not counted.elided or measure is Measure.OTHER:
        return counted.unit
    return None if measure.value in load("measures")["nouns"]["of_things"] else PERSON


def _known_before(text: str, draft: Draft) -> bool:
    """ "The two sides", "the two": counted before, and nothing is said to have happened to them."""
    known = load("not_counts")["known"]["before"]
    interval = draft.interval
    few = interval.form == "words" and interval.said < 10
    definite = re.search(known, text[max(0, interval.start - 30) : interval.start], re.I)
    nameless = (
        draft.mark.unit is None and draft.counted.elided and interval.start == interval.number[0]
    )
    return bool(few and (definite or nameless) and draft.mark.measure is Measure.OTHER)
