"""Quantities: how many, of what, what happened to them, since when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc

from shared.records import Measure, Scope
from workers.extract.bounds import Interval, find_intervals
from workers.extract.counted import PERSON, Counted, find_counted, is_name, last_token, token_at
from workers.extract.exclusions import counts_nothing, says_when
from workers.extract.lexicon import load
from workers.extract.marks import QuantityMark
from workers.extract.measures import find_measure, find_scope

_HARM = (
    Measure.KILLED,
    Measure.WOUNDED,
    Measure.MISSING,
    Measure.DETAINED,
    Measure.DESTROYED,
    Measure.STRUCK,
)


def find_quantities(doc: Doc) -> tuple[QuantityMark, ...]:
    """The quantities of a text in order of appearance.

    Offsets into `doc.text`. Bounds, units, measures and scopes are those of the export contract,
    "quantities[]" and its Conventions. Dates, ages, ordinals and numbered names are no quantities.
    """
    text = doc.text
    counts = [
        i for i in find_intervals(text) if not (counts_nothing(text, i) or says_when(text, i))
    ]
    found = [(i, find_counted(doc, i)) for i in counts]
    found = [(i, c) for i, c in found if _is_count(text, i, c) and not is_name(doc, i, c)]
    spans = tuple((i.start, c.end) for i, c in found)
    marks: list[QuantityMark] = []
    for interval, counted in found:
        mark = _mark(doc, interval, counted, spans, marks)
        if not _known_before(text, interval, mark):
            marks.append(mark)
    marks += _nobody(doc, spans)
    return tuple(sorted(marks, key=lambda mark: (mark.start, mark.end)))


def _is_count(text: str, interval: Interval, counted: Counted) -> bool:
    """A number glued to a word that is no unit ("12-member") counts nothing said here."""
    glued = re.match(r"[-‐](?=[A-Za-z])", text[interval.end : interval.end + 2])
    if glued and counted.dimension is None:
        return False
    return not (interval.form == "fraction" and counted.unit is None)


def _mark(
    doc: Doc,
    interval: Interval,
    counted: Counted,
    spans: tuple[tuple[int, int], ...],
    before: Sequence[QuantityMark],
) -> QuantityMark:
    others = tuple(span for span in spans if span != (interval.start, counted.end))
    measure = find_measure(counted, interval.start, others)
    number = last_token(doc, interval.number[1])
    sentence = number.sent if number is not None else doc[:]
    near = doc.text[max(sentence.start_char, interval.start - 40) : counted.end + 40]
    scope = find_scope(measure, sentence.text, near)
    part = counted.part or _is_part(doc.text[sentence.start_char : interval.start])
    mark = QuantityMark(
        start=interval.start,
        end=counted.end,
        low=interval.low,
        high=interval.high,
        approx=interval.approx,
        unit=counted.unit,
        measure=measure,
        scope=scope,
        part=part,
        added=interval.added,
    )
    if counted.elided and counted.unit is None:
        mark = replace(mark, unit=_elided_unit(sentence.text, measure, before, sentence.start_char))
    if interval.form == "fraction" and mark.unit:
        mark = replace(mark, part=True)
    return mark


@cache
def _parts() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:including|among\s+them|amongst\s+them|of\s+whom|of\s+which|of\s+them|included|includes)\s*:?,?"
        r"(?:[^.;]{0,60}(?:,|\band)\s*)?\Z|\(\s*\Z",
        re.I,
    )


def _is_part(before: str) -> bool:
    return bool(_parts().search(before))


def _elided_unit(
    sentence: str, measure: Measure, before: Sequence[QuantityMark], start: int
) -> str | None:
    """The noun left out: that of "the number of X", of the number before, or persons."""
    named = re.search(
        r"\b(?:number|total|tally|toll)\s+of\s+((?:\w+\s+){0,3}?)(\w+?)s\b", sentence, re.I
    )
    if named and measure in (Measure.OTHER, Measure.KILLED):
        return named[2].lower()
    same = [mark for mark in before if mark.start >= start and mark.unit]
    if measure in (Measure.DESTROYED, Measure.STRUCK) and same:
        return same[-1].unit
    if measure in (Measure.OTHER, Measure.DURATION, Measure.AREA, Measure.MONEY):
        return same[-1].unit if same and re.search(r"\b(?:to|from)\b", sentence) else None
    return PERSON


def _known_before(text: str, interval: Interval, mark: QuantityMark) -> bool:
    """ "The two sides", "both groups": counted before, and nothing is said to have happened."""
    known = load("not_counts")["known"]["before"]
    few = interval.form == "words" and interval.said < 10
    definite = re.search(known, text[max(0, interval.start - 30) : interval.start], re.I)
    return bool(few and definite and mark.measure is Measure.OTHER)


@cache
def _zero() -> re.Pattern[str]:
    nouns = "|".join(load("measures")["nouns"]["zero"])
    return re.compile(
        rf"\b(?P<none>(?:no|zero|without(?:\s+any)?|not\s+a\s+single)\s+(?:\w+\s+){{0,2}}?(?P<noun>{nouns})|no\s+one|nobody|none)\b",
        re.I,
    )


def _nobody(doc: Doc, spans: tuple[tuple[int, int], ...]) -> list[QuantityMark]:
    """ "No casualties", "nobody was killed": a number too, and it is nought."""
    out = []
    for match in _zero().finditer(doc.text):
        if any(start < match.end() and match.start() < end for start, end in spans):
            continue
        head = last_token(doc, match.end())
        first = token_at(doc, match.start())
        if head is None or first is None:
            continue
        noun = match["noun"]
        counted = Counted(PERSON, match.end(), head=head)
        measure = find_measure(counted, match.start(), spans)
        if (
            noun
            and measure is Measure.OTHER
            and re.search("casualt|fatalit|death|loss", noun, re.I)
        ):
            measure = Measure.KILLED
        if measure in _HARM:
            unit = _zero_unit(noun)
            out.append(
                QuantityMark(match.start(), match.end(), 0, 0, False, unit, measure, Scope.INCIDENT)
            )
    return out


def _zero_unit(noun: str | None) -> str:
    if not noun:
        return PERSON
    word = noun.lower()
    plurals = load("units")["persons"]["plurals"]
    single = plurals.get(word) or re.sub(r"ies$", "y", word).rstrip("s")
    return PERSON if single in load("units")["persons"]["words"] else str(single)
