"""Numbers that count nothing: dates, clock times, ages, numbers in names."""

from __future__ import annotations

import re
from functools import cache

from workers.extract.bounds import Interval
from workers.extract.lexicon import load

_REACH = 40


@cache
def _patterns(side: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(pattern, 0 if "January" in pattern else re.I)
        for pattern in load("not_counts")["any"][side]
    )


def _matches_before(patterns: tuple[re.Pattern[str], ...], text: str, at: int) -> bool:
    head = text[max(0, at - _REACH) : at]
    return any(pattern.search(head) for pattern in patterns)


def _is_year(text: str, interval: Interval) -> bool:
    """ "in 2014", "2006-2015": four digits without a separator and no noun they could count."""
    said = text[interval.number[0] : interval.number[1]]
    if not re.fullmatch(r"(?:1[5-9]|20)\d\d(?:\s?[-–/]\s?(?:(?:1[5-9]|20)?\d\d))?", said):
        return False
    before = text[max(0, interval.number[0] - _REACH) : interval.number[0]]
    after = text[interval.number[1] : interval.number[1] + 30]
    if re.search(
        r"\b(?:in|since|until|till|by|during|from|of|for|to|between|early|late|mid|and|year)[\s-]+\Z",
        before,
        re.I,
    ):
        return not re.match(r"\s+(?:[a-z-]+\s+){0,2}[a-z]+s\b", after) or bool(
            re.search(r"\b(?:in|since|until|during|early|late|mid|year)[\s-]+\Z", before, re.I)
        )
    return not re.match(r"\s+[a-z]", after) or bool(re.search(r"\d,\s\Z", before))


def _is_one_of_a_kind(text: str, interval: Interval) -> bool:
    """ "One" as a pronoun counts nobody."""
    said = text[interval.number[0] : interval.number[1]].lower()
    if said != "one":
        return False
    rules = load("not_counts")["one"]
    before = text[max(0, interval.start - _REACH) : interval.start]
    return bool(
        re.search(rules["before"], before, re.I)
        or (
            interval.start == interval.number[0]
            and re.match(rules["after"], text[interval.end :], re.I)
        )
    )


def _is_when(text: str, interval: Interval) -> bool:
    """ "three days ago", "in the past 24 hours": when it was, not how long."""
    rules = load("not_counts")["when"]
    unit = re.match(rf"\s+(?:{rules['units']})\b", text[interval.end :], re.I)
    if not unit:
        return False
    before = text[max(0, interval.start - _REACH) : interval.start]
    after = text[interval.end + unit.end() :][:20]
    return bool(re.match(rules["after"], after, re.I) or re.search(rules["before"], before, re.I))


def _is_name_or_age(text: str, interval: Interval) -> bool:
    """ "Scott Dayton, 42, of Woodbridge": a number between commas after a name is an age."""
    before = text[max(0, interval.number[0] - _REACH) : interval.number[0]]
    after = text[interval.number[1] : interval.number[1] + 3]
    alone = interval.form == "digits" and 0 < interval.said < 120
    return alone and bool(
        re.search(r"[A-Z][\w’'-]*\W?,\s\Z", before) and re.match(r"[,.;:)]|\s?$", after)
    )


def counts_nothing(text: str, interval: Interval) -> bool:
    """Whether the number is a date, a time, an age or part of a name rather than a count."""
    first, last = interval.number
    if interval.currency or interval.form in ("size", "fraction"):
        return False
    if _matches_before(_patterns("before"), text, first):
        return True
    tail = text[last : last + _REACH]
    if interval.form in ("digits", "range") and any(p.match(tail) for p in _patterns("after")):
        return not _has_unit(tail)
    if any(p.match(tail) for p in _patterns("after")[:8]):
        return True
    return (
        _is_year(text, interval)
        or _is_one_of_a_kind(text, interval)
        or _is_when(text, interval)
        or _is_name_or_age(text, interval)
    )


@cache
def _units() -> re.Pattern[str]:
    units = load("units")
    words = [*units["area"], *units["other"]]
    longest = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?:{longest})\b", re.I)


def _has_unit(tail: str) -> bool:
    """ "180km": a unit glued to its number."""
    return bool(_units().match(tail))
