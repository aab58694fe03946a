"""Alike: the claims that could say the same as another, looked up by their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from workers.reconcile.sharing import Sharing
from workers.reconcile.wording import Worded


class Alike:
    """Finds claims that share enough words with another, or their doers and a word."""

    def __init__(self, claims: Iterable[Worded] = ()) -> None:
        self._topics: dict[str, Sharing[Worded]] = defaultdict(Sharing)
        for one in claims:
            self.add(one)

    def add(self, one: Worded) -> None:
        doers = (("doer", doer) for doer in one.doers)
        self._topics[one.topic].add(one, (*one.stems, *doers, one.enough))

    def alike(self, one: Worded) -> Iterator[Worded]:
        """Those that share as many words with it as are enough for one of the two."""
        there = self._topics[one.topic]
        found = 0
        for number, those in enumerate(there.shared(one.stems)[: one.enough], 1):
            found |= those if number == one.enough else those & there.having(number)
        return there.of(found)

    def doing(self, one: Worded) -> Iterator[Worded]:
        """Those of the same doers that share a word with it."""
        there = self._topics[one.topic]
        words, doers = there.shared(one.stems), there.shared(("doer", doer) for doer in one.doers)
        return there.of(words[0] & doers[0] if words and doers else 0)
