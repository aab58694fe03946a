"""Halves: which part of a divided town a claim tells of, by who holds it and where it lies.

"Raids on rebel-held east Aleppo" and "rebel fire in government-held west Aleppo" are two happenings of one town and day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from shared.records import Claim
from workers.reconcile.lexicon import load

_HELD = r"(?P<holder>[A-Za-z]+)[- ](?:held|controlled|run|areas?|districts?|neighbou?rhoods?|quarters|territory)\b"
_LIES = r"\b(?P<side>[Ee]ast|[Ww]est|[Nn]orth|[Ss]outh)(?:ern)? (?:part of |half of |sector of )?(?:the city of )?{town}(?![\w-])"


def halves_of(claims: Iterable[Claim]) -> tuple[str, ...]:
    """What these claims call the part of their town: `east`, `held by rebels`; nothing where they tell of both halves."""
    told = {half for claim in claims for half in _told(claim)}
    return () if _crosses(told, told) else tuple(sorted(told))


def other_halves(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether one tells of the east of the town and the other of its west, or each of what another party holds."""
    return _crosses(set(a), set(b))


def _told(claim: Claim) -> Iterable[str]:
    holders = _holders()
    for found in re.finditer(_HELD, claim.text):
        if (party := holders.get(found["holder"].lower())) is not None:
            yield f"held by {party}"
    for town in {place.name for place in claim.places if place.id is not None}:
        for found in re.finditer(_LIES.format(town=re.escape(town)), claim.text):
            yield found["side"].lower()


@cache
def _holders() -> dict[str, str]:
    return {word: party for party, words in load("names")["holders"].items() for word in words}


def _crosses(some: set[str], others: set[str]) -> bool:
    return any({a, b} in _OPPOSITE for a in some for b in others)


_OPPOSITE = (
    {"east", "west"},
    {"north", "south"},
    {"held by government", "held by rebels"},
)
