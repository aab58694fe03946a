"""Dates counted in days, weeks, months and years from another day."""

from __future__ import annotations

import re
from datetime import date

from dateutil.relativedelta import relativedelta

from shared.records import Precision
from workers.extract.dates.counting import (
    NO_ANCHOR,
    ONE_DAY,
    VAGUE,
    Interval,
    Moment,
    one,
    shifted,
    unknown,
)
from workers.extract.lexicon import load

_WORDS = load("dates")
_NUMBERS = _WORDS["numbers"]


def _number(words: str | None) -> int:
    words = (words or "one").lower()
    return int(words) if words.isdigit() else int(_NUMBERS[words])


def ago(match: re.Match[str], moment: Moment) -> Interval:
    """ "Three days ago" is a day, "two weeks ago" a week, "two years ago" a year."""
    if moment.anchor is None:
        return NO_ANCHOR
    number, unit = _number(match["number"]), match["unit"].lower()
    if unit == "hour":
        return Interval(moment.anchor - (number // 24 + 1) * ONE_DAY, moment.anchor, Precision.DAY)
    if unit in {"day", "night"}:
        return one(moment.anchor - number * ONE_DAY)
    if unit in {"week", "fortnight"}:
        return shifted("week", -number * (2 if unit == "fortnight" else 1), moment)
    if unit == "decade":
        unit, number = "year", min(10 * number, 1000)
    return shifted(unit, -min(number, 1000), moment)


def last_units(match: re.Match[str], moment: Moment) -> Interval:
    """ "The past three days" runs from three days before publication to it."""
    if match["number"] and match["number"].lower() in {"few", "several"}:
        return VAGUE
    if moment.anchor is None:
        return NO_ANCHOR
    unit = (match["unit"] or match["unit2"]).lower()
    first = moment.anchor - _days(_number(match["number"]), unit) * ONE_DAY
    return Interval(first, moment.anchor, _spread(unit))


def next_units(match: re.Match[str], moment: Moment) -> Interval:
    if moment.anchor is None:
        return NO_ANCHOR
    unit = match["unit"].lower()
    last = moment.anchor + _days(_number(match["number"]), unit) * ONE_DAY
    return Interval(moment.anchor, last, _spread(unit))


def _days(number: int, unit: str) -> int:
    if unit == "hour":
        return max(1, number // 24)
    lengths = {"week": 7, "fortnight": 14, "month": 30.44, "year": 365.25, "decade": 3652.5}
    return min(round(number * lengths.get(unit, 1)), 365_000)


def _spread(unit: str) -> Precision:
    known = {"hour": Precision.DAY, "month": Precision.MONTH, "year": Precision.YEAR}
    return Precision.YEAR if unit == "decade" else known.get(unit, Precision.DAYS)


def vague(match: re.Match[str], moment: Moment) -> Interval:
    return VAGUE


def relative(match: re.Match[str], moment: Moment) -> Interval:
    """ "Two days earlier" counts from the day spoken of before it, and from no other."""
    if moment.said is None:
        return unknown("no day before it in the paragraph to count from")
    part = match.groupdict()
    way = (part["way"] or part["way2"] or part["way3"]).lower()
    unit = 7 if (part["unit"] or "").lower() == "week" else 1
    sign = {"same": 0, "earlier": -1, "before": -1, "previous": -1}.get(way, 1)
    return one(moment.said + sign * unit * _number(part["number"]) * ONE_DAY)


def ahead(match: re.Match[str], moment: Moment) -> Interval | None:
    """ "In two weeks" of what is to come, "three days from now"; "the third raid in two weeks" is no date."""
    part = match.groupdict()
    if part["unit"] and not (moment.ahead or part["time"]):
        return None
    if moment.anchor is None:
        return NO_ANCHOR
    unit, number = (part["unit"] or part["unit2"]).lower(), part["number"] or part["number2"]
    return one(away(moment.anchor, _number(number), unit))


def offset(match: re.Match[str], moment: Moment) -> Interval | None:
    """ "Two weeks before", which is a day once one is named behind it: that is `moment.said`."""
    if moment.said is None:
        return None
    sign = -1 if match["way"].lower() == "before" else 1
    return one(away(moment.said, sign * _number(match["number"]), match["unit"].lower()))


def away(day: date, number: int, unit: str) -> date | None:
    """The day so many units later; of a month that is too short its last."""
    units = {"day": "days", "night": "days", "week": "weeks", "month": "months", "year": "years"}
    number, unit = (2 * number, "week") if unit == "fortnight" else (number, unit)
    number, unit = (10 * number, "year") if unit == "decade" else (number, unit)
    try:
        later: date = day + relativedelta(**{units[unit]: number})
        return later
    except (OverflowError, ValueError):
        return None
