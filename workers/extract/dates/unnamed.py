"""Days that are not fully named: "the 9th", "Friday the 24th", "the 15th of last month", "22/04"."""

from __future__ import annotations

import re
from datetime import date

from workers.extract.dates.counting import (
    NO_ANCHOR,
    NO_DAY,
    Interval,
    Moment,
    nearest_year,
    one,
    unknown,
    whole_month,
)
from workers.extract.days import WEEKDAYS, make_day, month_of, number_in_words
from workers.extract.lexicon import load

_ORDINALS = load("dates")["ordinals"]
_ATTACKS = load("dates")["attacks"]
_TWO_READINGS = unknown("either number may be the month")


def day_of_some_month(match: re.Match[str], moment: Moment) -> Interval:
    """ "On the 9th": of the last month in which it is past; of what is to come, the next."""
    if moment.anchor is None:
        return NO_ANCHOR
    day, which = int(match["day"]), (match["which"] or "").lower()
    if which:
        shift = {"last": -1, "next": 1}.get(which, 0)
        return one(_in_month(moment.anchor, shift, day))
    shifts = range(3) if moment.ahead else range(0, -3, -1)
    found = (_in_month(moment.anchor, shift, day) for shift in shifts)
    fits = (d for d in found if d and (d >= moment.anchor if moment.ahead else d <= moment.anchor))
    return one(next(fits, None))


def struck(match: re.Match[str], moment: Moment) -> Interval:
    """ "The September 11 attacks": a blow that is called by its day."""
    return one(_ATTACKS[match["struck"].lower()])


def weekday_and_day(match: re.Match[str], moment: Moment) -> Interval | None:
    """ "Friday the 24th": of the nearest month in which that is a Friday, the one publication falls in first."""
    if moment.anchor is None:
        return NO_ANCHOR
    wanted = WEEKDAYS[match["weekday"].lower().rstrip(".")]
    for shift in sorted(range(-12, 13), key=lambda n: (abs(n), n < 0 if moment.ahead else n > 0)):
        day = _in_month(moment.anchor, shift, int(match["day"]))
        if day is not None and day.weekday() == wanted:
            return one(day)
    return NO_DAY


def _in_month(anchor: date, shift: int, day: int) -> date | None:
    months = anchor.year * 12 + anchor.month - 1 + shift
    return make_day(months // 12, months % 12 + 1, day)


def slashed(match: re.Match[str], moment: Moment) -> Interval | None:
    """ "22/04" is in April everywhere, "Friday 10/6" in the month whose day that is a Friday; "4/5" may be either."""
    part = match.groupdict()
    if match["one"] == "9" and match["two"] == "11" and not part["weekday"]:
        return None
    if moment.anchor is None:
        return NO_ANCHOR
    pair = int(match["one"]), int(match["two"])
    days = {_nearest(moment, month, day) for month, day in (pair, pair[::-1])} - {None}
    if part["weekday"]:
        wanted = WEEKDAYS[part["weekday"].lower().rstrip(".")]
        days = {day for day in days if day is not None and day.weekday() == wanted}
    if len(days) > 1:
        return _TWO_READINGS
    return one(days.pop()) if days else None


def _nearest(moment: Moment, month: int, day: int) -> date | None:
    return make_day(nearest_year(moment, month, day), month, day) if month <= 12 else None


def compact(match: re.Match[str], moment: Moment) -> Interval | None:
    """ "20161016", "2016 10 16", "photo-2016-10-16.jpg", as lists and file names have it."""
    day = make_day(int(match["year"]), int(match["month"]), int(match["day"]))
    return one(day) if day else None


def in_words(match: re.Match[str], moment: Moment) -> Interval:
    """ "The second of March", "July fourth 2021"."""
    part = match.groupdict()
    month = month_of(part["month"] or part["month2"])
    word = (part["ordinal"] or part["ordinal2"] or "").lower().replace(" ", "-")
    day = int(part["counted"] or _ORDINALS[word])
    given = part["year"] or part["year2"]
    if given:
        return one(make_day(int(given), month, day))
    if moment.anchor is None:
        return NO_ANCHOR
    return one(make_day(nearest_year(moment, month, day), month, day))


def year_in_words(match: re.Match[str], moment: Moment) -> Interval:
    """ "January nineteen eighty-six", "the third of May two thousand and nine", "12 March nineteen ninety"."""
    part = match.groupdict()
    month = month_of(part["month"] or part["month2"])
    year = number_in_words(part["year"] or part["year2"])
    digits, word = part["day"] or part["day2"], part["counted"] or part["counted2"]
    if not digits and not word:
        return whole_month(year, month)
    day = (
        int(digits)
        if digits
        else _ORDINALS.get(word.lower().replace(" ", "-")) or number_in_words(word)
    )
    return one(make_day(year, month, day))
