"""Numerals: digits, number words, fractions and words of size, as spans of text with their value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from workers.extract.lexicon import load
from workers.extract.numberwords import Tally, Value, Word, split_words, whole
from workers.extract.odds import with_odds

_GAP = re.compile(r"(?:\s+|\s?[-‐‑]\s?)?\Z")
_BOUNDS = ("than", "almost", "nearly", "over", "about")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written: `text[start:end]` means `low` to `high`, equal but for words of size."""

    start: int
    end: int
    low: Value
    high: Value
    form: str
    """`digits`, `words`, `fraction`, `size` ("dozens"), `times` ("twice") or `spell` ("more than a year")."""


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
        # "more than hundred others"
        bare = kind == "hundred" and place > 0 and self.words[place - 1].text in _BOUNDS
        if kind not in ("digits", "small") and not bare:
            return None
        value, after = self._sum(place, int(bare))
        return self._finish(value, place, after)

    def _half(self, place: int) -> Reading | None:
        """ "half a million" is 500,000; "half of the city" is a half."""
        after = place + 2 if self.follows(place + 1, "a") else place + 1
        if self.follows(after, "scales", "dozens"):
            return whole(self.words[after].value / 2), after + 1, "words"
        whose = re.match(
            r"\s+(?:of|the|its|their|his|her|our|that|those|these)\b",
            self.text[self.words[place].end :],
        )
        before = self.words[place - 1].text if place else ""
        if before in _BOUNDS:
            return 0.5, place + 1, "fraction"
        if before in ("this", "that", "first", "second", "last", "other", "next") or (
            place and not whose
        ):
            return None
        return 0.5, place + 1, "fraction"

    def _with_article(self, place: int) -> Reading | None:
        """ "a hundred", "a dozen"; "a third of": without "of" it may be the third of a row."""
        if self.follows(place + 1, "hundred", "scales", "dozens"):
            value, after = self._sum(place + 1, 1)
            return self._finish(value, place, after)
        if self.follows(place + 1, "part", "half") and self._ends(place + 2):
            return self._scaled(1 / self.words[place + 1].value, place + 2)
        if self.follows(place + 1, "small") and (below := self._denominator(1, place + 1)):
            return 1 / below[0], below[1], "fraction"
        return None

    def _ends(self, place: int) -> bool:
        """Whether the words before are a share: "of" or no further word comes next."""
        last = self.words[place - 1].end
        return bool(
            re.match(
                r"\s+(?:of|more|less)\b|\s*(?:[.,;:)]|\s+(?:and|or|to|was|were|is|are|has|have)\b|$)",
                self.text[last:],
            )
        )

    def _sum(self, place: int, group: Value) -> tuple[Value, int]:
        tally = Tally(group)
        at = place
        while at < len(self.words) and (at == place or self.joined(at)):
            word = self.words[at]
            if word.kind == "and" and tally.room in (100, 1000) and self._goes_on(at + 1):
                at += 1
                continue
            if at > place and word.kind == "digits" and not self._heads(at):
                break
            if at > place and self._divides(at):
                break
            if not tally.add(word):
                break
            at += 1
        return tally.value, at

    def _divides(self, place: int) -> bool:
        """Whether a denominator starts here: the "thirty-fifths" of "one hundred thirty-fifths"."""
        tens = self.words[place].kind == "small" and self.follows(place + 1, "part", "parts")
        return tens and self._hyphen(place + 1) and self.words[place + 1].text != "halves"

    def _heads(self, place: int) -> bool:
        """Digits carry a number on only before a scale: "4 thousand 3 hundred", not "two hundred 40"."""
        return self.follows(place + 1, "hundred", "scales")

    def _goes_on(self, place: int) -> bool:
        """Whether "and" adds. It parts where another of the same scale follows: "3 hundred and 2
        hundred"; where a share follows it is left to the tail: "two hundred and three quarters"."""
        if not self.follows(place, "small", "digits") or self._is_share_at(place):
            return False
        if self.words[place].kind == "digits":
            return self.words[place].text.isdigit() and self.follows(place + 1, "scales")
        return self.words[place].value > 0

    def _is_share_at(self, place: int) -> bool:
        """ "three quarters", "one half", "fifty-four hundredths": less than one."""
        above, after = self._sum_words(place)
        named = self.follows(after, "half", "part", "parts")
        return named and above < self.words[after].value and not self.follows(after, "hundred")

    def _sum_words(self, place: int) -> tuple[Value, int]:
        """A number below a hundred in words."""
        tally, at = Tally(0), place
        while at < len(self.words) and (at == place or self.joined(at)):
            if self.words[at].kind != "small" or not tally.add(self.words[at]):
                break
            at += 1
        return tally.value, at

    def _finish(self, value: Value, place: int, after: int) -> Reading:
        """What may stand behind a cardinal: decimals, a share, "and a half"."""
        form = "digits" if self.words[place].kind == "digits" and after == place + 1 else "words"
        if self.follows(after, "point") and self.follows(after + 1, "small"):
            return self._decimals(value, after + 1)
        if below := self._denominator(value, after):
            return self._scaled(value / below[0], below[1])
        if self.follows(after, "glyph"):
            return whole(value + self.words[after].value), after + 1, "fraction"
        if self.follows(after, "and") and (tail := self._share_after_and(after + 1)):
            return self._with_share(value, self.words[after - 1], *tail)
        return value, after, form

    def _denominator(self, value: Value, place: int) -> tuple[Value, int] | None:
        """ "three fifths", "one-fifth", "a twenty-first": what a count is divided by. One of a thing
        is a share only where "of" or nothing follows: "one third party" is none."""
        if self.follows(place, "parts"):
            return self.words[place].value, place + 1
        if value == 1 and self.follows(place, "part") and self._is_share(place):
            return self.words[place].value, place + 1
        tens = self.follows(place, "small") and self.words[place].value in range(20, 100, 10)
        if (
            tens
            and self.follows(place + 1, "part", "parts", "last_part")
            and self._hyphen(place + 1)
        ):
            return self.words[place].value + self.words[place + 1].value, place + 2
        return None

    def _hyphen(self, place: int) -> bool:
        return "-" in self.text[self.words[place - 1].end : self.words[place].start]

    def _is_share(self, place: int) -> bool:
        return self._hyphen(place) or self._ends(place + 1)

    def _scaled(self, value: Value, place: int) -> Reading:
        """ "one and a half million", "two thirds of a million"."""
        at = place
        gap = self.text[self.words[at - 1].end :]
        if (
            at + 2 < len(self.words)
            and re.match(r"\s+of\s+an?\s", gap)
            and self.words[at + 2].kind == "scales"
        ):
            at += 2
        if at > place:
            return round(value * self.words[at].value), at + 1, "words"
        if self.follows(at, "scales"):
            return whole(value * self.words[at].value), at + 1, "words"
        return (whole(value), place, "words") if value > 1 else (value, place, "fraction")

    def _share_after_and(self, place: int) -> tuple[float, int] | None:
        """ "and a half", "and three quarters"."""
        if self.follows(place, "a") and self.follows(place + 1, "half", "part"):
            return 1 / self.words[place + 1].value, place + 2
        if self.follows(place, "small") and self._is_share_at(place):
            above, after = self._sum_words(place)
            return above / self.words[after].value, after + 1
        return None

    def _with_share(self, value: Value, last: Word, part: float, place: int) -> Reading:
        """ "Three and a half million" is 3.5 million, "a million and a half" 1.5 million, "a billion
        and a half million" adds half a million."""
        if self.follows(place, "scales"):
            scale = self.words[place].value
            both = value + part * scale if last.kind == "scales" else (value + part) * scale
            return whole(both), place + 1, "words"
        return whole(value + part * (last.value if last.kind == "scales" else 1)), place, "words"

    def _decimals(self, value: Value, place: int) -> Reading:
        digits = ""
        while self.follows(place, "small") and self.words[place].value < 100:
            digits += str(self.words[place].value)
            place += 1
        return self._scaled(float(f"{int(value)}.{digits}"), place)


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
    for match in re.finditer(
        rf"\b(?:{'|'.join(words['times'])})\b(?!\s+(?:as|the|more)\b)", text, re.I
    ):
        often = words["times"][match[0].lower()]
        out.append(Numeral(match.start(), match.end(), often, often, "times"))
    return out


def find_numerals(text: str) -> tuple[Numeral, ...]:
    """All numerals of a text in order, without overlap; the longest reading wins.

    Offsets into `text`. Ordinals are no numerals, nor is "a" by itself. What a numeral stands for
    (a date, a name, a count) is not decided here.
    """
    reader = Reader(text)
    out: list[Numeral] = []
    place = 0
    while place < len(reader.words):
        reading = reader.read(place)
        if reading is None:
            place += 1
            continue
        value, after, form = reading
        start, end = reader.words[place].start, reader.words[after - 1].end
        sign = _sign(text, start, end)
        out.append(
            Numeral(start - len(sign), end, *((-value, -value) if sign else (value, value)), form)
        )
        place = after
    read = [(numeral.start, numeral.end) for numeral in out]
    out += [
        s for s in _read_sizes(text) if all(s.end <= start or end <= s.start for start, end in read)
    ]
    return tuple(with_odds(text, sorted(out, key=lambda numeral: numeral.start)))


def _sign(text: str, start: int, end: int) -> str:
    """What makes the number negative: "minus five", "-1.3%". A dash before a count is a bullet."""
    said = re.search(r"\b(?:minus[\s-]|negative\s)\s*\Z", text[:start][-12:], re.I)
    if said:
        return said[0]
    dash = re.search(
        r"(?:^\s*(?P<first>[-−]\s?)|(?P<be>\b(?:was|is|were|are|to|at)\s)?(?<![^\s(^<>=])(?P<sign>[-−]))\Z",
        text[:start][-6:],
    )
    if dash is None:
        return ""
    measured = re.match(r"\s?%|\s*\Z|\s?°|[\^]", text[end:]) or "." in text[start:end]
    return (dash["first"] or dash["sign"]) if measured or dash["be"] else ""
