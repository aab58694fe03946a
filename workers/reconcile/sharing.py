"""Sharing: how many marks each of many things has in common with another.

A set of things is a number with a bit for each, so thousands are looked at in one step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Sharing(Generic[T]):
    """Things in the order in which they came, by their marks."""

    def __init__(self) -> None:
        self._things: list[T] = []
        self._having: defaultdict[Hashable, int] = defaultdict(int)

    def add(self, thing: T, marks: Iterable[Hashable]) -> None:
        bit = 1 << len(self._things)
        self._things.append(thing)
        for mark in marks:
            self._having[mark] |= bit

    def having(self, mark: Hashable) -> int:
        """The set of those that have it."""
        return self._having.get(mark, 0)

    def shared(self, marks: Iterable[Hashable]) -> Sequence[int]:
        """The sets of those that have one of these marks, two of them and so on, as long as there are any. A mark that is
        named twice counts twice."""
        found: list[int] = []
        for mark in marks:
            more = self.having(mark)
            for number, those in enumerate(found):
                if not more:
                    break
                found[number], more = those | more, those & more
            if more:
                found.append(more)
        return found

    def of(self, those: int) -> Iterator[T]:
        """The things of a set."""
        while those:
            last = those.bit_length() - 1
            yield self._things[last]
            those ^= 1 << last
