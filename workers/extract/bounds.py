"""Bounds: what the words around a numeral make of it. "At least 17" is 17 or more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from workers.extract.intervals import Interval, alternatives
from workers.extract.lexicon import load
from workers.extract.numbers import Numeral, find_numerals
from workers.extract.ranges import as_open_range, as_range

_REACH = 60
"""Characters before a numeral in which bound words are looked for."""


_RISEN = re.compile(
    r"\b(?:toll\s+(?:is\s+|now\s+|stands\s+)*|(?:go|goes|went|gone|rise|rises|rose|risen|climbed|climbs|jumped|crept|moved|is\s+now|now\s+stands)\s+)up\s+to\s+\Z",
    re.I,
)
""" "Death toll up to 3", "the toll has gone up to 12": it has risen to so many."""


@cache
def _effects(side: str) -> dict[str, str]:
    """Each bound phrase with what it does."""
    phrases = load("bounds")[side]
    return {phrase: effect for effect, group in phrases.items() for phrase in group}


def _edge(phrases: Sequence[str]) -> str:
    """The phrases as whole words; signs such as ">" have no word edge."""
    words = [phrase for phrase in phrases if phrase[0].isalpha()]
    signs = [phrase for phrase in phrases if not phrase[0].isalpha()]
    return rf"(?:\b(?:{alternatives(words)})(?!\w)|(?<![<>=])(?:{alternatives(signs) or '(?!)'}))"


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"(?P<phrase>{_edge(list(_effects('before')))})\s*(?:a\s+|the\s+)?\Z", re.I)


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"\s*(?P<phrase>{_edge([*_effects('after'), '+'])})(?!\s*\d|\s+than)", re.I)


@cache
def _money_before() -> re.Pattern[str]:
    signs = list(load("units")["money"]["before"])
    return re.compile(rf"(?<![^\W_])(?P<sign>{alternatives(signs)})\s?\Z")


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


_DURING = re.compile(r"\b(?:over|under|within|above|below)\s+the\s+\Z", re.I)
""" "Over the two days": how long it went on."""


@cache
def _over() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Verbs of which "over" is a part, and what is counted where it is none all the same."""
    over = load("bounds")["over"]
    verbs = re.compile(rf"\b(?:{alternatives(over['verbs'])})\s+over\s+\Z", re.I)
    return verbs, re.compile(rf"\s+(?:{'|'.join(over['but'])})\b", re.I)


def _is_no_bound(text: str, begin: int, interval: Interval) -> bool:
    verbs, counted = _over()
    if verbs.search(text, begin, interval.start):
        return counted.match(text, interval.end) is None
    return _DURING.search(text, begin, interval.start) is not None


def _read_before(text: str, interval: Interval) -> Interval:
    """Bound words to the left, nearest first: "at least another seven"."""
    for _ in range(3):
        begin = max(0, interval.start - _REACH)
        if _is_no_bound(text, begin, interval):
            break
        match = _before().search(text[begin : interval.start])
        if not match:
            break
        effect = _effects("before")[re.sub(r"\s+", " ", match["phrase"].lower())]
        if effect == "at-most" and _RISEN.search(text, begin, interval.start):
            effect = "exactly"
        interval = replace(_apply(interval, effect), start=begin + match.start())
    return interval


def _read_after(text: str, interval: Interval, following: int | None) -> Interval:
    """Bound words to the right: "40 or more". "More" alone adds: "35 more civilians". Those of the number
    that follows are its own: "URL 124 At least four people"."""
    match = _after().match(text, interval.end)
    if not match or (following is not None and not text[match.end() : following].strip()):
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


@cache
def _spell() -> re.Pattern[str]:
    units = alternatives([word for word in load("units")["duration"] if word != "second"])
    return re.compile(
        rf"\b(?:(?P<one>an?)(?=\s+(?:{units})\b)|(?P<single>single)(?=[\s-](?:{units})\b))", re.I
    )


@cache
def _before_spell() -> re.Pattern[str]:
    bounds = [
        p for p, effect in _effects("before").items() if effect in _BOUNDING and p[0].isalpha()
    ]
    return re.compile(
        rf"\b(?:{alternatives(bounds + load('units')['spells']['before'])})\s+\Z", re.I
    )


_BOUNDING = {"at-least", "at-most", "almost", "about"}


def _spells(text: str) -> Iterator[Numeral]:
    """ "Besieged for more than a year", "held for a month", "a single day": an article counts where a bound or a length
    and a unit of time are around it. "For a second time" is no length."""
    for match in _spell().finditer(text):
        before = text[max(0, match.start() - _REACH) : match.start()]
        if match.lastgroup == "single" or _before_spell().search(before):
            yield Numeral(*match.span(), 1, 1, "spell")


def _as_one(left: Interval, right: Interval, text: str) -> Interval | None:
    return _complete(left, right, text) or as_open_range(text, left, right)


def find_intervals(text: str) -> tuple[Interval, ...]:
    """The numerals of a text as intervals, in order, with the bound words that belong to them.

    Offsets into `text`. Bounds as the export contract has them: "at least 17" is 17 to open, "almost
    eight million" open to 8,000,000 and near it, "dozens" 24 to 99.
    """
    numerals = sorted([*find_numerals(text), *_spells(text)], key=lambda numeral: numeral.start)
    single = [_with_currency(text, numeral) for numeral in numerals]
    ranged: list[Interval] = []
    for interval in single:
        both = (
            as_range(text, ranged[-1], interval) if ranged and ranged[-1].form != "range" else None
        )
        if both:
            ranged[-1] = both
        else:
            ranged.append(interval)
    out: list[Interval] = []
    starts = [*(interval.start for interval in ranged[1:]), None]
    for interval, following in zip(ranged, starts, strict=False):
        bounded = _read_after(text, _read_before(text, interval), following)
        whole = _as_one(out[-1], bounded, text) if out else None
        if whole:
            out[-1] = whole
        else:
            out.append(bounded)
    return tuple(out)
