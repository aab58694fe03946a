"""Days that are written in full, with their year: what mastheads give and dates begin from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from workers.extract.lexicon import load

MONTHS: Final[Mapping[str, int]] = load("dates")["months"]
WEEKDAYS: Final[Mapping[str, int]] = load("dates")["weekdays"]


def one_of(words: Mapping[str, int]) -> str:
    """The words as alternatives of a pattern; short forms of others may have a full stop."""
    short = [w for w in words if any(o != w and o.startswith(w) for o in words)]
    full = [word for word in words if word not in short]
    every = [*full, *sorted(short, key=len, reverse=True)]
    return "(?:" + "|".join(rf"{w}\b" + (r"\.?" if w in short else "") for w in every) + ")"


MONTH: Final = one_of(MONTHS)
WEEKDAY: Final = one_of(WEEKDAYS)
_SMALL = load("numbers")["small"]
_TENS = one_of({word: n for word, n in _SMALL.items() if n >= 20})
_TEENS = one_of({word: n for word, n in _SMALL.items() if 10 <= n < 20})
_ONES = one_of({word: n for word, n in _SMALL.items() if 1 <= n < 10})
_BELOW_HUNDRED = rf"(?:{_TENS}(?:[ -]{_ONES})?|{_TEENS}|{_ONES})"
YEAR_IN_WORDS: Final = (
    rf"(?:(?:eighteen|nineteen|twenty)(?: hundred(?: and)?)?[ -](?:{_TENS}(?:[ -]{_ONES})?|{_TEENS})"
    rf"|two thousand(?:(?: and)? {_BELOW_HUNDRED})?)"
)
""" "Nineteen eighty-six", "nineteen hundred ninety-three", "two thousand and nine": as transcripts write what is said."""
CARDINAL: Final = rf"(?:(?:twenty|thirty)[ -]{_ONES}|{_TEENS}|twenty|thirty|{_ONES})"
DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])"
YEAR: Final = r"(?:1[89]|20)\d\d"

_LEAD = rf"(?:{WEEKDAY},? )?"
FULL_DAY: Final = re.compile(
    rf"{_LEAD}(?:"
    rf"(?P<d1>{DAY})(?:st|nd|rd|th)?(?: of)?[ -]?(?P<m1>{MONTH})(?: of| in| ?,)?[ -]?(?P<y1>{YEAR})"
    rf"|(?P<d7>{DAY})(?:st|nd|rd|th)? (?P<m7>{MONTH}),?(?: of | ?['’])(?P<y7>\d\d)"
    rf"|(?P<m2>{MONTH})[ -]?(?P<d2>{DAY})(?:st|nd|rd|th)?(?: ?,? ?| of |-)(?P<y2>{YEAR})"
    rf"|(?P<y6>{YEAR})[-/ ](?P<m6>{MONTH})[-/ ](?P<d6>{DAY})"
    rf"|(?P<y3>{YEAR})[-/.](?P<n3>1[0-2]|0?[1-9])[-/.](?P<d3>{DAY})"
    rf"|(?P<d4>{DAY})[-.](?P<n4>1[0-2]|0?[1-9])[-.](?P<y4>{YEAR})"
    rf"|(?P<d5>{DAY})/(?P<n5>1[0-2]|0?[1-9]|{DAY})/(?P<y5>(?:19|20)?\d\d)"
    r")(?!\d)",
    re.IGNORECASE,
)
"""A day with its year. "Oct 262016" is how a page that lost its commas writes one."""


def day_of(found: re.Match[str], anchor: date | None = None) -> date | None:
    """The day that a match of `FULL_DAY` means; none if there is none or two.

    With hyphens and full stops the day leads wherever they are used; with slashes "03/04/2016"
    is March in one country and April in another: it is decided only where one of the two is not
    a day, or not yet come on the day of publication, `anchor`.
    """
    part = found.groupdict()
    at = next(at for at in "1234567" if part[f"y{at}"] is not None)
    year, day = int(part[f"y{at}"]), int(part[f"d{at}"])
    if year < 100:
        year += 1900 if year >= 50 or _far_ahead(2000 + year, anchor) else 2000
    if at == "5":
        return _either(year, day, int(part["n5"]), anchor)
    month = int(part[f"n{at}"]) if at in "34" else month_of(part[f"m{at}"])
    return make_day(year, month, day)


def _far_ahead(year: int, anchor: date | None) -> bool:
    """ "03/18/40" in a report of 2016 is no day to come."""
    return anchor is not None and year > anchor.year + 10


def _either(year: int, one: int, two: int, anchor: date | None) -> date | None:
    days = {make_day(year, one, two), make_day(year, two, one)} - {None}
    if len(days) > 1 and anchor is not None:
        days = {day for day in days if day is not None and day <= anchor}
    return days.pop() if len(days) == 1 else None


def number_in_words(words: str) -> int:
    """ "Nineteen eighty-six" is 1986, "two thousand and nine" 2009, "twenty-five" 25."""
    total = 0
    for word in re.findall("[a-z]+", words.lower()):
        value = {"hundred": 100, "thousand": 1000, "and": 0}.get(word) or _SMALL.get(word, 0)
        # a century is said before its years: "nineteen" and then "eighty"
        century = total in _CENTURIES and 10 <= value < 100
        total = total * value if value in {100, 1000} else total * (100 if century else 1) + value
    return total


_CENTURIES = {18, 19, 20}


def month_of(word: str) -> int:
    return MONTHS[word.lower().rstrip(".")]


def make_day(year: int, month: int, day: int) -> date | None:
    """The day, or none where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
