"""Placing: whether two places are one, beside or within one another, or apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from shared.records import Claim, Place
from workers.reconcile.names import place_key

BROAD = 4
"""Precision from which on a place holds many happenings: provinces, regions, countries."""
TOWN = 1
DISTRICT = 3
ACROSS_KM = 15.0
"""Wider than a town with its suburbs and villages."""
NEAR = 2
"""Precision of "60 kilometres from the capital"."""
BESIDE_KM = 4.0
"""A quarter of a town and the town; two villages of one plain are farther apart."""
NAMESAKE_KM = 60.0
"""Two entries of one name nearer than this are one place twice in the gazetteer."""
PROVINCE_KM = 150.0
"""From the middle of a province to its farthest village, in all but the emptiest ones."""


class Nearness(StrEnum):
    SAME = "same place"
    WITHIN = "one within the other"
    BESIDE = "beside one another"
    APART = "apart"


def is_specific(place: Place) -> bool:
    return place.precision is None or place.precision < BROAD


def pointed_at(place: Place) -> tuple[object, ...]:
    """What the name points at, wherever in a text it stands."""
    return place.name, place.id, place.lat, place.lon, place.precision


def distance_km(a: Place, b: Place) -> float | None:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    la, lb, dlat, dlon = map(radians, (a.lat, b.lat, b.lat - a.lat, b.lon - a.lon))
    arc = sin(dlat / 2) ** 2 + cos(la) * cos(lb) * sin(dlon / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(arc))


def same_place(a: Place, b: Place) -> bool:
    """One gazetteer entry, or one name where the gazetteer does not tell them apart."""
    if a.id is not None and a.id == b.id:
        return True
    if is_specific(a) != is_specific(b) or not _same_name(a, b):
        return False
    apart = distance_km(a, b)
    return apart is None or apart < NAMESAKE_KM


def _same_name(a: Place, b: Place) -> bool:
    """A name not found in the gazetteer may have words before it that are none of it ("west", a country)."""
    ours, theirs = place_key(a.name), place_key(b.name)
    longer, shorter = (ours, theirs) if len(ours) > len(theirs) else (theirs, ours)
    whole = a if longer == ours else b
    unfound = whole.id is None and not _REGION.match(whole.name)
    return ours == theirs or (unfound and longer.endswith(f" {shorter}"))


_REGION = re.compile(r"(?:north|south)[ -]?(?:east|west)(?:ern)? ", re.IGNORECASE)
""" "The town of Manbij, in Northeastern Aleppo": a part of the country, and no town."""


def nearness(a: tuple[Place, ...], b: tuple[Place, ...]) -> Nearness:
    """How the places of two tellings lie to one another, by the nearest place of each.

    One lies within the other when it is named among the other's places ("a quarter of the town"); that
    two villages are named with one province says nothing.
    """
    if same_place(a[0], b[0]):
        return Nearness.SAME
    if not (is_specific(a[0]) and is_specific(b[0])):
        return Nearness.APART
    if _is_named(a[0], b[1:]) or _is_named(b[0], a[1:]):
        return Nearness.WITHIN
    apart = distance_km(a[0], b[0])
    return Nearness.BESIDE if apart is not None and apart <= BESIDE_KM else Nearness.APART


def seat_of(village: tuple[Place, ...], town: tuple[Place, ...]) -> bool:
    """Could "a wedding at Hasakeh" be the one in a village that no gazetteer knows, in the province of that name?"""
    if village[0].id is not None or not (is_specific(village[0]) and is_specific(town[0])):
        return False
    called = place_key(town[0].name)
    return any(p.precision == BROAD and place_key(p.name) == called for p in village[1:])


def _is_named(place: Place, others: Iterable[Place]) -> bool:
    """Among others that it could be a quarter of; a town that is only near says where, not what."""
    return any(same_place(place, other) and other.precision != NEAR for other in others)


def tells_of_towns(claim: Claim) -> bool:
    """Whether it tells one thing of towns far from one another: "rockets on Aleppo and Deir Ezzor killed ten"; or of places
    of which it says that they are several: "in the attacks on the two camps". What a claim counts of both is counted of
    neither."""
    if claim.quantities and _SEVERAL.search(claim.text):
        return True
    towns = [p for p in claim.places if p.precision == TOWN and p.id is not None]
    for one, other in pairwise(sorted(towns, key=lambda place: place.span)):
        between = claim.text[one.span[1] - claim.start : other.span[0] - claim.start].lstrip()
        if _LISTED.fullmatch(between) and (distance_km(one, other) or 0) > ACROSS_KM:
            return True
    return False


_PLACES = "camps|towns|villages|cities|places|quarters|neighbou?rhoods|districts|localities|provinces|areas"
_SEVERAL = re.compile(
    rf"(?<!\bof )\b(?:(?:the|these|those|all) (?:two|three|four|five|six|several)|both) (?:[a-z-]+ )?(?:{_PLACES})\b"
    rf"|\b[A-Z][\w’'-]+ and [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)? (?:displacement |refugee )?(?:{_PLACES})\b"
)
""" "In the two camps", "in Kalma and Kassab camps"; not "in Kalma, the larger of the two camps"."""
_LISTED = re.compile(r",?\s*(?:and|&|as well as)\s+(?:(?:in|on|at|near)\s+)?", re.IGNORECASE)
"""What joins two towns told of together; "Hajin, Deir Ezzor" is one, and where it lies."""


def far_apart(inner: Iterable[Place], broad: Place) -> bool:
    """Is the place known to lie outside the broad one? By country, by distance, or by another province."""
    inner = tuple(inner)
    first = inner[0]
    if first.country and broad.country and first.country != broad.country:
        return True
    provinces = [p for p in inner if not is_specific(p) and p.precision == broad.precision]
    if provinces:
        return not any(same_place(p, broad) for p in provinces)
    apart = distance_km(first, broad)
    return apart is not None and (broad.precision or 0) <= BROAD and apart > PROVINCE_KM
