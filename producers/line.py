"""The line as seen from the edge: hand reports over, wake the workers, wait until they are done."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, Self

from producers.door import Arrival
from producers.terminal import say
from shared import logs, tracing
from shared.broker import AWAY, Bell
from shared.embedded import using
from shared.envelope import Envelope
from shared.errors import Unavailable
from shared.hops import Hop, Outcome, State
from shared.ledger import Journey, Receipt, open_ledger

if TYPE_CHECKING:
    from shared.settings import Settings

POLL_SECONDS = 0.1
AT_ONCE = 32
"""How many reports are taken over in one commit, and asked after in one poll: those behind wait for
these in any case."""


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

    def accept_all(self, arrivals: Iterable[Arrival]) -> Iterator[tuple[Arrival, Receipt | None]]:
        """Each arrival with its receipt, in order; what was refused has none.

        From its receipt on nothing can lose a report; workers are woken for those that are new.
        """
        waiting = iter(arrivals)
        while some := list(islice(waiting, AT_ONCE)):
            envelopes = [each for each in some if isinstance(each, Envelope)]
            receipts = iter(self._accept(envelopes))
            for each in some:
                yield each, next(receipts) if isinstance(each, Envelope) else None

    def _accept(self, envelopes: Sequence[Envelope]) -> tuple[Receipt, ...]:
        began = time.monotonic()
        receipts = self.ledger.accept_all(envelopes)
        for envelope, receipt in zip(envelopes, receipts, strict=True):
            event = logs.Event.KNOWN if receipt.known else logs.Event.PUBLISHED
            about = {"ref": envelope.data.ref, "outlet": envelope.data.outlet}
            log(self.settings, event, trace=receipt.trace, report=receipt.report, **about)
            if not receipt.known:
                tracing.door(envelope, receipt.report, began)
        new = [receipt.report for receipt in receipts if not receipt.known]
        if new and not self._deaf and (trouble := self._ring(new)):
            self._deaf = True
            say(
                f"{trouble} The reports are safe in the ledger, and workers will "
                "find them there as soon as they can be woken; onrecord doctor says what is wrong."
            )
        return receipts

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

    def _ring(self, reports: Sequence[str]) -> str | None:
        """Wake workers for them; a sentence when that cannot be done."""
        try:
            if self._bell is None:
                self._bell = self._open_bell()
        except Unavailable:
            return AWAY
        return None if self._bell.ring(Hop.INTAKE, reports) else self._bell.trouble

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
