"""Alike: the claims that could say the same as another, looked up by their words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from workers.reconcile.wording import Worded


class Alike:
    """Finds claims that could say the same as another, by the words that they would have to share.

    Of the shorter claim's words half must be shared: then one of its rarest half is (prefix
    filtering: Chaudhuri et al. 2006, "A Primitive Operator for Similarity Joins").
    """

    def __init__(self, claims: Sequence[Worded]) -> None:
        self._often = Counter(stem for one in claims for stem in one.stems)
        self._having: dict[tuple[str, str], list[Worded]] = defaultdict(list)
        self._rarely: dict[tuple[str, str], list[Worded]] = defaultdict(list)
        self._doing: dict[tuple[str, str], list[Worded]] = defaultdict(list)
        for one in claims:
            for stem in one.stems:
                self._having[one.topic, stem].append(one)
            for stem in self.rarest(one):
                self._rarely[one.topic, stem].append(one)
            for doer in one.doers:
                self._doing[one.topic, doer].append(one)

    def rarest(self, one: Worded) -> list[str]:
        ordered = sorted(one.stems, key=lambda stem: (self._often[stem], stem))
        return ordered[: len(ordered) // 2 + 1]

    def longer(self, one: Worded) -> Iterator[Worded]:
        """Those with at least as many words that could be alike; and others."""
        for stem in self.rarest(one):
            yield from self._having.get((one.topic, stem), ())

    def shorter(self, one: Worded) -> Iterator[Worded]:
        for stem in one.stems:
            yield from self._rarely.get((one.topic, stem), ())

    def doing(self, one: Worded) -> Iterator[Worded]:
        """Those of the same doers."""
        for doer in one.doers:
            yield from self._doing.get((one.topic, doer), ())
