"""Dates: which days a text speaks of, counted from the day it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc

from shared.records import Precision
from workers.extract.dates.counting import AGAIN, ANY_DAY, NOW
from workers.extract.dates.expressions import PATTERNS, Interval, Moment
from workers.extract.dates.guards import is_date
from workers.extract.dates.joins import Found, join, mark
from workers.extract.dates.search import find_forms
from workers.extract.dates.tense import is_ahead, is_behind
from workers.extract.days import MONTH, WEEKDAY
from workers.extract.lookup import text_of
from workers.extract.marks import Block, BlockKind, DateMark, Layout

__all__ = ["find_dates", "tells_when"]

_READ = frozenset(
    {BlockKind.BODY, BlockKind.HEADLINE, BlockKind.CAPTION, BlockKind.PULL_QUOTE, BlockKind.NOTE}
)
_SINCE = re.compile(
    rf"\b(?:ever )?since (?:(?!\d|(?:{MONTH}|{WEEKDAY})\b)[\w’'-]+ ){{0,7}}?(?:late on |early on |the |on |in |last |early |late )?$",
    re.IGNORECASE,
)
""" "Since Friday", "since the siege began on 23 May": it runs to the day of publication."""
_OF_NEWS = re.compile(rf"\b(?:{WEEKDAY}|today|yesterday|tonight|tomorrow)\b", re.IGNORECASE)
_AS_OF = re.compile(r"\bas of (?:the )?$", re.IGNORECASE)


def find_dates(doc: Doc, layout: Layout, published: str | None) -> tuple[DateMark, ...]:
    """The date expressions of the read blocks with the days they mean, in order.

    Counted from the day the text itself gives, else from `published`, which for many a collection is
    the day of collecting; without either only what has its year is resolved, and the rest says so in `reason`. A weekday is the last one past, the
    day of publication included, unless its clause speaks of what is to come. "Since" runs to the
    day of publication. Months, years and seasons are whole; an early, middle or late part of a
    month is its third. Durations ("for two years", "five-day") are no dates.
    """
    anchor = layout.published or _day(published)
    marks: list[DateMark] = []
    above, news = _Said(), _OF_NEWS.search(text_of(doc)) is not None
    for block in layout.blocks:
        if block.kind in _READ:
            said = above if block.kind is BlockKind.BODY else _Said()
            found = _find(doc, block, anchor, said, news=news)
            if block.kind is BlockKind.HEADLINE:
                found = [f for f in found if not _stamps(f, block)]
            marks.extend(_in_block(doc, block, found, anchor))
            above = _last_said(text_of(doc), found) if block.kind is BlockKind.BODY else above
    return tuple(marks)


def _stamps(found: Found, block: Block) -> bool:
    """ "18-07-2015 Rebels used gas in Zabid": the day of the page, and not of the gas."""
    return found.start == block.start and _STAMP.fullmatch(found.match[0]) is not None


_STAMP = re.compile(r"\d{1,2}[-./]\d{1,2}[-./]\d{4}|\d{4}-\d\d-\d\d")


def tells_when(mark: DateMark) -> bool:
    """Whether it may date a happening. "Now", "annual" and "6 a.m." do not: the day of the saying is more."""
    return mark.reason not in {NOW.reason, AGAIN.reason, ANY_DAY.reason}


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Said:
    """What was spoken of last: a day, and whatever has days."""

    day: date | None = None
    whole: Interval | None = None

    def then(self, interval: Interval | None) -> _Said:
        if interval is None or interval.first is None:
            return self
        day = interval.first if interval.precision is Precision.DAY else self.day
        return _Said(day, interval)


def _last_said(text: str, found: Sequence[Found]) -> _Said:
    """ "The next day" at the head of a paragraph counts from the one above it, and from no other."""
    said = _Said()
    for one in found:
        said = _after(text, one.start, said, one.interval)
    return said


def _after(text: str, start: int, said: _Said, interval: Interval | None) -> _Said:
    """What is told on Friday of all "since 6 May" is still told on Friday: "two days before" counts from there."""
    since = _SINCE.search(text, max(0, start - _NEAR), start)
    return said if since and said.day else said.then(interval)


_NEAR = 30
"""Characters before a day in which "since" can stand."""


def _find(doc: Doc, block: Block, anchor: date | None, said: _Said, *, news: bool) -> list[Found]:
    found: list[Found] = []
    for start, end, name, match in _matches(text_of(doc), block):
        day = None if name == "offset" else said.day
        ahead, behind = is_ahead(doc, start, end), is_behind(doc, start, end)
        moment = Moment(anchor, ahead, day, said.whole, behind, news)
        interval = PATTERNS[name].resolve(match, moment)
        found.append(Found(start, end, name, match, moment, interval))
        said = _after(text_of(doc), start, said, interval)
    return found


def _in_block(
    doc: Doc, block: Block, found: Sequence[Found], anchor: date | None
) -> Iterator[DateMark]:
    at = 0
    while at < len(found):
        pair = found[at : at + 2]
        joined = join(text_of(doc), block, *pair) if len(pair) > 1 else None
        at += 1 if joined is None else 2
        if whole := joined or _alone(text_of(doc), block, found[at - 1], anchor):
            yield whole


def _matches(text: str, block: Block) -> list[tuple[int, int, str, re.Match[str]]]:
    """The expressions of a block, the longest where several begin or overlap."""
    every = [
        (match.start(), match.end(), name, match)
        for name, match in find_forms(text, block.start, block.end)
        if PATTERNS[name].holds(text, match) and is_date(text, name, match)
    ]
    taken: list[tuple[int, int, str, re.Match[str]]] = []
    for item in sorted(every, key=lambda item: (item[0] - item[1], item[0])):
        if all(item[1] <= start or end <= item[0] for start, end, _, _ in taken):
            taken.append(item)
    return sorted(taken, key=lambda item: item[0])


def _alone(text: str, block: Block, found: Found, anchor: date | None) -> DateMark | None:
    if found.interval is None:
        return None
    before = text[block.start : found.start]
    since = _SINCE.search(before)
    interval = found.interval
    if since and interval.first and interval.precision is not Precision.UNKNOWN:
        last = max(anchor, interval.first) if anchor else None
        reason = None if last else "no publication day to run to"
        start = block.start + since.start()
        return DateMark(start, found.end, interval.first, last, interval.precision, reason)
    as_of = _AS_OF.search(before)
    start = block.start + as_of.start() if as_of else found.start
    return mark(start, found.end, interval)
