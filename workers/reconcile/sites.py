"""Sites: "the plant" further on in a report is the steelworks that it has named, wherever its last sentence was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from shared.records import Claim, Place
from workers.reconcile.lexicon import load
from workers.reconcile.placing import ACROSS_KM, Nearness, distance_km, nearness


@cache
def _families() -> Mapping[str, str]:
    found: Mapping[str, list[str]] = load("names")["site_families"]
    return {word: family for family, words in found.items() for word in words}


@cache
def _site() -> str:
    return "|".join(sorted(_families(), key=len, reverse=True))


@cache
def _the_site() -> re.Pattern[str]:
    """Not "the plant in Harim", "the plant manager"."""
    return re.compile(
        rf"\b(?:the|that|this) (?P<site>{_site()})\b(?! (?:in|at|of|near|where|manager|director|workers?)\b)",
        re.I,
    )


class Sites:
    """The places of the sites that a report has named so far, one of a sort."""

    def __init__(self) -> None:
        self._of: dict[str, list[tuple[Place, ...]]] = {}

    def name(self, claim: Claim, places: tuple[Place, ...]) -> None:
        """ "The Harim steelworks", "a school in the village of Tarband"."""
        for place in claim.places:
            low, high = place.span[0] - claim.start, place.span[1] - claim.start
            behind = re.match(rf" (?:\w+ )?(?P<site>{_site()})\b", claim.text[high:], re.I)
            before = re.search(
                rf"\b(?P<site>{_site()}) (?:in|at|near) (?:the )?(?:\w+ of )?\Z",
                claim.text[:low],
                re.I,
            )
            if (named := behind or before) is not None:
                known = self._of.setdefault(_families()[named["site"].lower()], [])
                if all(nearness(places, other) is Nearness.APART for other in known):
                    known.append(places)

    def meant(self, claim: Claim, current: tuple[Place, ...]) -> tuple[Place, ...]:
        """Where the site is that the claim speaks of, if that is not where the report is; where it is, if nothing else."""
        spoken = _the_site().search(claim.text)
        known = self._of.get(_families()[spoken["site"].lower()], []) if spoken else []
        if len(known) != 1 or (current and not _elsewhere(known[0], current)):
            return current
        return known[0]


def _elsewhere(site: tuple[Place, ...], current: tuple[Place, ...]) -> bool:
    """Not in the town that the site is in: that is where the report has been all along."""
    apart = distance_km(site[0], current[0])
    near = apart is not None and apart <= ACROSS_KM
    return nearness(site, current) is Nearness.APART and not near
