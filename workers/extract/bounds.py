"""Bounds: what the words around a numeral make of it. "At least 17" is 17 or more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from workers.extract.lexicon import load
from workers.extract.numbers import Numeral, find_numerals
from workers.extract.numberwords import Value

_REACH = 60
"""Characters before a numeral in which bound words are looked for."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A numeral or a range of two, with its bound words: `text[start:end]` is all of it."""

    start: int
    end: int
    number: tuple[int, int]
    """Where the digits or number words themselves stand."""
    low: Value | None
    high: Value | None
    approx: bool
    form: str
    currency: str | None = None
    added: bool = False
    counted: tuple[Numeral, ...] = ()
    """The numerals it is made of."""

    @property
    def said(self) -> Value:
        """The number itself, whichever side of it is open."""
        value = self.high if self.low is None else self.low
        return 0 if value is None else value


def _alternatives(phrases: Sequence[str]) -> str:
    longest = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest)


@cache
def _effects(side: str) -> dict[str, str]:
    """Each bound phrase with what it does."""
    phrases = load("bounds")[side]
    return {phrase: effect for effect, group in phrases.items() for phrase in group}


def _edge(phrases: Sequence[str]) -> str:
    """The phrases as whole words; signs such as ">" have no word edge."""
    words = [phrase for phrase in phrases if phrase[0].isalpha()]
    signs = [phrase for phrase in phrases if not phrase[0].isalpha()]
    return rf"(?:\b(?:{_alternatives(words)})(?!\w)|{_alternatives(signs) or '(?!)'})"


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"(?P<phrase>{_edge(list(_effects('before')))})\s*(?:a\s+|the\s+)?\Z", re.I)


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"\s*(?P<phrase>{_edge([*_effects('after'), '+'])})(?!\s*\d)", re.I)


@cache
def _money_before() -> re.Pattern[str]:
    signs = list(load("units")["money"]["before"])
    return re.compile(rf"(?<![^\W_])(?P<sign>{_alternatives(signs)})\s?\Z")


def _with_currency(text: str, numeral: Numeral) -> Interval:
    match = _money_before().search(text, max(0, numeral.start - 8), numeral.start)
    sign = match["sign"] if match else None
    return Interval(
        start=match.start() if match else numeral.start,
        end=numeral.end,
        number=(numeral.start, numeral.end),
        low=numeral.low,
        high=numeral.high,
        approx=numeral.form == "size",
        form=numeral.form,
        currency=load("units")["money"]["before"][sign] if sign else None,
        counted=(numeral,),
    )


def _joint(text: str, left: Interval, right: Interval) -> bool:
    """Whether two numerals are the ends of one range: "20 to 30", "between 5 and 8", "15-20"."""
    gap = text[left.end : right.start]
    joined = load("bounds")["ranges"]["joined"]
    if re.fullmatch(
        rf"\s*(?:%|percent|per\s+cent)?\s*(?:[-‐‑–—~]|{_alternatives(joined)})\s*(?:about\s+|around\s+)?",
        gap,
        re.I,
    ):
        return not (gap.strip().lower() == "or" and right.form == "size")
    return bool(re.fullmatch(r"\s*(?:%|percent|per cent)?\s+and\s+", gap, re.I)) and (
        _opened(text, left.start) == "between"
    )


def _opened(text: str, start: int) -> str | None:
    """ "between" or "from", when it stands before the first end of a range."""
    words = _alternatives(load("bounds")["ranges"]["opened"])
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


@cache
def _forms() -> str:
    return "|".join(load("bounds")["changes"]["forms"])


def _scaled(left: Interval, right: Interval) -> Value | None:
    """The first end takes the scale of the second: "1 to 2 million", "10-15,000"."""
    low, high = left.low, right.high
    if low is None or high is None:
        return low
    for scale in (1_000_000_000, 1_000_000, 1_000):
        if high >= scale and low < 1_000 and low * scale < high and high % (scale / 10) == 0:
            return low * scale
    return low


def _is_date(text: str, left: Interval, right: Interval) -> bool:
    """ "since Dec. 5 to 922": a day of the month and a count."""
    month = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\Z"
    return (right.high or 0) > 31 and bool(re.search(month, text[: left.start][-12:]))


def _as_range(text: str, left: Interval, right: Interval) -> Interval | None:
    if not _joint(text, left, right):
        return None
    said = text[right.start : right.end].lower()
    scaled = "," in said or any(word in said for word in load("numbers")["scales"])
    low = (
        _scaled(left, right)
        if scaled and not (left.currency or "," in text[left.start : left.end])
        else left.low
    )
    opened = _opened(text, left.start)
    if low is None or right.high is None or low >= right.high or _is_date(text, left, right):
        return None
    if opened == "from" and _changed(text, left.start):
        return None
    start = left.start
    if opened:
        words = _alternatives(load("bounds")["ranges"]["opened"])
        found = re.search(rf"\b(?:{words})\s+\S*\s*\Z", text[:start][-40:], re.I)
        start -= len(text[:start][-40:]) - found.start() if found else 0
    return replace(
        left,
        start=start,
        end=right.end,
        number=(left.number[0], right.number[1]),
        low=low,
        high=right.high,
        approx=left.approx or right.approx,
        form="range",
        currency=left.currency or right.currency,
        counted=left.counted + right.counted,
    )


def _apply(interval: Interval, effect: str) -> Interval:
    low, high = interval.low, interval.high
    if effect == "added":
        return replace(interval, added=True)
    if effect == "at-least":
        return replace(interval, high=None) if low is not None else interval
    if effect in ("at-most", "almost"):
        closed = replace(interval, low=None) if high is not None else interval
        return replace(closed, approx=closed.approx or effect == "almost")
    return replace(interval, approx=interval.approx or effect == "about")


def _read_before(text: str, interval: Interval) -> Interval:
    """Bound words to the left, nearest first: "at least another seven"."""
    for _ in range(3):
        begin = max(0, interval.start - _REACH)
        match = _before().search(text[begin : interval.start])
        if not match:
            break
        effect = _effects("before")[re.sub(r"\s+", " ", match["phrase"].lower())]
        interval = replace(_apply(interval, effect), start=begin + match.start())
    return interval


def _read_after(text: str, interval: Interval) -> Interval:
    """Bound words to the right: "40 or more". "More" alone adds: "35 more civilians"."""
    match = _after().match(text, interval.end)
    if not match:
        return interval
    said = re.sub(r"\s+", " ", match["phrase"].lower())
    effect = "at-least" if said == "+" else _effects("after")[said]
    if effect == "added":
        return replace(interval, added=said != "others") if said == "more" else interval
    return replace(_apply(interval, effect), end=match.end())


def _complete(left: Interval, right: Interval, text: str) -> Interval | None:
    """ "more than 40 but fewer than 60" is one interval."""
    gap = text[left.end : right.start].strip().lower()
    if gap not in ("and", "but", "and is", "but is"):
        return None
    pairs = ((left, right), (right, left))
    for floor, roof in pairs:
        if floor.high is None and roof.low is None and floor.said < roof.said:
            return replace(
                left,
                end=right.end,
                low=floor.low,
                high=roof.high,
                number=(left.number[0], right.number[1]),
            )
    return None


def find_intervals(text: str) -> tuple[Interval, ...]:
    """The numerals of a text as intervals, in order, with the bound words that belong to them.

    Offsets into `text`. Bounds as the export contract has them: "at least 17" is 17 to open, "almost
    eight million" open to 8,000,000 and near it, "dozens" 24 to 99.
    """
    single = [_with_currency(text, numeral) for numeral in find_numerals(text)]
    ranged: list[Interval] = []
    for interval in single:
        both = (
            _as_range(text, ranged[-1], interval) if ranged and ranged[-1].form != "range" else None
        )
        if both:
            ranged[-1] = both
        else:
            ranged.append(interval)
    out: list[Interval] = []
    for interval in ranged:
        bounded = _read_after(text, _read_before(text, interval))
        whole = _complete(out[-1], bounded, text) if out else None
        if whole:
            out[-1] = whole
        else:
            out.append(bounded)
    return tuple(out)
