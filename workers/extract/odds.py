"""Odds: "one in five Sudanese" is a fifth of them, and neither one nor five."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workers.extract.numbers import Numeral

_IN = re.compile(r"\s+(?:in|out of)\s+(?:every\s+)?", re.IGNORECASE)
_OF_TIME = re.compile(
    r"\s+(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|attacks?|strikes?|raids?|incidents?|villages?|towns?"
    r"|places?|provinces?|districts?|cities|countries|vehicles?|cars?|buses|trucks?|homes?|houses?|hospitals?)\b",
    re.IGNORECASE,
)
_FEWER, _MOST = 10, 100


def with_odds(text: str, numerals: Sequence[Numeral]) -> list[Numeral]:
    """The numerals in order, two that give odds as one fraction. "Two in three days", "nine in ten attacks" are two numbers."""
    out: list[Numeral] = []
    for numeral in numerals:
        before = out[-1] if out else None
        if before is not None and _are_odds(text, before, numeral):
            share = before.low / numeral.low
            out[-1] = replace(before, end=numeral.end, low=share, high=share, form="fraction")
        else:
            out.append(numeral)
    return out


def _are_odds(text: str, one: Numeral, two: Numeral) -> bool:
    plain = {one.form, two.form} <= {"digits", "words"}
    small = 0 < one.low < min(two.low, _FEWER) and two.low <= _MOST
    joined = _IN.fullmatch(text, one.end, two.start) if plain and small else None
    return joined is not None and ("out" in joined[0] or _OF_TIME.match(text, two.end) is None)
