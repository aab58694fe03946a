"""Feasts of every year: fixed ones, those that go with Easter, and those of the Islamic and the Jewish calendar.

Easter by `dateutil`, the Islamic year by the Umm al-Qura calendar of `hijridate`. Where the moon has to be seen, a
feast begins a day later in some countries; so Eid is given as the days that it lasts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from hijridate import Gregorian, Hijri

from shared.records import Precision
from workers.extract.dates.counting import NO_ANCHOR, Interval, Moment, one, unknown
from workers.extract.dates.hebrew import jewish_days
from workers.extract.days import make_day
from workers.extract.lexicon import load

_FEASTS: Mapping[str, Mapping[str, Any]] = load("dates")["holidays"]
_NOT_KNOWN = unknown("not a year whose feasts are known")
_THURSDAY = 3


def holiday(match: re.Match[str], moment: Moment) -> Interval:
    """The feast of the year given, else the last one begun; of what is to come the next one.

    "Last" and "next" leave out one that falls on the day of publication.
    """
    feast = _FEASTS[match["holiday"].lower().replace("’", "'")]
    if match["year"]:
        found = next(iter(_in(feast, int(match["year"]))), _NOT_KNOWN)
    elif moment.anchor is None:
        return NO_ANCHOR
    else:
        found = _nearest(feast, (match["which"] or "").lower(), moment, moment.anchor)
    eve = found.first - timedelta(days=1) if found.first else None
    edges = {"first day": found.first, "last day": found.last, "eve": eve}
    return one(edges[match["edge"].lower()]) if match["edge"] else found


def _nearest(feast: Mapping[str, Any], which: str, moment: Moment, anchor: date) -> Interval:
    every = [i for year in range(anchor.year - 2, anchor.year + 3) for i in _in(feast, year)]
    begun = [i for i in every if i.first and i.first <= anchor]
    to_come = [i for i in every if i.first and i.first > anchor]
    if which in {"last", "previous", "past"}:
        begun = [i for i in begun if i.first != anchor]
    soon = [i for i in to_come if i.first and (i.first - anchor).days <= _SOON]
    if which in {"next", "this coming", "the coming", "coming", "following"}:
        return to_come[0] if to_come else _NOT_KNOWN
    if moment.ahead or (soon and not which):
        today = [i for i in begun if i.last and anchor <= i.last]
        return (today or to_come or [_NOT_KNOWN])[0]
    return begun[-1] if begun else _NOT_KNOWN


_SOON = 14
"""Days before a feast in which its bare name means the one to come: "a truce for Eid"."""


def _in(feast: Mapping[str, Any], year: int) -> list[Interval]:
    """The feast in a year of our calendar: the Islamic one, shorter by eleven days, may bring it twice."""
    if "hijri" in feast:
        return _islamic(year, *feast["hijri"])
    if "jewish" in feast:
        month, number, lasts = feast["jewish"]
        return [_lasting(day, lasts) for day in jewish_days(year, month, number)]
    if "easter" in feast:
        method = EASTER_ORTHODOX if feast.get("orthodox") else EASTER_WESTERN
        day = easter(year, method) + timedelta(days=feast["easter"])
    elif "thursday" in feast:
        month, number = feast["thursday"]
        first = date(year, month, 1)
        day = first + timedelta(days=(_THURSDAY - first.weekday()) % 7 + 7 * (number - 1))
    else:
        found = make_day(year, *feast["day"])
        return [Interval(found, found, Precision.DAY)] if found else []
    return [Interval(day, day, Precision.DAY)]


def _lasting(first: date, days: int) -> Interval:
    last = first + timedelta(days=days - 1)
    return Interval(first, last, Precision.DAYS if days > 1 else Precision.DAY)


@cache
def _islamic(year: int, month: int, day: int, days: int) -> list[Interval]:
    found = []
    for islamic in _islamic_years(year):
        start = Hijri(islamic, month, day).to_gregorian()
        first = date(start.year, start.month, start.day)
        if first.year == year:
            length = days or Hijri(islamic, month, 1).month_length()
            precision = Precision.DAYS if days else Precision.MONTH
            last = first + timedelta(days=length - 1)
            found.append(Interval(first, last, precision if length > 1 else Precision.DAY))
    return found


def _islamic_years(year: int) -> tuple[int, ...]:
    """Those that have days in a year of our calendar; none outside 1925 to 2076, which the tables do not hold."""
    try:
        begins = Gregorian(year, 1, 1).to_hijri().year
        return (begins, begins + 1) if Hijri(begins + 1, 12, 1) else ()
    except (OverflowError, ValueError):
        return ()
