"""Ranges: two numerals that are the ends of one interval."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from workers.extract.intervals import Interval, alternatives
from workers.extract.lexicon import load
from workers.extract.numberwords import Value

_REACH = 60
"""Characters before a range in which a verb of change is looked for."""
_PERCENT = r"%|percent\b|per\s+cent\b"


def _joint(text: str, left: Interval, right: Interval) -> bool:
    """Whether two numerals are the ends of one range: "20 to 30", "between 5 and 8", "15-20"."""
    gap = text[left.end : right.start]
    if re.search(r"(?:\d[-–]|\+)\Z", text[: left.start][-2:]) or re.match(
        r"[-–]\d", text[right.end :]
    ):
        return False  # a telephone number, a date
    if _is_step(text, left, right):
        return False
    percent = re.match(rf"\s*(?:{_PERCENT})", gap, re.I)
    if percent and not re.match(rf"\s*(?:{_PERCENT})", text[right.end :], re.I):
        return False  # "fell 7 percent to 310"
    rest = gap[percent.end() :] if percent else gap
    joined = alternatives(load("bounds")["ranges"]["joined"])
    if re.fullmatch(rf"\s*(?:[-‐‑–—~]|{joined})\s*(?:about\s+|around\s+)?", rest, re.I):
        return not (rest.strip().lower() == "or" and right.form == "size")
    return bool(re.fullmatch(r"\s+and\s+", rest, re.I)) and _opened(text, left.start) == "between"


def _opened(text: str, start: int) -> str | None:
    """ "between" or "from", when it stands before the first end of a range."""
    words = alternatives(load("bounds")["ranges"]["opened"])
    match = re.search(
        rf"\b({words})\s+(?:about\s+|around\s+)?\Z", text[max(0, start - 30) : start], re.I
    )
    if not match:
        return None
    return "between" if match[1].lower().endswith("between") else "from"


def _changed(text: str, start: int) -> bool:
    """ "The toll rose from 36 to 41" says two numbers, not a range."""
    clause = re.split(r"[.;:!?]\s", text[max(0, start - _REACH) : start])[-1].lower()
    return bool(re.search(rf"\b(?:{_forms()})\b", clause))


def _is_step(text: str, left: Interval, right: Interval) -> bool:
    """ "The toll rose by 12 to 40" says by how many and to what; "prices rose by 5 to 10 percent" has a range."""
    if not re.search(r"\bby\s+\Z", text[max(0, left.start - 4) : left.start], re.I):
        return False
    clause = re.split(r"[.;:!?]\s", text[max(0, left.start - _REACH) : left.start])[-1]
    tolls = "|".join(load("measures")["counters"]["tolls"])
    counted = re.search(rf"\b(?:{tolls})\b.*\b(?:{_forms()})\b", clause, re.I)
    return counted is not None and not re.match(rf"\s*(?:{_PERCENT})", text[right.end :], re.I)


@cache
def _forms() -> str:
    return "|".join(load("bounds")["changes"]["forms"])


def _scaled(text: str, left: Interval, right: Interval) -> Value | None:
    """The first end takes the scale of the second: "1 to 2 million", "10-15,000", "$89 to $93 billion",
    but not "$200 to $4 million"."""
    low, high = left.low, right.high
    said = text[right.start : right.end].lower()
    if low is None or high is None or low >= 1_000 or "," in text[left.start : left.end]:
        return low
    named = [value for word, value in load("numbers")["scales"].items() if word in said]
    suffix = re.search(r"\d\s?(bn|tn|mn|m|k)\b", said)
    if suffix:
        named.append(load("numbers")["suffixes"][suffix[1]])
    scale = max(named, default=1_000 if "," in said else 1)
    return low * scale if low * scale < high and high % (scale / 10) == 0 else low


def _is_date(text: str, left: Interval, right: Interval) -> bool:
    """ "since Dec. 5 to 922", "in 2018 to 3.9 million": a date and a count."""
    before = text[: left.start][-12:]
    month = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\Z"
    year = re.fullmatch(r"(?:19|20)\d\d", text[left.start : left.end])
    dated = year and re.search(r"\b(?:in|since|during|by|from)\s\Z", before, re.I)
    years = right.high is not None and 1900 <= right.high < 2200
    return ((right.high or 0) > 31 and bool(re.search(month, before))) or bool(dated and not years)


def as_range(text: str, left: Interval, right: Interval) -> Interval | None:
    """Both as one interval, if they are the ends of a range. "From 36 to 41" behind a verb of change
    says two numbers."""
    if not _joint(text, left, right) or _is_date(text, left, right):
        return None
    low = _scaled(text, left, right)
    opened = _opened(text, left.start)
    if low is None or right.high is None or low >= right.high:
        return None
    if opened == "from" and _changed(text, left.start):
        return None
    return replace(
        left,
        start=_start(text, left.start) if opened else left.start,
        end=right.end,
        number=(left.number[0], right.number[1]),
        low=low,
        high=right.high,
        approx=left.approx or right.approx,
        form="range",
        currency=left.currency or right.currency,
        counted=left.counted + right.counted,
    )


def as_open_range(text: str, left: Interval, right: Interval) -> Interval | None:
    """Both as one, where the upper end has a floor of its own: "from 500 to well over 1,000 people"."""
    joined = text[left.end : right.start].strip().lower() == "to"
    opened = joined and right.high is None and _opened(text, left.start) == "from"
    if not opened or _changed(text, left.start) or left.low is None or left.low >= right.said:
        return None
    number = (left.number[0], right.number[1])
    start = _start(text, left.start)
    return replace(left, start=start, end=right.end, number=number, high=None, form="range")


def _start(text: str, start: int) -> int:
    """Where the word that opens a range begins."""
    words = alternatives(load("bounds")["ranges"]["opened"])
    found = re.search(rf"\b(?:{words})\s+\S*\s*\Z", text[:start][-40:], re.I)
    return start - (len(text[:start][-40:]) - found.start() if found else 0)
