"""Number words: the words a numeral is made of, and how they add up."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from workers.extract.lexicon import load

Value = float | int

_THIN = "\u00a0\u2009\u202f"
# "12 000" with a plain blank is one number only in full thousands: texts that lost their commas hold
# "on May 12 100 people" too. "12,34,567" is grouped the Indian way.
_GROUPED = (
    rf"\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d{{1,3}}(?:[{_THIN}]\d{{3}})+(?!\d)|"
    r"\d{1,3}(?: \d{3}){2,}(?![\d,])|\d{1,3} 000(?![\d,])|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"
)
_NUMBER = rf"(?:{_GROUPED}|\d+)(?:\.\d+)?(?:[eE]\+?\d+)?|(?<![\w.])\.\d+"
# "3/4" is a share, "9/11" and "24/7" are names.
_SHARE = r"(?<![\d/])\d{1,2}/(?:2|3|4|5|6|8|10|16)(?![\d/])"
_TOKEN = re.compile(
    rf"(?P<url>https?://\S+|www\.\S+)|(?P<share>{_SHARE})"
    rf"|(?P<digits>{_NUMBER})(?P<suffix>(?:[kKmMbB]|MM|\s?(?:bn|mn|mln|bln|tn|trn)|\s[kM])\b)?"
    r"|(?P<glyph>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅛⅜⅝⅞])|(?P<word>[^\W\d_]+)"
)

_LONGEST, _MOST = 40, 10**18
"""Characters of a number, and what it stays below: "9e999", or a key of 5,000 digits, is no count."""


class Word(NamedTuple):
    """A word or run of digits, with its part in a numeral."""

    start: int
    end: int
    kind: str
    value: Value
    text: str


@cache
def _kinds() -> dict[str, tuple[str, Value]]:
    """Each number word with its kind and value."""
    words = load("numbers")
    out: dict[str, tuple[str, Value]] = {"hundred": ("hundred", 100), "and": ("and", 0)}
    out |= {"a": ("a", 1), "an": ("a", 1), "point": ("point", 0)}
    for word, value in words["denominators"].items():
        out[word] = ("part", value)
        out.setdefault(word + "s", ("parts", value))
    out |= {word: ("last_part", value) for word, value in words["last_parts"].items()}
    for kind in ("small", "scales", "dozens"):
        out |= {word: (kind, value) for word, value in words[kind].items()}
    out["half"] = ("half", 2)
    return out


def whole(value: Value) -> Value:
    """An int where the value is one: 1.5 million is 1500000, not 1500000.0."""
    rounded = round(value, 10)
    return int(rounded) if rounded == int(rounded) else rounded


def split_words(text: str) -> list[Word]:
    """The words and runs of digits of a text, in order."""
    words: dict[str, Any] = dict(load("numbers"))
    kinds = _kinds()
    out: list[Word] = []
    for match in _TOKEN.finditer(text):
        start, end, said = match.start(), match.end(), match[0].lower()
        if match.lastgroup == "word":
            kind, value = kinds.get(said, ("other", 0))
            out.append(Word(start, end, kind, value, said))
        elif match["url"] or (match["digits"] and len(match["digits"]) > _LONGEST):
            out.append(Word(start, end, "other", 0, said))
        elif match["share"]:
            above, below = map(int, said.split("/"))
            out.append(Word(start, end, "glyph", above / below, said))
        elif match["digits"]:
            plain = re.sub(rf"[,\s{_THIN}]", "", match["digits"])
            value = int(plain) if plain.isdigit() else float(plain)
            scale = words["suffixes"].get((match["suffix"] or "").strip().lower(), 1)
            counts = value * scale < _MOST
            value = whole(value * scale) if counts else 0
            out.append(Word(start, end, "digits" if counts else "other", value, said))
        else:
            above, below = words["glyphs"][said]
            out.append(Word(start, end, "glyph", above / below, said))
    return out


class Tally:
    """Adds up from left to right. A word fits while it is below what stands before it: "twenty
    three" is 23, but "three twenty" is two numbers."""

    def __init__(self, group: Value) -> None:
        self.total: Value = 0
        self.group = group
        self.room: float = 0 if group else float("inf")
        self.scale: float = float("inf")

    def small(self, value: Value) -> bool:
        if value >= self.room:
            return False
        self.group += value
        self.room = 10 if value in range(20, 100, 10) else 0
        return True

    def hundred(self, _: Value) -> bool:
        if not self.group or (self.group > 100 and self.room == 100):
            return False
        self.group, self.room = self.group * 100, 100
        return True

    def scales(self, value: Value) -> bool:
        if not self.group or value >= self.scale:
            return False
        self.total += self.group * value
        self.group, self.room, self.scale = 0, 1000, value
        return True

    def dozens(self, value: Value) -> bool:
        few = self.group % 100
        if not few:
            return False
        self.group, self.room = self.group - few + few * value, 0
        return True

    def add(self, word: Word) -> bool:
        fit: dict[str, Callable[[Value], bool]] = {
            "digits": self.small,
            "small": self.small,
            "hundred": self.hundred,
            "scales": self.scales,
            "dozens": self.dozens,
        }
        return word.kind in fit and fit[word.kind](word.value)

    @property
    def value(self) -> Value:
        return whole(self.total + self.group)
