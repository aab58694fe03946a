"""Intervals: a number as said, between two ends of which one may be open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workers.extract.numbers import Numeral
from workers.extract.numberwords import Value


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


def alternatives(phrases: Sequence[str]) -> str:
    longest = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest)
