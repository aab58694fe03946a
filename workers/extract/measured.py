"""Units of measure: lengths, areas, sums of money, shares; what is measured is no thing that is counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from workers.extract.intervals import Interval
from workers.extract.lexicon import load


@dataclass(frozen=True, slots=True)
class Measured:
    """The unit behind a number, and where it ends."""

    unit: str
    end: int
    dimension: str
    """`duration`, `area`, `money`, `percent`, `other`."""


def measured_behind(text: str, interval: Interval) -> Measured | None:
    """A unit of measure behind the number: "0.2 square miles", "two-day", "15 to 20 percent"."""
    if interval.currency:
        return Measured(interval.currency, interval.end, "money")
    match = _measured().match(text, interval.end)
    if not match:
        return None
    unit, dimension = _dimensions()[match["unit"].lower()]
    if dimension == "duration" and _of_people(text, interval, match):
        return None
    if dimension == "percent":
        return _percent(text, match.end())
    return Measured(unit, match.end(), dimension)


def _of_people(text: str, interval: Interval, match: re.Match[str]) -> bool:
    """ "Nine day labourers", who are counted, and no days."""
    after = re.match(r" ([a-z]+)s\b", text[match.end() :])
    one = match["unit"].lower().endswith("s") or "-" in match[0] or interval.low == 1
    return after is not None and not one and after[1] in load("units")["persons"]["ones"]


@cache
def _dimensions() -> dict[str, tuple[str, str]]:
    units = load("units")
    out = {
        word.lower(): (unit, dimension)
        for dimension in ("duration", "area", "other")
        for word, unit in units[dimension].items()
    }
    out |= {word.lower(): (code, "money") for word, code in units["money"]["after"].items()}
    return out | dict.fromkeys(units["percent"]["words"], ("percent", "percent"))


@cache
def _measured() -> re.Pattern[str]:
    longest = "|".join(re.escape(word) for word in sorted(_dimensions(), key=len, reverse=True))
    return re.compile(rf"\s*[-‐]?\s*(?:of\s+)?(?P<unit>{longest})(?![^\W_])", re.I)


def _percent(text: str, end: int) -> Measured:
    """ "20 percent of the city": a share of ground measures area."""
    for reach in range(4):
        found = re.compile(rf"\s+of\s+(?:[\w’'-]+\s+){{{reach}}}(?P<noun>[\w-]+)").match(text, end)
        if found and found["noun"].lower() in load("units")["percent"]["ground"]:
            return Measured("percent", found.end(), "area")
    return Measured("percent", end, "percent")
