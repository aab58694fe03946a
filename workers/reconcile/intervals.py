"""Intervals: when two stated numbers are one number, and which says more."""

from __future__ import annotations

from math import inf

from shared.records import Quantity

Interval = tuple[float, float]

ROOM = 0.1
"""What "around" allows on either side."""
OPEN_UP = 1.3
""" "At least 56" and "at least 160" are two numbers to a reader though 200 satisfies both: an open
bound reaches as far as a reader would still call it that number. "More than 1,300" has room for 1,550."""
OPEN_DOWN = 0.6
""" "Up to 25" speaks of something near 25, not of 3."""


def meant(quantity: Quantity) -> Interval:
    """The numbers a reader would take the words for."""
    low, high = quantity.low, quantity.high
    if low is None and high is None:
        return 0.0, inf
    if high is None and low is not None:
        return float(low), max(low * OPEN_UP, low + 1.0)
    if low is None and high is not None:
        return high * OPEN_DOWN, float(high)
    assert low is not None and high is not None  # noqa: S101 - the two open cases are above
    room = ROOM if quantity.approx and low == high else 0.0
    return low * (1 - room), high * (1 + room)


def agree(a: Quantity, b: Quantity) -> bool:
    ours, theirs = meant(a), meant(b)
    return max(ours[0], theirs[0]) <= min(ours[1], theirs[1])


def says_no_more(later: Quantity, earlier: Quantity) -> bool:
    """Is the later word only a vaguer way to say the earlier one ("dozens" after "40")?"""
    ours, theirs = _stated(later), _stated(earlier)
    return ours[0] <= theirs[0] and theirs[1] <= ours[1]


def _stated(quantity: Quantity) -> Interval:
    low = -inf if quantity.low is None else float(quantity.low)
    high = inf if quantity.high is None else float(quantity.high)
    room = ROOM if quantity.approx and low == high else 0.0
    return low * (1 - room), high * (1 + room)


def numbers(quantity: Quantity) -> tuple[float | int, ...]:
    return tuple(n for n in (quantity.low, quantity.high) if n is not None)


def point(quantity: Quantity) -> float | int | None:
    """The one number said, "at least 16" being 16; none for a range, a word of size or an "up to"."""
    if quantity.low is None or (quantity.high is not None and quantity.high != quantity.low):
        return None
    return quantity.low


def sureness(quantity: Quantity) -> int:
    """Exact before around, around before at least, and at least before "dozens"."""
    if quantity.high is None:
        return 1
    if quantity.approx:
        return 2 if quantity.low == quantity.high else 0
    return 3
