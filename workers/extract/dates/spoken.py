"""Dates that count from what was spoken of before: "two days earlier", "later that day", "the same period last year"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from shared.records import Precision
from workers.extract.dates.counting import (
    ANY_DAY,
    NO_ANCHOR,
    ONE_DAY,
    Interval,
    Moment,
    one,
    shifted,
    unknown,
    whole_year,
)
from workers.extract.dates.units import away, number_of

_NOTHING = unknown("no day before it in the paragraph to count from")
_EITHER = unknown("of a day long past, or of the news")
_SIGNS = {"same": 0, "that": 0, "earlier": -1, "before": -1, "previous": -1}


def relative(match: re.Match[str], moment: Moment) -> Interval:
    """ "Two days earlier" counts from the day spoken of before it, and from no other."""
    part = match.groupdict()
    way = (part["way"] or part["way2"] or part["way3"] or "that").lower()
    if moment.said is None:
        return _NOTHING
    unit = 7 if (part["unit"] or "").lower() == "week" else 1
    return one(moment.said + _SIGNS.get(way, 1) * unit * number_of(part["number"]) * ONE_DAY)


def in_months(match: re.Match[str], moment: Moment) -> Interval:
    """ "A year earlier" is a year, "three months later" a month, "the following week" a week, counted from the day,
    month or year spoken of."""
    part = match.groupdict()
    unit = (part["unit"] or part["unit2"] or part["unit3"]).lower()
    way = (part["way"] or part["way2"] or part["way3"]).lower()
    shift = _SIGNS.get(way, 1) * min(number_of(part["number"]), 1000)
    return _around(moment, unit, shift)


def that_period(match: re.Match[str], moment: Moment) -> Interval | None:
    """ "Later that month", "the same year": of the one spoken of. "The whole year", and a quarter, may be any without."""
    part = match.groupdict()
    if part["unit3"]:
        return _whole_quarter(moment.spoken)
    unit = (part["unit"] or part["unit2"]).lower()
    found = _around(moment, unit, 0)
    return found if part["unit"] or found.first else None


def end_of(match: re.Match[str], moment: Moment) -> Interval:
    """ "The end of the year": of the one that runs, or of another that is spoken of, unless it is to come."""
    part = match.groupdict()
    unit = (part["unit"] or part["unit2"]).lower()
    named = (part["part"] or "end").lower()
    third = None if named in {"rest", "remainder"} else f"{named} of"
    if moment.anchor is None:
        return NO_ANCHOR
    spoken = _around(moment, unit, 0) if not moment.ahead else _NOTHING
    return shifted(unit, 0, replace(moment, anchor=spoken.first or moment.anchor), third)


def _around(moment: Moment, unit: str, shift: int) -> Interval:
    """The week, month or year of what is spoken of, or one before or behind it; none of what is coarser than it."""
    spoken = moment.spoken
    if spoken is None or spoken.first is None or spoken.precision in _COARSER[unit]:
        return _NOTHING
    return shifted(unit, shift, replace(moment, anchor=spoken.first))


_COARSER: Mapping[str, frozenset[Precision]] = {
    "week": frozenset({Precision.MONTH, Precision.YEAR}),
    "month": frozenset({Precision.YEAR}),
    "year": frozenset(),
}


def _whole_quarter(spoken: Interval | None) -> Interval | None:
    if spoken is None or spoken.first is None or spoken.last is None:
        return None
    days = (spoken.last - spoken.first).days
    return (
        spoken if spoken.precision is Precision.MONTH and _QUARTER[0] < days < _QUARTER[1] else None
    )


_QUARTER = (85, 95)


def same_period(match: re.Match[str], moment: Moment) -> Interval:
    """ "The same period last year" is the days, month or quarter spoken of before it, a year back; else the year."""
    spoken = moment.spoken
    if spoken and spoken.first and spoken.last and spoken.precision is not Precision.YEAR:
        first, last = away(spoken.first, -1, "year"), away(spoken.last, -1, "year")
        return Interval(first, last, spoken.precision)
    if moment.anchor is None:
        return NO_ANCHOR
    return whole_year(moment.anchor.year - 1)


def that_day(match: re.Match[str], moment: Moment) -> Interval:
    """ "Later in the day", "for the rest of the day": of the day spoken of, else of the day of publication.

    Of a day long past it may be, or of the news: "... broke the deal of last May. Earlier in the day ..."
    """
    day = moment.said or moment.anchor
    if day is None:
        return NO_ANCHOR
    return one(day) if _is_news(day, moment) else _EITHER


def _is_news(day: date, moment: Moment) -> bool:
    return moment.anchor is None or moment.anchor - _NEWS <= day <= moment.anchor


_NEWS = 14 * ONE_DAY


def clock(match: re.Match[str], moment: Moment) -> Interval:
    """ "At 6:40 p.m." is of the day beside it (`joins.py`), and of no other: the day last spoken of may be that of the saying."""
    return ANY_DAY


def in_the_morning(match: re.Match[str], moment: Moment) -> Interval | None:
    """ "In the evening" is of the day spoken of; where there is none it may be any."""
    day = moment.said
    return one(day) if day and _is_news(day, moment) else None
