"""Surroundings: what lies around a place that its sentence does not say more of."""

from __future__ import annotations

import re

from shared.records import Claim, Place
from workers.reconcile.placing import (
    ACROSS_KM,
    BROAD,
    DISTRICT,
    NAMESAKE_KM,
    distance_km,
    far_apart,
    is_specific,
    same_place,
)

_QUARTER = r"(?:neighbou?rhood|quarter|district)"


class Around:
    """The last town and the last province that a report has named: what lies around a place that it does not say more of."""

    def __init__(self) -> None:
        self._town: Place | None = None
        self._province: Place | None = None
        self._quarters: set[str] = set()

    def set(self, claim: Claim) -> tuple[Place, ...]:
        """The places of the next claim, with what lies around them."""
        places = from_the_inside(claim.places)
        name, town = places[0].name, self._town
        said = name in self._quarters or _is_quarter(claim.text, name)
        if town is not None and (said or _lies_in(places[0], town)):
            self._quarters.add(name)
            return self._within_town(places, town)
        unknown = places[0].id is None and is_specific(places[0])
        if unknown and self._province is not None and all(map(is_specific, places)):
            return (*places, self._province)
        self._town = next((p for p in places if p.id is not None and is_specific(p)), self._town)
        self._province = next((p for p in places if p.precision == BROAD), self._province)
        return places

    def _within_town(self, places: tuple[Place, ...], town: Place) -> tuple[Place, ...]:
        """ "The city's Ferdous neighbourhood" is none of the towns of that name elsewhere."""
        quarter, rest = places[0], [p for p in places[1:] if not same_place(p, town)]
        if (distance_km(quarter, town) or 0.0) > NAMESAKE_KM:
            quarter = quarter.model_copy(
                update={"id": None, "lat": None, "lon": None, "precision": None}
            )
        return (quarter, town, *rest) if not same_place(quarter, town) else places


def _lies_in(place: Place, town: Place) -> bool:
    """ "The Sheikh Maqsoud area" of the town told of before: the gazetteer has it as a district, and near."""
    apart = distance_km(place, town)
    return place.precision == DISTRICT and apart is not None and apart <= ACROSS_KM


def _is_quarter(text: str, name: str) -> bool:
    """ "Ferdous neighbourhood", "the neighbourhoods of Fardos and Bab"; "the Aleppo neighbourhoods of Fardos and Bab" and
    "four neighbourhoods of Aleppo" are the town's."""
    said = re.escape(name)
    one = rf"{said} {_QUARTER}\b|{_QUARTER} (?:of )?(?:the )?{said}\b|{_QUARTER}s including (?:the )?{said}\b"
    several = rf"{_QUARTER}s (?:of |including )?(?:the )?(?:{said}(?:, | and )(?=[A-Z])|(?:[A-Z][\w-]+(?:,| and) )+{said}\b)"
    return bool(re.search(rf"{one}|{several}|{said} {_QUARTER}s(?! of)", text))


def from_the_inside(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """ "A border crossing between Turkey and the province of Idlib, at Atme": at Atme, wherever the words stand."""
    inner = next((p for p in places if is_specific(p)), None)
    if inner is None or is_specific(places[0]) or far_apart([inner], places[0]):
        return places
    return inner, *(p for p in places if p is not inner)
