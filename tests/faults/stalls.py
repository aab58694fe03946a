"""How long nothing was finished though work was due, and how soon it went on after a fault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Due = tuple[float, float | None]
"""When a report came to a hop, and when it was finished there."""


def longest_stall(work: Iterable[Due], now: float) -> float:
    """The longest time between two finished hops, or from the first that was due, while any was due."""
    moments = sorted(
        event
        for came, done in work
        for event in ((came, 0), (now if done is None else done, 1 if done is not None else 2))
    )
    longest, waiting, since = 0.0, 0, 0.0
    for moment, kind in moments:
        if kind == 0:
            since = moment if waiting == 0 else since
            waiting += 1
            continue
        longest = max(longest, moment - since)
        waiting -= 1
        if kind == 1:
            since = moment
    return longest


def recovery(work: Sequence[Due], ended: float | None) -> float | None:
    """From the end of the fault to the next finished hop; `None` when nothing was left to do."""
    if ended is None:
        return None
    later = [done for _, done in work if done is not None and done > ended]
    return min(later) - ended if later else None


def worked(work: Sequence[Due]) -> float:
    """From the first report that came to a hop to the last that was finished at one."""
    done = [each for _, each in work if each is not None]
    return max(done) - min(came for came, _ in work) if done else 0.0
