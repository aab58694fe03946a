"""Disjoint sets of tellings; the smallest id stands for its set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping


class Clusters:
    """What was joined, however it was joined."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._parents = {each: each for each in ids}

    def root(self, key: str) -> str:
        while self._parents[key] != key:
            self._parents[key] = self._parents[self._parents[key]]
            key = self._parents[key]
        return key

    def join(self, a: str, b: str) -> None:
        first, last = sorted((self.root(a), self.root(b)))
        self._parents[last] = first

    def roots(self) -> Mapping[str, str]:
        return {each: self.root(each) for each in self._parents}

    def sets(self) -> Mapping[str, list[str]]:
        """By root, the members by id."""
        found: dict[str, list[str]] = defaultdict(list)
        for each in sorted(self._parents):
            found[self.root(each)].append(each)
        return found
