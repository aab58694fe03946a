"""What lies on the characters of a report: claims, and in them who speaks, the cue, numbers, days, places, hedges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shared.records import Annotation, Claim, Span


@dataclass(frozen=True, slots=True)
class Layer:
    """A stretch of the original text, and what it is taken for."""

    start: int
    end: int
    what: str
    """`claim`, `source`, `cue`, `quantity`, `day`, `where`, `left`, or the kind of an annotation."""
    claim: int | None = None
    """Which claim it belongs to, counted from 1."""
    told: str = ""
    """What it was read as."""


def layers(claims: Sequence[Claim], annotations: Sequence[Annotation]) -> list[Layer]:
    """All of a report's, in no order; `claims` are counted as they come."""
    found = []
    for place, claim in enumerate(claims, start=1):
        found.append(Layer(claim.start, claim.end, "claim", place))
        found += [Layer(*span, what, place, told) for span, what, told in _parts(claim)]
    for each in annotations:
        told = f"{each.kind.value}, in no claim" if each.left else each.kind.value
        found.append(Layer(*each.span, "left" if each.left else each.kind.value, told=told))
    return found


def _parts(claim: Claim) -> Iterator[tuple[Span, str, str]]:
    for source in (claim.source, *claim.via):
        if source and source.span:
            yield source.span, "source", source.name or source.kind.value
    if claim.cue:
        yield claim.cue.span, "cue", claim.stance.value
    for quantity in claim.quantities:
        yield quantity.span, "quantity", quantity.measure.value
    if claim.time:
        yield claim.time.span, "day", " to ".join(filter(None, (claim.time.start, claim.time.end)))
    for where in claim.places:
        yield where.span, "where", where.name


def stretches(length: int, found: Sequence[Layer]) -> Iterator[tuple[int, int, list[Layer]]]:
    """The text cut wherever something begins or ends: start, end, and what lies there, the narrowest last."""
    cuts = {0, length, *(each.start for each in found), *(each.end for each in found)}
    inside = sorted(cut for cut in cuts if 0 <= cut <= length)
    coming = sorted(found, key=lambda each: each.start, reverse=True)
    here: list[Layer] = []
    for start, end in pairwise(inside):
        here = [each for each in here if each.end > start]
        while coming and coming[-1].start <= start:
            here.append(coming.pop())
        here = [each for each in here if each.end > start]
        yield start, end, sorted(here, key=lambda each: (each.start - each.end, each.claim or 0))
