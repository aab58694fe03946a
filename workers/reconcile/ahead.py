"""Ahead: where something happened that a report places only in its next sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.records import Claim, Phase
from workers.reconcile.lexicon import load
from workers.reconcile.placing import is_specific

_WHAT = r"(?:air ?|drone |suicide |rocket |missile )?(?:attack|strike|airstrike|raid|bombing|blast|explosion|shelling|bombardment|ambush|massacre|killing|incident)s?"
_GOES_ON = re.compile(
    rf"(?:they (?:were|had been) \w+ing|(?:the|this|that) {_WHAT} (?:\w+ ){{0,2}}?(?:took place|happened|occurred|hit|struck|targeted))\b",
    re.IGNORECASE,
)
""" "Air strikes had killed 14 civilians, the monitor said. They were crossing the river at Mayadeen", "The strike hit the
market of Zabid": whoever that is, it was there; "they also attacked Zabid" is another thing."""


def placed_ahead(claim: Claim, news: Sequence[Claim]) -> list[Claim]:
    """The claim of the next sentence that says where this one's harm was done, if there is one."""
    main = claim.kinds[0].value if claim.kinds else None
    if claim.phase is not Phase.HAPPENED or main not in load("kinds")["momentary"]:
        return []
    after = [other for other in news if other.sentence[0] >= claim.sentence[1]]
    return [n for n in after[:1] if _says_where(n)]


def _says_where(claim: Claim) -> bool:
    goes_on = _GOES_ON.match(claim.text)
    place = next((p for p in claim.places if is_specific(p)), None)
    if goes_on is None or place is None:
        return False
    return _APART.search(claim.text[goes_on.end() : place.span[0] - claim.start]) is None


_APART = re.compile(
    r"\b(?:after|before|as|since|while|when|hours?|days?|weeks?|km|kilomet(?:re|er)s?|miles?)\b",
    re.IGNORECASE,
)
""" "The attack took place hours after gunmen stormed a mosque in Kunduz": it did not take place there."""
