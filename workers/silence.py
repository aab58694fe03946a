"""Who has been silent for too long, by what this process has itself watched.

Not by the ledger's moments: a clock that was set, a ledger that was away for everybody, or this
process having been stopped for a while, must not make the living look dead.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LONGEST_GAP = 0.5
"""Of the time of silence: who has not looked for so long has not watched."""


@dataclass(frozen=True)
class _Sign:
    seen_at: float
    noticed: float


class Silence:
    """Watches signs of life change."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._signs: dict[str, _Sign] = {}
        self._looked = clock()

    def watch(self, seen: Mapping[str, float], seconds: float) -> tuple[str, ...]:
        """Take note of everybody's last sign of life; who has shown the same one for `seconds`."""
        now = self._clock()
        if now - self._looked > max(LONGEST_GAP * seconds, 1.0):
            self._signs.clear()
        self._looked = now
        for name, seen_at in seen.items():
            known = self._signs.get(name)
            if known is None or known.seen_at != seen_at:
                self._signs[name] = _Sign(seen_at, now)
        self._signs = {name: self._signs[name] for name in seen}
        return tuple(n for n, sign in self._signs.items() if now - sign.noticed > seconds)


class Twice:
    """What was there in this round and in the one before: a claim that is being made, or a message
    that is being taken, is missing somewhere for a moment."""

    def __init__(self) -> None:
        self._before: frozenset[str] = frozenset()

    def of(self, now: frozenset[str]) -> frozenset[str]:
        again = now & self._before
        self._before = now
        return again
