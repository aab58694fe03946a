"""Figure keys: which numbers are told of the same thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from shared.records import Claim, Measure, Quantity, Scope
from workers.reconcile.lexicon import load


@cache
def _families() -> Mapping[str, str]:
    return {unit: name for name, units in load("units")["families"].items() for unit in units}


def family(quantity: Quantity) -> str | None:
    """What is counted, without the choice of word: 26 civilians and 35 people can be one toll."""
    units, measure = load("units"), quantity.measure.value
    unit = quantity.unit
    if unit is None:
        unit = units["unsaid"].get(measure)
    if unit is None:
        return None
    head = _families().get(unit) or _families().get(unit.split()[-1]) or unit
    if measure in units["people"]["measures"] and not is_people(unit):
        head = "person"
    merged: str = units["merged"].get(measure, {}).get(head, head)
    return merged


def in_family(unit: str, name: str | None) -> bool:
    return (
        unit == name
        or name in {_families().get(unit), _families().get(unit.rsplit(maxsplit=1)[-1])}
        or (name in load("units")["families"] and unit in load("units")["people"]["sorts"])
    )


def is_people(unit: str) -> bool:
    """Whether the noun is of people."""
    sorts = load("units")["people"]["sorts"]
    return any(word in _families() or word in sorts for word in (unit, unit.rsplit(maxsplit=1)[-1]))


def is_narrower(quantity: Quantity) -> bool:
    """Does the unit name a part of its family (a civilian among people)?"""
    narrower = load("units")["narrower"].get(family(quantity) or "", ())
    return quantity.unit in narrower


def scope_of(quantity: Quantity) -> Scope:
    if (
        quantity.measure.value in load("kinds")["stock_measures"]
        and quantity.scope is Scope.UNKNOWN
    ):
        return Scope.STOCK
    largest = load("kinds")["largest_incident"].get(quantity.measure.value)
    if largest is not None and (quantity.low or quantity.high or 0) > largest:
        return Scope.CUMULATIVE
    if quantity.scope is Scope.UNKNOWN and not is_rate(quantity):
        return Scope.INCIDENT
    return quantity.scope


def is_rate(quantity: Quantity) -> bool:
    """ "40 people are killed every day": the reading knows of each other toll whether it is of a happening or runs."""
    told = quantity.measure.value in load("kinds")["rising_measures"]
    return told and quantity.scope is Scope.UNKNOWN


def tells_a_stretch(claim: Claim) -> bool:
    """Does the claim count over several days: "seven days of air strikes have left 75 dead"?"""
    return any(
        quantity.measure is Measure.DURATION
        and quantity.unit in {"day", "week", "month", "year"}
        and (quantity.low or 0) >= 2
        for quantity in claim.quantities
    )


def days_told(claim: Claim) -> int | None:
    """How many days a claim counts over, where it says so in days: "over the two days"."""
    told = [q.low for q in claim.quantities if q.measure is Measure.DURATION and q.unit == "day"]
    return int(told[0]) if len(told) == 1 and told[0] and 2 <= told[0] < 60 else None


def numbers_of(claims: Iterable[Claim]) -> frozenset[tuple[str, str | None, float]]:
    """The numbers told, each with its measure and the family of its unit."""
    return frozenset(
        (quantity.measure.value, family(quantity), float(number))
        for claim in claims
        for quantity in claim.quantities
        if quantity.scope is not Scope.CUMULATIVE and not quantity.approx and not is_rate(quantity)
        for number in (quantity.low if quantity.low is not None else quantity.high,)
        if number is not None
    )


def least_of(claims: Iterable[Claim]) -> frozenset[float]:
    """The numbers of dead told as "at least" and never without: what is counted later may well be more."""
    dead = [q for claim in claims for q in claim.quantities if q.measure is Measure.KILLED]
    exact = {q.low for q in dead if q.high is not None}
    return frozenset(
        float(q.low) for q in dead if q.low is not None and q.high is None and q.low not in exact
    )
