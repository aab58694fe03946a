"""What is attributed near a place of the text: of a long text only that is looked at there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workers.extract.marks import Attribution

_STRETCH = 1000
"""Characters."""


class Nearby:
    """Attributions by the stretches of the text that their content, cue or source touches."""

    def __init__(self, attributions: Sequence[Attribution]) -> None:
        self._all = attributions
        self._by_stretch: dict[int, list[int]] = {}
        for number, a in enumerate(attributions):
            for stretch in {n for span in _spans(a) for n in _stretches(*span)}:
                self._by_stretch.setdefault(stretch, []).append(number)

    def touching(self, start: int, end: int) -> list[Attribution]:
        """Those with a part within `start` to `end` (offsets into the view), in their order."""
        numbers = {n for s in _stretches(start, end) for n in self._by_stretch.get(s, ())}
        about = [self._all[n] for n in sorted(numbers)]
        return [a for a in about if any(s < end and start < e for s, e in _spans(a))]


def _spans(a: Attribution) -> Iterator[tuple[int, int]]:
    yield a.start, a.end
    if a.cue:
        yield a.cue
    if a.source and a.source.span:
        yield a.source.span


def _stretches(start: int, end: int) -> range:
    return range(start // _STRETCH, end // _STRETCH + 1)
