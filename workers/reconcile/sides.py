"""Sides: what question a claim answers, and on which side."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from shared.records import Claim, Polarity, SourceKind, Stance
from workers.reconcile.entries import counts_something
from workers.reconcile.lexicon import load
from workers.reconcile.marks import Taken


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


def denies_in_other_words(no: Taken, yes: Taken) -> bool:
    """Does the one say that the other cannot be so, without a "not": fighters remain in what has fallen?

    Only from the same day on: what remained yesterday may have fallen today.
    """
    later, earlier = no.setting.days, yes.setting.days
    if later is not None and earlier is not None and later[1] < earlier[1]:
        return False
    mine, theirs = no.claim.text.casefold(), yes.claim.text.casefold()
    topic = topic_of(yes.claim)
    words = load("opposites").get(topic)
    if words is None or topic_of(no.claim) != topic:
        return False
    held = any(word in mine for word in words["yes"])
    return (
        not held and any(w in mine for w in words["no"]) and any(w in theirs for w in words["yes"])
    )
