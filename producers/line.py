"""The line as seen from the edge: hand reports over, wake the workers, wait until they are done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from shared.envelope import Envelope
from shared.hops import Hop, Outcome, State
from shared.ledger import Journey, Receipt, open_ledger

if TYPE_CHECKING:
    from shared.settings import Settings

POLL_SECONDS = 0.1
AT_ONCE = 32
"""How many reports are asked after in one poll: those behind wait for these in any case."""


class Line:
    """The ledger and, while the block lasts, the broker."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.ledger = open_ledger(settings)
        self._held = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._held.close()
        self.ledger.close()

    def accept(self, envelope: Envelope) -> Receipt:
        """From here on nothing can lose the report."""
        return self.ledger.accept(envelope)

    def wait(
        self,
        reports: Iterable[str],
        done: Callable[[int], None] = lambda _: None,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        """Until each report is at its end: in the picture, in quarantine, or dropped.

        `done` is told how many of them are; `alive` may raise when nobody is left to do the work.
        """
        waiting = list(dict.fromkeys(reports))
        total = len(waiting)
        while waiting:
            front = [each for each in waiting[:AT_ONCE] if not self._ended(each)]
            waiting = front + waiting[AT_ONCE:]
            done(total - len(waiting))
            if waiting:
                alive()
                time.sleep(POLL_SECONDS)

    def _ended(self, report: str) -> bool:
        journey = self.ledger.journey(report)
        return journey is None or at_end(journey)


def at_end(journey: Journey) -> bool:
    """Whether nothing more will happen to the report by itself."""
    return any(
        step.state is State.QUARANTINED
        or step.outcome == Outcome.DROPPED
        or (step.hop is Hop.RECONCILE and step.state is State.DONE)
        for step in journey.steps
    )
