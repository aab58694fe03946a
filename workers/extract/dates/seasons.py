"""Parts of a year: seasons and quarters."""

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
    start = int(_WORDS["seasons"][(part["season"] or part["season2"]).lower()])
    which = (part["which"] or part["which2"] or "").lower()
    if part["year"]:
        year = int(part["year"])
    elif moment.anchor is None:
        return NO_ANCHOR
    else:
        year = moment.anchor.year - (
            start > moment.anchor.month and which != "next" and not moment.ahead
        )
        year -= which == "last" and 0 <= moment.anchor.month - start < 3
    ends = (year + (start == 12), (start + 1) % 12 + 1)
    last = date(*ends, calendar.monthrange(*ends)[1])
    return Interval(date(year, start, 1), last, Precision.MONTH)


def quarter(match: re.Match[str], moment: Moment) -> Interval:
    part = match.groupdict()
    if part["which"]:
        return _running_quarter(part["which"].lower(), moment)
    number = int(part["number"] or _WORDS["quarters"][(part["quarter"] or "").lower()])
    given = part["year"] or part["year2"]
    if given and given.isdigit():
        year = int(given)
    elif moment.anchor is None:
        return NO_ANCHOR
    elif given:
        year = moment.anchor.year - given.lower().startswith("last")
    else:
        year = moment.anchor.year - (3 * number - 2 > moment.anchor.month and not moment.ahead)
    return _whole_quarter(year, number)


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
