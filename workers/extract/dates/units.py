"""Dates counted in days, weeks, months and years from another day."""

from __future__ import annotations

import re
from datetime import date

from dateutil.relativedelta import relativedelta

from shared.records import Precision
from workers.extract.dates.counting import (
    AGAIN,
    NO_ANCHOR,
    NO_DAY,
    NOW,
    ONE_DAY,
    TO_COME,
    VAGUE,
    Interval,
    Moment,
    one,
    shifted,
)
from workers.extract.lexicon import load

_WORDS = load("dates")
NUMBERS = _WORDS["numbers"]


def number_of(words: str | None) -> int:
    words = (words or "one").lower()
    return int(words) if words.isdigit() else int(NUMBERS[words])


def ago(match: re.Match[str], moment: Moment) -> Interval:
    """ "Three days ago" is a day, "two weeks ago" a week, "two years ago" a year; "two weeks and two days ago" a day."""
    if moment.anchor is None:
        return NO_ANCHOR
    number, unit = number_of(match["number"]), match["unit"].lower()
    if unit in {"minute", "hour"}:
        return _hours(number if unit == "hour" else 0, moment.anchor)
    if unit in {"day", "night"}:
        before = (
            away(moment.anchor, -number_of(match["more"]), match["whole"].lower())
            if match["more"]
            else moment.anchor
        )
        return one(before - number * ONE_DAY) if before else NO_DAY
    if unit in {"week", "fortnight"}:
        return shifted("week", -number * (2 if unit == "fortnight" else 1), moment)
    if unit == "decade":
        unit, number = "year", min(10 * number, 1000)
    return shifted(unit, -min(number, 1000), moment)


def _hours(number: int, anchor: date) -> Interval:
    """The day of publication; where the hours are many the days that they reach back to as well."""
    return Interval(anchor - _days(number, "hour") * ONE_DAY, anchor, Precision.DAY)


def last_units(match: re.Match[str], moment: Moment) -> Interval:
    """ "The past three days" runs from three days before publication to it."""
    unit = (match["unit"] or match["unit2"]).lower()
    few = bool(match["number"]) and match["number"].lower() in {"few", "several"}
    if few and unit not in {"minute", "hour"}:
        return VAGUE
    if moment.anchor is None:
        return NO_ANCHOR
    if unit in {"minute", "hour"}:
        return _hours(1 if few or unit == "minute" else number_of(match["number"]), moment.anchor)
    first = moment.anchor - _days(number_of(match["number"]), unit) * ONE_DAY
    return Interval(first, moment.anchor, _spread(unit))


def next_units(match: re.Match[str], moment: Moment) -> Interval:
    if moment.anchor is None:
        return NO_ANCHOR
    unit = match["unit"].lower()
    last = moment.anchor + _days(number_of(match["number"]), unit) * ONE_DAY
    return Interval(moment.anchor, last, _spread(unit))


def _days(number: int, unit: str) -> int:
    if unit in {"minute", "hour"}:
        return 0 if unit == "minute" or number < _HALF_A_DAY else number // 24 or 1
    lengths = {"week": 7, "fortnight": 14, "month": 30.44, "year": 365.25, "decade": 3652.5}
    return min(round(number * lengths.get(unit, 1)), 365_000)


_HALF_A_DAY = 12


def _spread(unit: str) -> Precision:
    known = {
        "minute": Precision.DAY,
        "hour": Precision.DAY,
        "month": Precision.MONTH,
        "year": Precision.YEAR,
    }
    return Precision.YEAR if unit == "decade" else known.get(unit, Precision.DAYS)


def vague(match: re.Match[str], moment: Moment) -> Interval:
    """ "In recent weeks", "soon", "now": no days, but past, to come or neither; hours are of the day."""
    if match["now"]:
        return NOW
    if match["ahead"] or match["ahead2"]:
        return TO_COME
    if moment.anchor and re.search(r"\b(?:minute|hour|moment)s?\b", match[0], re.IGNORECASE):
        return one(moment.anchor)
    return VAGUE


def again(match: re.Match[str], moment: Moment) -> Interval:
    """ "Every Friday", "an annual parade", "twice a week"."""
    return AGAIN


def ahead(match: re.Match[str], moment: Moment) -> Interval | None:
    """ "In two weeks" of what is to come, "three days from now"; "the third raid in two weeks" is no date."""
    part = match.groupdict()
    if part["unit"] and not (moment.ahead or part["time"]):
        return None
    if moment.anchor is None:
        return NO_ANCHOR
    unit, number = (part["unit"] or part["unit2"]).lower(), part["number"] or part["number2"]
    return one(away(moment.anchor, number_of(number), unit))


def offset(match: re.Match[str], moment: Moment) -> Interval | None:
    """ "Two weeks before", which is a day once one is named behind it: that is `moment.said`."""
    if moment.said is None:
        return None
    sign = -1 if match["way"].lower() == "before" else 1
    return one(away(moment.said, sign * number_of(match["number"]), match["unit"].lower()))


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
