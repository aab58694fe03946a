"""Earlier counts: the toll of the hours before, which a report repeats besides its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from shared.records import Claim, Quantity
from workers.extract.outcomes import HARM

_EARLIER = re.compile(r"\W*(?:Earlier|Previously|Initially)\b(?! (?:this|that|last)\b)")


def with_earlier_counts(text: str, claims: Sequence[Claim]) -> Iterator[Claim]:
    """`claims`, those that were said before and were overtaken by then as background: "Ten bodies have arrived, the director
    said. Earlier on Wednesday a source had told the radio that one man was killed". `text` is the report's, as submitted."""
    for claim in claims:
        old = _was_said_earlier(text, claim) and _is_overtaken(claim, claims)
        yield claim.model_copy(update={"background": True}) if old else claim


def _was_said_earlier(text: str, claim: Claim) -> bool:
    """The saying, and not the raid: who says it stands before it. "Earlier a raid killed nine, the monitor said"."""
    if claim.cue is None or claim.sentence is None or claim.cue.span[0] > claim.start:
        return False
    return _EARLIER.match(text, claim.sentence[0], claim.sentence[1]) is not None


def _is_overtaken(claim: Claim, claims: Iterable[Claim]) -> bool:
    before = [c for c in claims if c.start < claim.start and _may_be_there(c, claim)]
    counted = [q for q in claim.quantities if q.measure in HARM and not q.part]
    return any(_is_less(ours, q) for ours in counted for c in before for q in c.quantities)


def _is_less(one: Quantity, other: Quantity) -> bool:
    alike = other.measure is one.measure and not other.part
    return alike and one.low is not None and other.low is not None and one.low < other.low


def _may_be_there(one: Claim, other: Claim) -> bool:
    ours, theirs = ({p.name for p in each.places} for each in (one, other))
    return not ours or not theirs or bool(ours & theirs)
