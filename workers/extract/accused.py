"""Accused: who denies what somebody else is told to have accused him of."""

from __future__ import annotations

from collections.abc import Sequence

from shared.records import Stance
from workers.extract.noun_phrases import Range
from workers.extract.sayings import Saying
from workers.extract.touching import Heard


def accused(saying: Saying, heard: Sequence[Heard]) -> Range | None:
    """Of "The army accused the rebels of shelling the town, which they denied" the rebels, who deny it."""
    cue = saying.cue
    if cue.stance is not Stance.DENIES or saying.speaker is None:
        return None
    if cue.token.doc[saying.speaker[0]].pos_ != "PRON" or saying.speaker[1] > saying.speaker[0] + 1:
        return None
    for earlier in (h.saying.cue for h in reversed(heard)):
        if earlier.token.sent.start == cue.token.sent.start and earlier.lemma in _ACCUSES:
            whom = next((c for c in earlier.token.children if c.dep_ == "dobj"), None)
            return (whom.left_edge.i, whom.i + 1) if whom is not None else None
    return None


_ACCUSES = frozenset({"accuse", "blame"})
