"""Sides: what question a claim answers, and on which side."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from shared.records import Claim, Kind, Phase, Polarity, SourceKind, Stance
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
    negative = claim.polarity is Polarity.NEG and not _is_call(claim)
    if denies == negative:
        return Side.FOR
    # "The mayor denied that the attack was a hoax", "insists it was no hoax": he stands for it
    restored = (_CALLED_FALSE if denies else _NOT_FALSE).search(claim.text)
    return Side.FOR if restored else Side.AGAINST


def _is_call(claim: Claim) -> bool:
    """ "Called on the army to stop the raids": nobody says that there are none."""
    said = claim.cue is not None or _BIDS.match(claim.text)
    return bool(said) and claim.kinds[:1] == (Kind.POSITION,) and claim.phase is Phase.HYPOTHETICAL


_BIDS = re.compile(r"(?:do not|don['’]t|never|stop)\b", re.IGNORECASE)
_FALSE = r"(?:an?\s+)?(?:hoax|fake|false|fabricated|fabrication|staged|forgery|lie)\b"
_CALLED_FALSE = re.compile(rf"\bhoax\b|\b(?:was|is|were|are|been)\s+{_FALSE}", re.IGNORECASE)
_NOT_FALSE = re.compile(rf"(?:\bno|\bnot|n['’]t|\bnever)\s+{_FALSE}", re.IGNORECASE)


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
