"""Where forms of dates are looked for: at the words they begin with.

There are some thirty forms; each is else tried at every word of a text, where one word in twenty could begin a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from workers.extract.dates.expressions import PATTERNS
from workers.extract.days import MONTHS, WEEKDAYS
from workers.extract.lexicon import load

_WORDS = load("dates")
_FIRST = re.compile(r"(?<![\w-])(?:[^\W\d_]+|\d)|(?<=[-_])\d(?=\d{3}-?\d\d)")
"""The letters that a word begins with, or its first digit: "mid" of "mid2016"; and a day within "photo-2016-10-16.jpg"."""
_DIGIT = "0"


def _firsts(names: Iterable[str]) -> frozenset[str]:
    return frozenset(_key(found[0]) for name in names if (found := _FIRST.match(name)))


def _key(word: str) -> str:
    return _DIGIT if word.isdigit() else word.lower()


_NUMBER = _firsts(_WORDS["numbers"]) | {_DIGIT}
_ORDINAL = _firsts(_WORDS["ordinals"]) | {_DIGIT}
_SMALL = frozenset(load("numbers")["small"])
_QUARTER = _firsts(_WORDS["quarters"]) | {"q"}
_SEASON = frozenset(_WORDS["seasons"])
_MONTH, _WEEKDAY = frozenset(MONTHS), frozenset(WEEKDAYS)
_DAY = _MONTH | _WEEKDAY | {_DIGIT}
_PARTS = frozenset({"early", "late", "mid", "beginning", "start", "middle", "end"})
_THIRD = _PARTS | {part + whole for part in _PARTS for whole in _MONTH | _SEASON}  # "midsummer"
_LAST = frozenset({"last", "this", "next", "past", "previous", "coming", "following"})
_AROUND = frozenset({"the", "earlier", "later", "current", "over", "at", "during", "on"})
_WITHIN = frozenset({"in", "over", "during", "within", "for", "the"})
_ABOUT = frozenset(
    {"about", "around", "nearly", "almost", "some", "just", "over", "more", "at", "only"}
)

FIRST_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "full day": _DAY,
    "attacks": _MONTH,
    "day of month": _DAY,
    "days of month": _MONTH | {"from", "between", _DIGIT},
    "month of year": _THIRD | _MONTH,
    "month": _THIRD | _LAST | _MONTH | {"the"},
    "week of month": _ORDINAL | {"the", "last"},
    "season": _THIRD | _LAST | _SEASON | {"the"},
    "quarter": _QUARTER | _LAST | {"the"},
    "half": frozenset({"the", "first", "second"}),
    "year": _THIRD | {"the", "fiscal", "financial", _DIGIT},
    "years": frozenset({_DIGIT}),
    "decade": _THIRD | {"the", _DIGIT},
    "weekday": _WEEKDAY | _LAST | {"the", "upcoming", "early", "late"},
    "weekday that owns": frozenset(f"{day}s" for day in _WEEKDAY) | {"last"},
    "deictic": frozenset(
        {"the", "earlier", "later", "today", "tonight", "last", "yesterday", "yesterdays"}
    )
    | {"tomorrow", "overnight", "this"},
    "calendar unit": _THIRD | _LAST | _AROUND,
    "ago": _NUMBER | _ABOUT,
    "last units": _WITHIN | {"last", "past", "previous", "preceding"},
    "next units": _WITHIN,
    "vague": _WITHIN
    | {"recent", "several", "many", "some", "a", "few", "past", "last"}
    | _firsts(word for words in _WORDS["vague"].values() for word in words),
    "again": frozenset(_WORDS["again"]) | _NUMBER | {"every", "each", "once", "twice", "per"},
    "relative": _NUMBER | {"the", "that", "later", "earlier"},
    "in months": _NUMBER | {"the"},
    "that period": frozenset({"that", "the", "later", "earlier"}),
    "end of": frozenset({"the", "month", "year"}),
    "same period": frozenset({"in", "over", "during", "the"}),
    "that day": frozenset({"late", "later", "early", "earlier", "the"}),
    "morning": frozenset({"in"}),
    "clock": frozenset({_DIGIT}),
    "ahead units": _NUMBER | {"in"},
    "offset": _NUMBER,
    "holiday": _firsts(_WORDS["holidays"]) | _LAST | {"the"},
    "day in words": _ORDINAL | _MONTH | {"the"},
    "year in words": _ORDINAL | _MONTH | _SMALL | {"the", _DIGIT},
    "day of some month": frozenset({"the"}),
    "weekday and day": _WEEKDAY,
    "slashed": _WEEKDAY | {_DIGIT},
    "compact": frozenset({_DIGIT}),
    "in a name": frozenset({_DIGIT}),
}
"""By the form's name, small letters; of a number with digits "0"."""


def _opened() -> dict[str, list[str]]:
    forms: dict[str, list[str]] = {}
    for name in PATTERNS:
        for word in FIRST_WORDS[name]:
            forms.setdefault(word, []).append(name)
    return forms


_OPENED = _opened()


def find_forms(text: str, start: int, end: int) -> Iterator[tuple[str, re.Match[str]]]:
    """What each form's expression finds in a stretch, form by form; those of one form do not overlap."""
    found: dict[str, list[re.Match[str]]] = {name: [] for name in PATTERNS}
    for first in _FIRST.finditer(text, start, end):
        for name in _OPENED.get(_key(first[0]), ()):
            before = found[name]
            if before and first.start() < before[-1].end():
                continue
            if match := PATTERNS[name].expression.match(text, first.start(), end):
                before.append(match)
    return ((name, match) for name, matches in found.items() for match in matches)
