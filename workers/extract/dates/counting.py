"""How each form of date is counted from the day of publication."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shared.records import Precision
from workers.extract.days import WEEKDAYS, day_of, make_day, month_of
from workers.extract.lexicon import load

_WORDS = load("dates")
_THIRDS = {
    "early": 0,
    "beginning of": 0,
    "start of": 0,
    "mid": 1,
    "middle of": 1,
    "late": 2,
    "end of": 2,
}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Interval:
    """The days an expression means; none, with the reason, when it cannot be told."""

    first: date | None
    last: date | None
    precision: Precision
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a date expression is counted from."""

    anchor: date | None
    """The day of publication."""
    ahead: bool = False
    """Whether its clause speaks of what is to come."""
    said: date | None = None
    """The day last spoken of before, here or in the paragraph above: "two days earlier" counts from it."""
    spoken: Interval | None = None
    """The day, month or year last spoken of: "a year earlier" counts from it."""
    behind: bool = False
    """Whether its clause speaks of what has been."""
    news: bool = True
    """Whether the text speaks of weekdays or of today, as news does and no history."""


def unknown(reason: str) -> Interval:
    return Interval(None, None, Precision.UNKNOWN, reason)


NO_ANCHOR = unknown("no publication day to count from")
NO_DAY = unknown("not one day of the calendar")
VAGUE = unknown("too vague for days")
TO_COME = unknown("still to come, no day")
NOW = unknown("now, no day")
ANY_DAY = unknown("a time of day, of no day told")
AGAIN = unknown("again and again, no one day")


def one(day: date | None) -> Interval:
    return Interval(day, day, Precision.DAY) if day else NO_DAY


def full_day(match: re.Match[str], moment: Moment) -> Interval:
    return one(day_of(match, moment.anchor))


def day_of_month(match: re.Match[str], moment: Moment) -> Interval:
    part = match.groupdict()
    month = month_of(part["month"] or part["month2"])
    day = int(part["day"] or part["day2"])
    if moment.anchor is None:
        return NO_ANCHOR
    year = nearest_year(moment, month, day)
    return one(make_day(year, month, day))


def nearest_year(moment: Moment, month: int, day: int) -> int:
    """The year of a day given without one: the last one past, unless it is spoken of as to come.
    A day after publication by less than two months is ahead: "polls on 3 May"; but what has been,
    "killed since October 7" told in August, was the year before."""
    assert moment.anchor is not None  # noqa: S101  # callers have asked
    here = (month, day) >= (moment.anchor.month, moment.anchor.day)
    if (month, day) == (2, 29):
        return _leap_year(moment, here)
    if moment.ahead:
        return moment.anchor.year + (not here)
    guess = make_day(moment.anchor.year, month, day)
    if guess is not None and (told := _year_spoken_of(moment, guess)) is not None:
        return told
    room = 3 if moment.behind else 60  # what has been may be told a little before its time
    if guess is None or guess <= moment.anchor + room * ONE_DAY:
        back = make_day(moment.anchor.year + 1, month, day)
        near = back is not None and back - moment.anchor <= 31 * ONE_DAY and not here
        return moment.anchor.year + near
    return moment.anchor.year - 1


def _year_spoken_of(moment: Moment, day: date) -> int | None:
    """The year of the day told before, with its year, of one that follows it soon and is too old to be news: "The offensive
    began on 5 November 2005. On 10 November ..." in a text of 2017; "seized on 10 May", of a man held "in May 2006"."""
    spoken, anchor = moment.spoken, moment.anchor
    if anchor is None or spoken is None or spoken.first is None or spoken.last is None:
        return None
    if moment.news:
        return None  # "the last such raid was on 3 January 2020. On 20 January drones struck"
    told = make_day(spoken.first.year, day.month, day.day)
    past = day if day <= anchor else make_day(day.year - 1, day.month, day.day)
    if told is None or past is None or anchor - past <= _NEWS or told >= past:
        return None
    if spoken.precision is Precision.MONTH:
        return told.year if spoken.first <= told <= spoken.last else None
    soon = spoken.precision is Precision.DAY and ONE_DAY <= told - spoken.last <= _SOON
    return told.year if soon else None


_SOON = timedelta(days=62)
_NEWS = timedelta(days=45)
"""What is told without its year, long after."""


def _leap_year(moment: Moment, here: bool) -> int:
    """The last one whose 29 February is past; of what is to come, the next."""
    assert moment.anchor is not None  # noqa: S101
    year, step = moment.anchor.year, 1 if moment.ahead else -1
    today = (moment.anchor.month, moment.anchor.day) == (2, 29)
    year += 0 if today or here == moment.ahead else step
    while not calendar.isleap(year):
        year += step
    return year


def days_of_month(match: re.Match[str], moment: Moment) -> Interval:
    part = match.groupdict()
    month = month_of(part["month"] or part["month2"])
    one, two = int(part["one"] or part["one2"]), int(part["two"] or part["two2"])
    if part["year"] is None and moment.anchor is None:
        return NO_ANCHOR
    year = int(part["year"]) if part["year"] else nearest_year(moment, month, two)
    first, last = make_day(year, month, one), make_day(year, month, two)
    if first is None or last is None or first > last:
        return NO_DAY
    return Interval(first, last, Precision.DAYS)


def whole_month(year: int, month: int, third: str | None = None) -> Interval:
    end = calendar.monthrange(year, month)[1]
    days = {None: (1, end), 0: (1, 10), 1: (11, 20), 2: (21, end)}
    first, last = days[_THIRDS[third.lower()] if third else None]
    return Interval(date(year, month, first), date(year, month, last), Precision.MONTH)


def whole_year(year: int, third: str | None = None) -> Interval:
    months = {None: (1, 12), 0: (1, 4), 1: (5, 8), 2: (9, 12)}
    first, last = months[_THIRDS[third.lower()] if third else None]
    end = calendar.monthrange(year, last)[1]
    return Interval(date(year, first, 1), date(year, last, end), Precision.YEAR)


def month_of_year(match: re.Match[str], moment: Moment) -> Interval:
    return whole_month(int(match["year"]), month_of(match["month"]), match["third"])


def month(match: re.Match[str], moment: Moment) -> Interval:
    """ "In March" is the last March begun; "last March" not the one that is running."""
    if moment.anchor is None:
        return NO_ANCHOR
    wanted, now = month_of(match["month"]), moment.anchor.month
    which = (match["which"] or "").lower()
    if which == "next" or (moment.ahead and which != "last"):
        year = moment.anchor.year + (wanted < now or (which == "next" and wanted == now))
    else:
        past = wanted > now or (which in {"last", "past"} and wanted == now)
        year = moment.anchor.year - past
    return whole_month(year, wanted, match["third"])


def week_of_month(match: re.Match[str], moment: Moment) -> Interval:
    wanted = month_of(match["month"])
    if match["year"] is None and moment.anchor is None:
        return NO_ANCHOR
    year = int(match["year"]) if match["year"] else nearest_year(moment, wanted, 1)
    end = calendar.monthrange(year, wanted)[1]
    which = match["which"].lower()
    last = end if which == "last" else 7 * int(_WORDS["quarters"][which])
    return Interval(date(year, wanted, last - 6), date(year, wanted, last), Precision.WEEK)


def year(match: re.Match[str], moment: Moment) -> Interval:
    return whole_year(int(match["year"]), match["third"])


def years(match: re.Match[str], moment: Moment) -> Interval:
    """ "2006-2015", "2014-15"."""
    one = int(match["one"])
    two = int(match["two"]) if len(match["two"]) == 4 else one // 100 * 100 + int(match["two"])
    if two <= one:
        return unknown("the years run backwards")
    return Interval(date(one, 1, 1), date(two, 12, 31), Precision.YEAR)


def decade(match: re.Match[str], moment: Moment) -> Interval:
    first = int(match["decade"])
    years = {None: (0, 9), 0: (0, 3), 1: (4, 6), 2: (7, 9)}
    one, two = years[_THIRDS[match["third"].lower()] if match["third"] else None]
    return Interval(date(first + one, 1, 1), date(first + two, 12, 31), Precision.YEAR)


def weekday(match: re.Match[str], moment: Moment) -> Interval:
    if moment.anchor is None:
        return NO_ANCHOR
    wanted = WEEKDAYS[match["weekday"].lower().rstrip(".")]
    back = (moment.anchor.weekday() - wanted) % 7
    which = (match["which"] or "").lower().removeprefix("the ")
    if moment.said and which in {"following", "previous"}:
        return one(_beside(moment.said, wanted, which == "following"))
    if which in {"next", "this coming", "this upcoming", "upcoming", "following"} or (
        moment.ahead and not which
    ):
        ahead = -back % 7
        return one(moment.anchor + (ahead or (7 if which else 0)) * ONE_DAY)
    if which in {"last", "past", "this past", "previous"} and back == 0:
        back = 7
    return one(moment.anchor - back * ONE_DAY)


def _beside(said: date, wanted: int, after: bool) -> date:
    """ "She was held on 3 May and freed the following Friday": counted from the day spoken of."""
    gap = (wanted - said.weekday() if after else said.weekday() - wanted) % 7 or 7
    return said + (gap if after else -gap) * ONE_DAY


def deictic(match: re.Match[str], moment: Moment) -> Interval:
    if moment.anchor is None:
        return NO_ANCHOR
    words = match[0].lower()
    if words == "overnight":
        return Interval(moment.anchor - ONE_DAY, moment.anchor, Precision.DAY)
    shifts = {
        "the day before yesterday": -2,
        "the day after tomorrow": 2,
        "last night": -1,
        "yesterday": -1,
        "tomorrow": 1,
    }
    shift = next((days for lead, days in shifts.items() if words.startswith(lead)), 0)
    return one(moment.anchor + shift * ONE_DAY)


_SATURDAY = 5


def calendar_unit(match: re.Match[str], moment: Moment) -> Interval:
    if moment.anchor is None:
        return NO_ANCHOR
    if match["unit2"]:
        return shifted(match["unit2"].lower(), -2, moment)
    if match["bare"]:  # "over the weekend": the one just past, on any day of the week that follows
        working = moment.anchor.weekday() < _SATURDAY and not moment.ahead
        return shifted(match["bare"].lower(), -1 if working else 0, moment)
    which = match["which"].lower().removeprefix("the ")
    if (
        which == "previous" and moment.spoken and moment.spoken.first
    ):  # "In 2013 ...; the previous year ..."
        moment = replace(moment, anchor=moment.spoken.first)
    shift = {"last": -1, "previous": -1, "next": 1, "coming": 1}.get(which, 0)
    return shifted(match["unit"].lower(), shift, moment, match["third"])


def shifted(unit: str, shift: int, moment: Moment, third: str | None = None) -> Interval:
    """The week, weekend, month or year so many from the one of publication. Weeks begin on Monday.
    On a Monday "this weekend" is the one just past, unless it is spoken of as to come."""
    anchor = moment.anchor
    assert anchor is not None  # noqa: S101  # callers have asked
    monday = anchor - anchor.weekday() * ONE_DAY + 7 * shift * ONE_DAY
    if unit == "week":
        return Interval(monday, monday + 6 * ONE_DAY, Precision.WEEK)
    if unit == "weekend":
        early = anchor.weekday() < 3 and shift == 0 and not moment.ahead
        saturday = monday + (5 - 7 * early) * ONE_DAY
        return Interval(saturday, saturday + ONE_DAY, Precision.DAYS)
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 + shift
        return whole_month(months // 12, months % 12 + 1, third)
    return whole_year(anchor.year + shift, third)
