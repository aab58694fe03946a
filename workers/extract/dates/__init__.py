"""Dates: which days a text speaks of, counted from the day it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from shared.records import Precision
from workers.extract.dates.expressions import PATTERNS, Interval, Moment
from workers.extract.dates.tense import is_ahead
from workers.extract.language import Doc, text_of
from workers.extract.lexicon import load
from workers.extract.marks import Block, BlockKind, DateMark, Layout

__all__ = ["find_dates"]

_GUARDS = load("dates")["guards"]
_READ = frozenset(
    {BlockKind.BODY, BlockKind.HEADLINE, BlockKind.CAPTION, BlockKind.PULL_QUOTE, BlockKind.NOTE}
)
_SINCE = re.compile(r"\b(?:ever )?since (?:late on |early on |the )?$", re.IGNORECASE)
_AS_OF = re.compile(r"\bas of (?:the )?$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|between) (?:the )?$", re.IGNORECASE)
_TO = re.compile(r" ?(?:to|and|until|till|through|up to|-|–|—) ?(?:the )?", re.IGNORECASE)
_BESIDE = ("before", "after")
_YEARLESS = frozenset({"day of month", "month", "weekday"})
_DASH = re.compile(r" ?[-–—] ?| (?:to|through|until) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Found:
    """A date expression in place; `name` is the pattern that found it."""

    start: int
    end: int
    name: str
    match: re.Match[str]
    moment: Moment
    interval: Interval


def find_dates(doc: Doc, layout: Layout, published: str | None) -> tuple[DateMark, ...]:
    """The date expressions of the read blocks with the days they mean, in order.

    Counted from `published`, else from the day the text itself gives; without either only what
    has its year is resolved, and the rest says so in `reason`. A weekday is the last one past, the
    day of publication included, unless its clause speaks of what is to come. "Since" runs to the
    day of publication. Months, years and seasons are whole; an early, middle or late part of a
    month is its third. Durations ("for two years", "five-day") are no dates.
    """
    anchor = _day(published) or layout.published
    marks: list[DateMark] = []
    for block in layout.blocks:
        if block.kind in _READ:
            marks.extend(_in_block(doc, block, anchor))
    return tuple(marks)


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def _in_block(doc: Doc, block: Block, anchor: date | None) -> Iterator[DateMark]:
    said: date | None = None
    found: list[_Found] = []
    for start, end, name, match in _matches(text_of(doc), block):
        moment = Moment(anchor, is_ahead(doc, start, end), said)
        interval = PATTERNS[name].resolve(match, moment)
        found.append(_Found(start, end, name, match, moment, interval))
        if interval.precision is Precision.DAY and interval.first:
            said = interval.first
    at = 0
    while at < len(found):
        joined = _join(text_of(doc), block, found[at : at + 2])
        at += 1 if joined is None else 2
        yield joined or _alone(text_of(doc), block, found[at - 1], anchor)


def _matches(text: str, block: Block) -> list[tuple[int, int, str, re.Match[str]]]:
    """The expressions of a block, the longest where several begin or overlap."""
    every = [
        (match.start(), match.end(), name, match)
        for name, pattern in PATTERNS.items()
        for match in pattern.expression.finditer(text, block.start, block.end)
        if pattern.holds(text, match) and _is_guarded(text, name, match)
    ]
    taken: list[tuple[int, int, str, re.Match[str]]] = []
    for item in sorted(every, key=lambda item: (item[0] - item[1], item[0])):
        if all(item[1] <= start or end <= item[0] for start, end, _, _ in taken):
            taken.append(item)
    return sorted(taken, key=lambda item: item[0])


def _is_guarded(text: str, name: str, match: re.Match[str]) -> bool:
    """Whether the words beside a bare month, year or weekday allow it to be one."""
    before = re.findall(r"[^\W\d_]+-?|[-–(/,]", text[max(0, match.start() - 20) : match.start()])
    last = before[-1].lower() if before else ""
    if name == "weekday":
        after = re.match(r"\W{0,2}(\w+)", text[match.end() :])
        named = (
            after is not None
            and after[1][0].isupper()
            and after[1].lower() in _GUARDS["weekday_after"]
        )
        return not named and last not in _GUARDS["weekday_before"]
    if name == "month" and match["month"].lower().rstrip(".") not in _GUARDS["doubtful"]:
        return True
    if name in {"month", "year"}:
        partly = match.groupdict().get("third")  # "a mid-August attack"
        return bool(partly) or last in _GUARDS["before"] or match.start() == 0
    return True


def _alone(text: str, block: Block, found: _Found, anchor: date | None) -> DateMark:
    before = text[block.start : found.start]
    since = _SINCE.search(before)
    interval = found.interval
    if since and interval.first and interval.precision is not Precision.UNKNOWN:
        last = max(anchor, interval.last or interval.first) if anchor else None
        reason = None if last else "no publication day to run to"
        start = block.start + since.start()
        return DateMark(start, found.end, interval.first, last, interval.precision, reason)
    as_of = _AS_OF.search(before)
    start = block.start + as_of.start() if as_of else found.start
    return _mark(start, found.end, interval)


def _mark(start: int, end: int, interval: Interval) -> DateMark:
    return DateMark(start, end, interval.first, interval.last, interval.precision, interval.reason)


def _join(text: str, block: Block, pair: list[_Found]) -> DateMark | None:
    """ "From March to May 2015", "2006-2015": two expressions as one interval.

    A beginning without a year takes that of the end.
    """
    if len(pair) < 2:
        return None
    one, two = pair
    between = text[one.end : two.start]
    if one.name == "relative" and between == " " and one.match[0].endswith(_BESIDE):
        return _counted_from(one, two)
    lead = _FROM.search(text[block.start : one.start])
    if not (_TO.fullmatch(between) if lead else _DASH.fullmatch(between) and one.name == two.name):
        return None
    last = two.interval.last
    begun = one.interval
    yearless = one.name in _YEARLESS and two.name not in _YEARLESS
    if last is not None and (yearless or begun.first is None or begun.first > last):
        moment = replace(one.moment, anchor=last, ahead=False)
        begun = PATTERNS[one.name].resolve(one.match, moment)
    if begun.first is None or last is None or begun.first > last:
        return None
    start = block.start + lead.start() if lead else one.start
    precision = two.interval.precision
    if precision is Precision.DAY and begun.first != last:
        precision = Precision.DAYS
    return DateMark(start, two.end, begun.first, last, precision)


def _counted_from(one: _Found, two: _Found) -> DateMark | None:
    """ "Two days before yesterday": the first counts from the second, where that is a day."""
    if two.interval.precision is not Precision.DAY or two.interval.first is None:
        return None
    moment = replace(one.moment, said=two.interval.first)
    return _mark(one.start, two.end, PATTERNS["relative"].resolve(one.match, moment))
