"""Alike: the claims that could say the same as another, looked up by their words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from workers.reconcile.wording import Worded

Having = Mapping[tuple[str, str], Sequence[Worded]]
"""Claims by topic and one of their words."""


class Alike:
    """Finds claims that could say the same as another, by the words that they would have to share.

    Of the shorter claim's words half must be shared, and two at least: then two of its rarest half and one more are
    (prefix filtering: Chaudhuri et al. 2006, "A Primitive Operator for Similarity Joins"; by more than
    one word: Wang et al. 2012, "Can We Beat the Prefix Filtering?").
    """

    def __init__(self, claims: Sequence[Worded]) -> None:
        often = Counter(chain.from_iterable(one.stems for one in claims))
        rising = sorted(often, key=lambda stem: (often[stem], stem))
        self._rank = {stem: rank for rank, stem in enumerate(rising)}
        self._having: dict[tuple[str, str], list[Worded]] = defaultdict(list)
        self._rarely: dict[tuple[str, str], list[Worded]] = defaultdict(list)
        self._doing: dict[tuple[str, str], list[Worded]] = defaultdict(list)
        for one in claims:
            for stem in one.stems:
                self._having[one.topic, stem].append(one)
            for stem in self._rarest(one):
                self._rarely[one.topic, stem].append(one)
            for doer in one.doers:
                self._doing[one.topic, doer].append(one)

    def longer(self, one: Worded) -> Iterator[Worded]:
        """Those with at least as many words that could be alike."""
        least = len(one.stems)
        found = _often_met(self._having, one.topic, self._rarest(one))
        return (other for other in found if len(other.stems) >= least)

    def shorter(self, one: Worded) -> Iterator[Worded]:
        """Those with at most as many."""
        most = len(one.stems)
        found = _often_met(self._rarely, one.topic, one.stems)
        return (other for other in found if len(other.stems) <= most)

    def doing(self, one: Worded) -> Iterator[Worded]:
        """Those of the same doers."""
        for doer in one.doers:
            yield from self._doing.get((one.topic, doer), ())

    def _rarest(self, one: Worded) -> list[str]:
        known = (stem for stem in one.stems if stem in self._rank)
        return sorted(known, key=self._rank.__getitem__)[: len(one.stems) // 2 + 2]


def _often_met(having: Having, topic: str, stems: Iterable[str]) -> Iterator[Worded]:
    """Those that have two of these words."""
    met = Counter(chain.from_iterable(having.get((topic, stem), ()) for stem in stems))
    return (other for other, number in met.items() if number > 1)
