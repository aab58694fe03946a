"""The Jewish calendar, by its own arithmetic: months from the reckoned new moon, a new year put off by its four rules."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_BEFORE_FIRST = -1_373_427
"""Days, as Python counts them, from 1 January of the year 1 back to the eve of the Jewish year 1."""
_PARTS_OF_A_DAY = 25_920
_NISAN = 177
"""Days from the first of Nisan to the new year after it, in every year."""
_BEYOND = 3760
"""The Jewish year that ends in a year of ours is greater by so much."""


def jewish_days(year: int, month: str, day: int) -> list[date]:
    """A day of a Jewish month in a year of our calendar."""
    found = (_first_of(month, jewish) + timedelta(days=day - 1) for jewish in _both(year))
    return [found_day for found_day in found if found_day.year == year]


def _both(year: int) -> tuple[int, int]:
    return year + _BEYOND, year + _BEYOND + 1


def _first_of(month: str, jewish: int) -> date:
    new_year, next_year = _new_year(jewish), _new_year(jewish + 1)
    nisan = next_year - _NISAN
    long_second_month = (next_year - new_year) % 10 == 5
    firsts = {
        "tishri": new_year,
        "kislev": new_year + 59 + long_second_month,
        "adar": nisan - 29,
        "nisan": nisan,
        "sivan": nisan + 59,
    }
    return date.fromordinal(firsts[month])


@cache
def _new_year(jewish: int) -> int:
    """No year is of 356 days, and none after a leap year of 382: it begins later."""
    before, here, after = (_elapsed(jewish + step) for step in (-1, 0, 1))
    delay = 2 if after - here == 356 else 1 if here - before == 382 else 0
    return _BEFORE_FIRST + here + delay


def _elapsed(jewish: int) -> int:
    """Days to the new moon of the year's first month, which is no Sunday, Wednesday or Friday."""
    months = (235 * jewish - 234) // 19
    day = 29 * months + (12_084 + 13_753 * months) // _PARTS_OF_A_DAY
    return day + (3 * (day + 1) % 7 < 3)
