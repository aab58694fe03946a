"""The line as seen from the edge: hand reports over, wake the workers, wait until they are done."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from producers.terminal import say
from shared import logs
from shared.broker import Bell
from shared.embedded import using
from shared.envelope import Envelope
from shared.errors import Unavailable
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
        self._bell: Bell | None = None
        self._deaf = False
        logs.configure(settings.log_format)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._held.close()
        self.ledger.close()

    def accept(self, envelope: Envelope) -> Receipt:
        """From here on nothing can lose the report; a worker is woken for it if it is new."""
        receipt = self.ledger.accept(envelope)
        event = logs.Event.KNOWN if receipt.known else logs.Event.PUBLISHED
        outlet, ref = envelope.data.outlet, envelope.data.ref
        log(
            self.settings, event, trace=receipt.trace, report=receipt.report, ref=ref, outlet=outlet
        )
        if not receipt.known and not self._deaf and not self._rung(receipt.report):
            self._deaf = True
            say(
                "The broker does not answer. The reports are safe in the ledger, and workers will "
                "find them there as soon as they can be woken; onrecord doctor says what is wrong."
            )
        return receipt

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

    def _rung(self, report: str) -> bool:
        try:
            if self._bell is None:
                self._bell = self._open_bell()
        except Unavailable:
            return False
        return self._bell.ring(Hop.INTAKE, [report])

    def _open_bell(self) -> Bell:
        """The embedded server runs for as long as the block lasts, and longer if workers use it."""
        url = self.settings.broker_url
        if url is None:
            url = self._held.enter_context(using(self.settings.home))
        bell = Bell(url, self.settings)
        self._held.callback(bell.close)
        return bell

    def _ended(self, report: str) -> bool:
        journey = self.ledger.journey(report)
        return journey is None or at_end(journey)


def log(settings: Settings, event: logs.Event, **fields: object) -> None:
    """A line of the report's trace, unless a person sits here and is told in words."""
    if settings.log_format == "auto" and sys.stderr.isatty():
        return
    logs.say(event, **fields)


def at_end(journey: Journey) -> bool:
    """Whether nothing more will happen to the report by itself."""
    return any(
        step.state is State.QUARANTINED
        or step.outcome == Outcome.DROPPED
        or (step.hop is Hop.RECONCILE and step.state is State.DONE)
        for step in journey.steps
    )
