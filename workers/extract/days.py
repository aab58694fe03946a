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
    """The words as alternatives of a pattern, longest first, with an optional full stop."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + r")\b\.?"


MONTH: Final = one_of(MONTHS)
WEEKDAY: Final = one_of(WEEKDAYS)
DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])"
YEAR: Final = r"(?:1[89]|20)\d\d"

_LEAD = rf"(?:{WEEKDAY},? )?"
FULL_DAY: Final = re.compile(
    rf"{_LEAD}(?:"
    rf"(?P<d1>{DAY})(?:st|nd|rd|th)?(?: of)?[ -]?(?P<m1>{MONTH}),?[ -]?(?P<y1>{YEAR})"
    rf"|(?P<m2>{MONTH})[ -]?(?P<d2>{DAY})(?:st|nd|rd|th)?(?:,? ?| of )(?P<y2>{YEAR})"
    rf"|(?P<y3>{YEAR})[-/.](?P<n3>1[0-2]|0?[1-9])[-/.](?P<d3>{DAY})"
    rf"|(?P<d4>{DAY})[-/.](?P<n4>1[0-2]|0?[1-9])[-/.](?P<y4>{YEAR})"
    r")(?!\d)",
    re.IGNORECASE,
)
"""A day with its year. "Oct 262016" is how a page that lost its commas writes one."""


def day_of(found: re.Match[str]) -> date | None:
    """The day that a match of `FULL_DAY` means; none if there is none or two.

    With hyphens and full stops the day leads wherever they are used; with slashes "03/04/2016"
    is March in one country and April in another, so it is not decided.
    """
    part = found.groupdict()
    for at in "1234":
        if part[f"y{at}"] is None:
            continue
        day = int(part[f"d{at}"])
        month = int(part[f"n{at}"]) if at in "34" else month_of(part[f"m{at}"])
        if at == "4" and "/" in found[0] and day <= 12 and day != month:
            return None
        return make_day(int(part[f"y{at}"]), month, day)
    return None


def month_of(word: str) -> int:
    return MONTHS[word.lower().rstrip(".")]


def make_day(year: int, month: int, day: int) -> date | None:
    """The day, or none where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
