"""Of them: "214 drones, the air force said, adding that 114 of them had been shot down": of the drones, and no men."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from workers.extract.counted import PERSON, Counted
from workers.extract.intervals import Interval
from workers.extract.losses import is_materiel

Count = tuple[Interval, Counted]

_PRONOUN = re.compile(r"\s+of\s+(?:them|these|those|which)\Z", re.IGNORECASE)
_NEAR = 250
"""Characters back to what was counted before."""


def of_what_was_told(text: str, counts: Sequence[Count]) -> list[Count]:
    """The counts with the tanks and drones in place of a pronoun that would be of people."""
    out: list[Count] = []
    for interval, counted in counts:
        before = next((c for i, c in reversed(out) if interval.start - i.end <= _NEAR), None)
        pronoun = counted.part and counted.unit == PERSON
        pronoun = pronoun and _PRONOUN.match(text[interval.end : counted.end]) is not None
        things = (
            before.unit if pronoun and before is not None and is_materiel(before.unit) else None
        )
        out.append((interval, replace(counted, unit=things) if things else counted))
    return out
