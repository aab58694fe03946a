"""Sides: what question a claim answers, and on which side."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from shared.records import Claim, Polarity, SourceKind, Stance
from workers.reconcile.entries import counts_something
from workers.reconcile.lexicon import load


class Side(StrEnum):
    FOR = "for"
    AGAINST = "against"
    UNVERIFIED = "unverified"


def side_of(claim: Claim) -> Side:
    """Truth is stance times polarity; who cannot verify says neither yes nor no, and hearsay is nobody."""
    if claim.stance is Stance.CANNOT_VERIFY:
        return Side.UNVERIFIED
    if claim.source is not None and claim.source.kind is SourceKind.HEARSAY:
        return Side.UNVERIFIED
    denies = claim.stance in {Stance.DENIES, Stance.DISPUTES}
    negative = claim.polarity is Polarity.NEG
    return Side.AGAINST if denies != negative else Side.FOR


def is_numbered(claim: Claim) -> bool:
    """Does the claim stand in a figure?"""
    return any(counts_something(claim, quantity) for quantity in claim.quantities)


@cache
def _topics() -> Mapping[str, str]:
    return {kind: topic for topic, kinds in load("kinds")["related"].items() for kind in kinds}


def topic_of(claim: Claim) -> str:
    """Claims of one topic in one situation can answer one question; the main kind decides."""
    return _topics().get(claim.kinds[0] if claim.kinds else "other", "rest")


class Opposed(StrEnum):
    """On which side of a pair of opposites a claim stands, without a "not": what has fallen, and where
    fighters remain."""

    YES = "yes"
    NO = "no"


def opposed(claim: Claim) -> Opposed | None:
    words = load("opposites").get(topic_of(claim))
    if words is None:
        return None
    text = claim.text.casefold()
    if any(word in text for word in words["yes"]):
        return Opposed.YES
    return Opposed.NO if any(word in text for word in words["no"]) else None
