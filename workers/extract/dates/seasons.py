"""Parts of a year: seasons, quarters and halves."""

from __future__ import annotations

import calendar
import re
from datetime import date

from shared.records import Precision
from workers.extract.dates.counting import NO_ANCHOR, Interval, Moment
from workers.extract.lexicon import load

_WORDS = load("dates")


def season(match: re.Match[str], moment: Moment) -> Interval:
    part = match.groupdict()
    word = part["season"] or part["season2"] or part["season3"]
    start = int(_WORDS["seasons"][word.lower()])
    which = (part["which"] or part["which2"] or "").lower()
    if part["year"]:
        year = int(part["year"])
    elif moment.anchor is None:
        return NO_ANCHOR
    else:
        year = _year_of_season(start, which, moment, moment.anchor)
    ends = (year + (start == 12), (start + 1) % 12 + 1)
    last = date(*ends, calendar.monthrange(*ends)[1])
    return Interval(date(year, start, 1), last, Precision.MONTH)


def _year_of_season(start: int, which: str, moment: Moment, anchor: date) -> int:
    """The last one begun; of what is to come the next. "This summer" is of the year that runs, "this winter" may have begun in the last one."""
    if which == "this":
        return anchor.year - (start == 12 and anchor.month < 6)
    year = anchor.year - (start > anchor.month and which != "next" and not moment.ahead)
    year -= which == "last" and 0 <= anchor.month - start < 3
    return year


def quarter(match: re.Match[str], moment: Moment) -> Interval:
    part = match.groupdict()
    if part["which"]:
        return _running_quarter(part["which"].lower(), moment)
    number = int(part["number"] or _WORDS["quarters"][(part["quarter"] or "").lower()])
    given = part["year"] or part["year2"]
    if given:
        year = _given_year(given, moment)
    elif moment.anchor is None:
        return NO_ANCHOR
    else:
        begins = 3 * number - 2  # within two months it is the one to come, as days are
        year = moment.anchor.year - (begins > moment.anchor.month + 2 and not moment.ahead)
    return NO_ANCHOR if year is None else _whole_quarter(year, number)


def _given_year(given: str, moment: Moment) -> int | None:
    """ "2009", "last year", "the year"."""
    if given.isdigit():
        return int(given)
    if moment.anchor is None:
        return None
    shift = {"last": -1, "next": 1}.get(given.lower().split()[0], 0)
    return moment.anchor.year + shift


def half(match: re.Match[str], moment: Moment) -> Interval:
    """ "The first half of 2009", "the second half of last year"."""
    year = _given_year(match["year"], moment)
    if year is None:
        return NO_ANCHOR
    if match["which"].lower() == "first":
        return Interval(date(year, 1, 1), date(year, 6, 30), Precision.MONTH)
    return Interval(date(year, 7, 1), date(year, 12, 31), Precision.MONTH)


def _whole_quarter(year: int, number: int) -> Interval:
    end = 3 * number
    last = date(year, end, calendar.monthrange(year, end)[1])
    return Interval(date(year, end - 2, 1), last, Precision.MONTH)


def _running_quarter(which: str, moment: Moment) -> Interval:
    if moment.anchor is None:
        return NO_ANCHOR
    shift = {"last": -1, "previous": -1, "past": -1, "next": 1}.get(which, 0)
    quarters = 4 * moment.anchor.year + (moment.anchor.month - 1) // 3 + shift
    return _whole_quarter(quarters // 4, quarters % 4 + 1)
