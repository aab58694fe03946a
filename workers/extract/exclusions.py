"""Numbers that count nothing: dates, clock times, ages, numbers in names."""

from __future__ import annotations

import re
from functools import cache

from workers.extract.enumerated import numbers_list
from workers.extract.intervals import Interval
from workers.extract.lexicon import load

_REACH = 40


_WITH_ITS_DAY = re.compile(r"(?<![\d:.,/-])(?:[1-9]|[12]\d|3[01])(?:st|nd|rd|th)? [A-Z][a-z]+\.? $")
_NOUN_BEHIND = re.compile(r" [a-z]")


@cache
def _patterns(side: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(pattern, 0 if "January" in pattern else re.I)
        for pattern in load("not_counts")["any"][side]
    )


def _matches_before(interval: Interval, text: str, at: int) -> bool:
    """ "March 15" is a day; a number above 31 behind a month is not: "since Dec. 5 to 922"; nor is any behind "15 March"."""
    head = text[max(0, at - _REACH) : at]
    counts = _WITH_ITS_DAY.search(head) and _NOUN_BEHIND.match(text, interval.number[1])
    day = interval.said <= 31 and not counts
    dated = day or 1500 <= interval.said < 2200
    patterns = [p for p in _patterns("before") if dated or "January" not in p.pattern]
    return any(pattern.search(head) for pattern in patterns)


def _is_year(text: str, interval: Interval) -> bool:
    """ "in 2014", "2006-2015", "the 1988 offensive": four digits without a separator, unless they
    count what follows in the plural ("2000 people") and no word of time stands before."""
    first, last = interval.number
    said = text[first:last]
    if not re.fullmatch(r"(?:1[5-9]|2[01])\d\d(?:\s?[-–/]\s?(?:(?:1[5-9]|20)?\d\d))?", said):
        return _is_span_of_years(said, text[:first])
    if interval.start < first or _has_unit(text[last : last + _REACH]):
        return bool(re.match(r"from|between", text[interval.start : first], re.I))
    if re.search(_YEARLY, text[max(0, first - _REACH) : first], re.I):
        return True
    return not re.match(
        r"\s+(?:[a-z][a-z-]*\s+){0,2}?(?:[a-z-]{2,}[^s\W]s|people|men|women|children|troops)\b",
        text[last:],
    )


_YEARLY = r"\b(?:in|since|until|till|by|during|from|early|late|mid|year|summer|winter|spring|autumn)[\s-]+\Z|\d,\s\Z"


def _is_span_of_years(said: str, before: str) -> bool:
    """ "Between 1600 and 1900", "from 2011 to 2015"."""
    years = re.fullmatch(
        r"(?:1[5-9]|20)\d\d\s+(?:to|and|till|through|until)\s+(?:1[5-9]|20)\d\d", said
    )
    return bool(years)


def _is_score(text: str, interval: Interval) -> bool:
    """ "2-2", "13-7": numbers with a dash between that are no rising range."""
    first, last = interval.number
    if interval.form not in ("digits", "range"):
        return False
    after = re.match(r"[-–](?P<other>\d+)(?![\d,.])(?P<unit>\s?[%a-z])?", text[last:])
    beaten = after and (after["unit"] is None or int(after["other"]) <= interval.said)
    return bool(beaten or re.search(r"\d[-–]\Z", text[:first][-3:]))


def stands_for_noun(text: str, start: int, end: int) -> bool:
    """ "One" as a pronoun counts nobody: "this one", "no one", "one of the men"."""
    if text[start:end].lower() != "one":
        return False
    if re.search(r"\bnot\s+\Z", text[max(0, start - 8) : start], re.I):
        return True  # "not one fighter has left" is nobody
    if _THAT_ONE.search(text[max(0, start - _REACH) : start]) and _one_person().match(text, end):
        return False  # "wrote that one woman had died"
    rules = load("not_counts")["one"]
    before = text[max(0, start - _REACH) : start]
    return bool(
        re.search(rules["before"], before, re.I) or re.match(rules["after"], text[end:], re.I)
    )


_THAT_ONE = re.compile(
    r"\b(?:sa(?:id|ys)|wrote|writes|report(?:ed|s)|confirm(?:ed|s)|add(?:ed|s|ing)|announced|told \w+|and)\s+"
    r"(?:\w+\s+){0,2}that\s+\Z",
    re.I,
)


@cache
def _one_person() -> re.Pattern[str]:
    ones = "|".join(load("units")["persons"]["ones"])
    return re.compile(rf"\s+(?:[\w-]+\s+)?(?:{ones})\b", re.I)


def says_when(text: str, interval: Interval) -> bool:
    """ "three days ago", "in the past 24 hours": when it was, not how long."""
    rules = load("not_counts")["when"]
    unit = re.match(rf"\s+(?:{rules['units']})\b", text[interval.end :], re.I)
    if not unit:
        return False
    before = text[max(0, interval.start - _REACH) : interval.start]
    after = text[interval.end + unit.end() :][:20]
    return bool(re.match(rules["after"], after, re.I) or re.search(rules["before"], before, re.I))


_ENDS = re.compile(
    r"\s*(?:[,.;:)]|\Z)|\s+(?:who|was|were|is|had|has|died|and|from|in|on|at|when)\b"
    r"|\s+(?:killed|dead|wounded|injured|hurt|missing|shot|arrested|detained)\b(?!\s+\w+s\b)",
    re.I,
)


@cache
def _one_before() -> re.Pattern[str]:
    """ "a midwife, ", "a pensioner of "."""
    ones = "|".join(load("units")["persons"]["ones"])
    return re.compile(
        rf"\b(?:an?|the|her|his|their|one)\s+(?:[\w-]+\s+){{0,2}}(?:{ones})"
        r"(?:(?P<comma>,\s)|\s+of\s+(?:about\s+|just\s+|only\s+|barely\s+)?)\Z",
        re.I,
    )


_MOST_OVER = re.compile(
    r"\b(?:most|many|all|some|several|half|one|two|three|four|five|six) of (?:them|whom) (?:aged |were )?"
    r"(?:over|under|above|below) (?:the age of )?\Z",
    re.I,
)
_NO_MORE = re.compile(r"\s*(?:[,.;:)]|\Z)|\s+(?:and|when|years?)\b")


def _is_name_or_age(text: str, interval: Interval) -> bool:
    """ "Scott Dayton, 42, of Woodbridge", "a midwife, 58, died", "a pensioner of 81": an age; "a mother of six"."""
    before = text[max(0, interval.number[0] - _REACH) : interval.number[0]]
    after = text[interval.number[1] : interval.number[1] + 3]
    one = _one_before().search(before) if interval.said < 120 else None
    if one and (after[:1] == "," if one["comma"] else _ENDS.match(text, interval.number[1])):
        return True
    # "110 died, most of them over 60"
    behind = text[interval.number[1] : interval.number[1] + 8]
    if _MOST_OVER.search(before) and _NO_MORE.match(behind):
        return True
    alone = interval.form == "digits" and 0 < interval.said < 120
    return alone and bool(
        re.search(r"[A-Z][\w’'-]*\W?,\s\Z", before) and re.match(r"[,.;:)]|\s?$", after)
    )


def counts_nothing(text: str, interval: Interval) -> bool:
    """Whether the number is a date, a time, an age or part of a name rather than a count."""
    first, last = interval.number
    if interval.currency or interval.form in ("size", "fraction"):
        return interval.form == "fraction" and _is_of_town(text, interval)
    if interval.form == "times":
        return text[first:last].lower() == "once" and interval.start == first
    tail = text[last : last + _REACH]
    named = _matches_before(interval, text, first) and not _is_percent(tail)
    if named or numbers_list(text, first):
        return True
    if interval.form in ("digits", "range") and any(p.match(tail) for p in _patterns("after")):
        return not _has_unit(tail)
    if any(p.match(tail) for p in _patterns("after")[:8]):
        return True
    return (
        _is_year(text, interval)
        or (interval.start == first and stands_for_noun(text, first, last))
        or _is_score(text, interval)
        or _is_name_or_age(text, interval)
    )


def _is_of_town(text: str, interval: Interval) -> bool:
    """ "Shells on a quarter of Aleppo": a part of the town, and no fourth of it."""
    before = re.search(_THERE, text[max(0, interval.start - _REACH) : interval.start], re.I)
    quarter = text[slice(*interval.number)].lower().endswith("quarter")
    return bool(quarter and before and re.match(r"\s+of\s+[A-Z]", text[interval.number[1] :]))


_THERE = r"\b(?:in|on|of|at|into|across|near|from|hit|hits|struck|shelled|bombed|targeted)\s+\Z"


def _is_percent(tail: str) -> bool:
    """ "FTSE -0.6%": no name has a number of hundredths."""
    return re.match(r"\s?%", tail) is not None


@cache
def _units() -> re.Pattern[str]:
    units = load("units")
    words = [*units["area"], *units["other"], *units["percent"]["words"], *units["duration"]]
    longest = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\s?(?:{longest})(?![^\W\d_])", re.I)


def _has_unit(tail: str) -> bool:
    """ "180km": a unit glued to its number."""
    return bool(_units().match(tail))
