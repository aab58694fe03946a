"""Once: what follows from values that never change is worked out once, as long as they are at hand.

A worker redraws a large situation again for each few reports that come; nearly all of its claims are those of the last
time. They are told by being the very same objects and never by a name: nothing that is kept can be out of date.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

T = TypeVar("T")


class _Same:
    """Values that are equal only to themselves. It holds them: no other can come to have their identity."""

    __slots__ = ("values",)

    def __init__(self, values: tuple[Any, ...]) -> None:
        self.values = values

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.values)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and [*map(id, self.values)] == [*map(id, other.values)]


def once(most: int) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Keeps what a function makes of values that never change, for so many of its last calls."""

    def keeping(make: Callable[..., T]) -> Callable[..., T]:
        made = lru_cache(maxsize=most)(lambda same: make(*same.values))

        @wraps(make)
        def known(*values: Any) -> T:  # noqa: ANN401  # those that the function takes
            return made(_Same(values))

        return known

    return keeping
