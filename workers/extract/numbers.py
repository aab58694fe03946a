"""Numerals: digits, number words, fractions and words of size, as spans of text with their value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from workers.extract.lexicon import load

Value = float | int

_THIN = "\u00a0\u2009\u202f"
# "12 000" with a plain blank is one number only in round thousands: texts that lost their commas
# hold "on May 12 100 people" too.
_GROUPED = (
    rf"\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d{{1,3}}(?:[{_THIN}]\d{{3}})+(?!\d)|"
    r"\d{1,3}(?: \d{3})* (?:000|\d00)(?![\d,])(?= [a-z])|\d{1,3}(?: \d{3}){2,}(?![\d,])|\d{1,3} 000(?![\d,])"
)
_NUMBER = rf"(?:{_GROUPED}|\d+)(?:\.\d+)?(?:[eE]\+?\d+)?|(?<![\w.])\.\d+"
_TOKEN = re.compile(
    rf"(?P<digits>{_NUMBER})(?P<suffix>(?:[kKmMbB]|MM|\s?(?:bn|mn|mln|bln|tn|trn)|\s[kM])\b)?"
    r"|(?P<glyph>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅛⅜⅝⅞])|(?P<word>[^\W\d_]+)"
)
_GAP = re.compile(r"(?:\s+|\s?[-‐‑]\s?)?\Z")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written: `text[start:end]` means `low` to `high`, equal but for words of size."""

    start: int
    end: int
    low: Value
    high: Value
    form: str
    """`digits`, `words`, `fraction` or `size` ("dozens")."""


@dataclass(frozen=True, slots=True)
class Word:
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
        if match["digits"]:
            plain = re.sub(rf"[,\s{_THIN}]", "", match["digits"])
            value: Value = int(plain) if plain.isdigit() else float(plain)
            scale = words["suffixes"].get((match["suffix"] or "").strip().lower(), 1)
            out.append(Word(start, end, "digits", whole(value * scale), said))
        elif match["glyph"]:
            above, below = words["glyphs"][said]
            out.append(Word(start, end, "glyph", above / below, said))
        else:
            kind, value = kinds.get(said, ("other", 0))
            out.append(Word(start, end, kind, value, said))
    return out


class _Tally:
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


Reading = tuple[Value, int, str]
"""A value, the place of the word after its last, and its form."""


class Reader:
    """Reads numerals off the words of one text. Places are indices into `words`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = split_words(text)

    def joined(self, place: int) -> bool:
        """Whether only a blank or a hyphen stands before the word."""
        gap = self.text[self.words[place - 1].end : self.words[place].start]
        return bool(_GAP.match(gap))

    def follows(self, place: int, *kinds: str) -> bool:
        """Whether a word of one of these kinds stands here and belongs to the word before it."""
        inside = 0 < place < len(self.words)
        return inside and self.words[place].kind in kinds and self.joined(place)

    def read(self, place: int) -> Reading | None:
        """The longest numeral that starts at this word."""
        kind = self.words[place].kind
        if kind == "half":
            return self._half(place)
        if kind == "a":
            return self._with_article(place)
        if kind == "glyph":
            return self.words[place].value, place + 1, "fraction"
        if kind not in ("digits", "small"):
            return None
        value, after = self._sum(place, 0)
        return self._finish(value, place, after)

    def _half(self, place: int) -> Reading:
        """ "half a million" is 500,000; "half of the city" is a half."""
        after = place + 2 if self.follows(place + 1, "a") else place + 1
        if self.follows(after, "scales", "dozens"):
            return whole(self.words[after].value / 2), after + 1, "words"
        return 0.5, place + 1, "fraction"

    def _with_article(self, place: int) -> Reading | None:
        """ "a hundred", "a dozen"; "a third of": without "of" it may be the third of a row."""
        if self.follows(place + 1, "hundred", "scales", "dozens"):
            value, after = self._sum(place + 1, 1)
            return self._finish(value, place, after)
        if self.follows(place + 1, "part") and self._ends(place + 2):
            return 1 / self.words[place + 1].value, place + 2, "fraction"
        return None

    def _ends(self, place: int) -> bool:
        """Whether the words before are a share: "of" or no further word comes next."""
        last = self.words[place - 1].end
        return bool(re.match(r"\s+(?:of|more|less)\b|\s*(?:[.,;:)]|$)", self.text[last:]))

    def _sum(self, place: int, group: Value) -> tuple[Value, int]:
        tally = _Tally(group)
        at = place
        while at < len(self.words) and (at == place or self.joined(at)):
            word = self.words[at]
            if word.kind == "and" and tally.room in (100, 1000) and self._goes_on(at + 1):
                at += 1
                continue
            if at > place and word.kind == "digits" and not self._heads(at):
                break
            if not tally.add(word):
                break
            at += 1
        return tally.value, at

    def _heads(self, place: int) -> bool:
        """Digits carry a number on only before a scale: "4 thousand 3 hundred", not "two hundred 40"."""
        return self.follows(place + 1, "hundred", "scales")

    def _goes_on(self, place: int) -> bool:
        """Whether "and" adds. It parts where another of the same scale follows: "3 hundred and 2
        hundred"; where a share follows it is left to the tail: "two hundred and three quarters"."""
        if self.follows(place + 1, "parts", "part"):
            return False
        digits = self.follows(place, "digits")
        if digits:
            fraction = self.words[place].value != int(self.words[place].value)
            return fraction is False and self.follows(place + 1, "scales")
        return self.follows(place, "small") and self.words[place].value > 0

    def _finish(self, value: Value, place: int, after: int) -> Reading:
        """What may stand behind a cardinal: decimals, a share, "and a half"."""
        form = "digits" if self.words[place].kind == "digits" and after == place + 1 else "words"
        if self.follows(after, "point") and self.follows(after + 1, "small"):
            return self._decimals(value, after + 1)
        if self.follows(after, "parts") or (
            value == 1 and self.follows(after, "part") and self._is_share(after)
        ):
            share = value / self.words[after].value
            return self._scaled(share, after + 1, "fraction")
        if self.follows(after, "glyph"):
            return whole(value + self.words[after].value), after + 1, "fraction"
        if self.follows(after, "and") and (tail := self._share_after_and(after + 1)):
            part, end = tail
            last = self.words[after - 1]
            unit = last.value if last.kind == "scales" else 1
            return self._scaled(value + part * unit, end, "fraction")
        return value, after, form

    def _is_share(self, place: int) -> bool:
        hyphen = "-" in self.text[self.words[place - 1].end : self.words[place].start]
        return hyphen or self._ends(place + 1)

    def _scaled(self, value: Value, place: int, form: str) -> Reading:
        """ "one and a half million"."""
        if self.follows(place, "scales"):
            return whole(value * self.words[place].value), place + 1, "words"
        return whole(value) if value >= 1 else value, place, form

    def _share_after_and(self, place: int) -> tuple[float, int] | None:
        """ "and a half", "and three quarters"."""
        if self.follows(place, "a", "small") and self.follows(place + 1, "half", "part", "parts"):
            above = self.words[place].value
            return above / self.words[place + 1].value, place + 2
        return None

    def _decimals(self, value: Value, place: int) -> Reading:
        digits = ""
        while self.follows(place, "small") and self.words[place].value < 100:
            digits += str(self.words[place].value)
            place += 1
        return self._scaled(float(f"{int(value)}.{digits}"), place, "words")


@cache
def _sizes() -> re.Pattern[str]:
    sizes = "|".join(load("numbers")["sizes"])
    return re.compile(
        rf"\b(?:(?P<few>{sizes})(?:\s+of)?\s+(?P<scale>dozens?|hundreds?|thousands?|millions?)|(?P<one>{sizes}))\b",
        re.I,
    )


def _read_sizes(text: str) -> list[Numeral]:
    """Words of size as intervals; compounds multiply: "several hundred", "tens of thousands"."""
    words = load("numbers")
    scales = {"dozen": 12, "hundred": 100, **words["scales"]}
    out = []
    for match in _sizes().finditer(text):
        low, high = words["sizes"][(match["few"] or match["one"]).lower()]
        if match["scale"]:
            times = scales[match["scale"].lower().rstrip("s")]
            low, high = low * times, (high + 1) * times - 1 if low != high else high * times
        out.append(Numeral(match.start(), match.end(), low, high, "size"))
    return out


def find_numerals(text: str) -> tuple[Numeral, ...]:
    """All numerals of a text in order, without overlap; the longest reading wins.

    Offsets into `text`. Ordinals are no numerals, nor is "a" by itself. What a numeral stands for
    (a date, a name, a count) is not decided here.
    """
    sizes = _read_sizes(text)
    taken = {place for size in sizes for place in range(size.start, size.end)}
    reader = Reader(text)
    out: list[Numeral] = list(sizes)
    place = 0
    while place < len(reader.words):
        reading = reader.read(place) if reader.words[place].start not in taken else None
        if reading is None:
            place += 1
            continue
        value, after, form = reading
        out.append(
            Numeral(reader.words[place].start, reader.words[after - 1].end, value, value, form)
        )
        place = after
    return tuple(sorted(out, key=lambda numeral: numeral.start))
