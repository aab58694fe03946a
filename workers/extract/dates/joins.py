"""Expressions that belong together: "from March to May", "Tuesday last week", "two weeks before Christmas"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from shared.records import Precision
from workers.extract.dates.expressions import PATTERNS, Interval, Moment
from workers.extract.days import WEEKDAYS
from workers.extract.marks import Block, DateMark

_FROM = re.compile(r"\b(?:from|between) (?:the )?$", re.IGNORECASE)
_TO = re.compile(r" ?(?:to|and|until|till|through|up to|-|–|—) ?(?:the )?", re.IGNORECASE)
_BESIDE = ("before", "after", "from")
_COUNTING = frozenset({"relative", "offset"})
_WITHIN = re.compile(r",? (?:on |of |in |- )?", re.IGNORECASE)
_AT = re.compile(r",? (?:(?:at|by|before|after|until|around|about) ){0,2}", re.IGNORECASE)
_SINCE = re.compile(r"\bsince $", re.IGNORECASE)
_YEARLESS = frozenset({"day of month", "month", "weekday"})
_DASH = re.compile(r" ?[-–—] ?| (?:to|through|until) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A date expression in place; `name` is the pattern that found it."""

    start: int
    end: int
    name: str
    match: re.Match[str]
    moment: Moment
    interval: Interval | None
    """`None`: no date, unless what stands beside it makes it one."""


def join(text: str, block: Block, one: Found, two: Found) -> DateMark | None:
    """Two expressions that stand beside one another as one, if they are."""
    between = text[one.end : two.start]
    if one.name in _COUNTING and between == " " and one.match[0].endswith(_BESIDE):
        return _counted_from(one, two)
    timed = _at_a_time(text[block.start : one.start], one, two, between)
    return timed or _day_of_week(one, two, between) or _from_to(text, block, one, two, between)


def mark(start: int, end: int, interval: Interval) -> DateMark:
    return DateMark(start, end, interval.first, interval.last, interval.precision, interval.reason)


def _from_to(text: str, block: Block, one: Found, two: Found, between: str) -> DateMark | None:
    """ "From March to May 2015", "2006-2015". A beginning without a year takes that of the end."""
    if one.interval is None or two.interval is None:
        return None
    lead = _FROM.search(text[block.start : one.start])
    if not (_TO.fullmatch(between) if lead else _DASH.fullmatch(between) and one.name == two.name):
        return None
    last, begun = two.interval.last, one.interval
    yearless = one.name in _YEARLESS and two.name not in _YEARLESS
    if last is not None and (yearless or begun.first is None or begun.first > last):
        moment = replace(one.moment, anchor=last, ahead=False)
        begun = PATTERNS[one.name].resolve(one.match, moment) or begun
    if begun.first is None or last is None or begun.first > last:
        return None
    start = block.start + lead.start() if lead else one.start
    precision = two.interval.precision
    if precision is Precision.DAY and begun.first != last:
        precision = Precision.DAYS
    return DateMark(start, two.end, begun.first, last, precision)


def _counted_from(one: Found, two: Found) -> DateMark | None:
    """ "Two days before yesterday": the first counts from the second, where that is a day."""
    if two.interval is None or two.interval.first is None:
        return None
    moment = replace(one.moment, said=two.interval.first)
    interval = PATTERNS[one.name].resolve(one.match, moment)
    return mark(one.start, two.end, interval) if interval else None


def _at_a_time(before: str, one: Found, two: Found, between: str) -> DateMark | None:
    """ "6:40 p.m. on Tuesday", "on Monday at about 21:30"."""
    clocks = [found.name == "clock" for found in (one, two)]
    day = (two if clocks[0] else one).interval
    if clocks[0] == clocks[1] or day is None or day.precision is not Precision.DAY:
        return None
    beside = (_WITHIN if clocks[0] else _AT).fullmatch(between)
    return mark(one.start, two.end, day) if beside and not _SINCE.search(before) else None


def _day_of_week(one: Found, two: Found, between: str) -> DateMark | None:
    """ "Tuesday last week", "next week on Friday", "the first week of October, on Friday"."""
    pair = (one, two)
    weeks = [f.interval for f in pair if f.interval and f.interval.precision is Precision.WEEK]
    days = [f for f in pair if f.name == "weekday"]
    if len(weeks) != 1 or len(days) != 1 or not _WITHIN.fullmatch(between):
        return None
    first, wanted = weeks[0].first, WEEKDAYS[days[0].match["weekday"].lower().rstrip(".")]
    if first is None:
        return None
    day = first + timedelta(days=(wanted - first.weekday()) % 7)
    return DateMark(one.start, two.end, day, day, Precision.DAY)
