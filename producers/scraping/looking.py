"""Looks at something that may be away or slow, and must not hold up who asks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Generic, TypeVar

from shared.errors import OnrecordError
from shared.logs import Event, say

T = TypeVar("T")


@dataclass(frozen=True)
class Seen(Generic[T]):
    """What was there, as of which moment (of the monotonic clock), and how long the look took."""

    what: T
    at: float
    took_s: float


class Look(Generic[T]):
    """One look at a time, on a thread of its own; not again while the last one is still `good_for`.

    `what` is given what it saw before. Whatever it raises counts as nothing seen, and is told in
    one line when it begins.
    """

    def __init__(self, name: str, what: Callable[[T | None], T], good_for: float = 0.0) -> None:
        self._name = name
        self._what = what
        self._good_for = good_for
        self._turn = Condition()
        self._looking = False
        self._seen: Seen[T] | None = None
        self._trouble = ""

    def begin(self) -> None:
        """Look again, unless somebody is at it or what was seen is still good."""
        with self._turn:
            if self._looking or (self._seen and self.age(self._seen) < self._good_for):
                return
            self._looking = True
        Thread(target=self._look, name=f"look at {self._name}", daemon=True).start()

    def fresh(self, until: float) -> Seen[T] | None:
        """What the look sees that was begun, if it sees it in time."""
        with self._turn:
            done = self._turn.wait_for(lambda: not self._looking, until - time.monotonic())
            return self._seen if done else None

    def latest(self, until: float) -> Seen[T] | None:
        """What was seen last; only the first look is waited for."""
        return self._seen if self._seen else self.fresh(until)

    @staticmethod
    def age(seen: Seen[T]) -> float:
        """Seconds since then."""
        return time.monotonic() - seen.at

    def _look(self) -> None:
        began = time.monotonic()
        seen: Seen[T] | None = None
        trouble = ""
        try:
            what = self._what(self._seen.what if self._seen else None)
            seen = Seen(what, time.monotonic(), time.monotonic() - began)
        except Exception as error:
            trouble = str(error) if isinstance(error, OnrecordError) else type(error).__name__
        with self._turn:
            self._seen, self._looking = seen, False
            self._turn.notify_all()
        if trouble and trouble != self._trouble:
            say(Event.TROUBLE, error=trouble)
        self._trouble = trouble
