"""Verdicts: "dismissed as nonsense reports that he had fled", "rejected the claim as a fabrication": none of what is denied."""

from __future__ import annotations

from shared.records import Stance
from workers.extract.lexicon import load
from workers.extract.noun_phrases import Range
from workers.extract.sayings import Saying

_FALSE = frozenset(load("stances")["false"]) | frozenset(load("stances")["scorned_as"])
_AGAINST = frozenset({Stance.DENIES, Stance.DISPUTES})
_LONGEST = 5
"""Words of "as a complete fabrication"."""


def without_verdict(saying: Saying, start: int, end: int) -> Range:
    """The tokens behind the cue without "as nonsense" at their head or their end."""
    doc = saying.cue.token.doc
    if saying.cue.stance not in _AGAINST or end - start < _LONGEST - 1:
        return start, end
    if doc[start].lower_ == "as" and doc[start + 1].lower_ in _FALSE:
        start += 2
    stop = next((t.i for t in reversed(doc[start:end]) if t.is_alpha), start) + 1
    for at in range(max(start + 1, stop - _LONGEST), stop - 1):
        if doc[at].lower_ == "as" and not _FALSE.isdisjoint(t.lower_ for t in doc[at:stop]):
            return start, at
    return start, end
