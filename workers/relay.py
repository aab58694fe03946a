"""The relay: wakes workers for what waits until it is done, and frees what the dead held.

A thread in each worker's main process; one of them leads, by a lease in the ledger. Wake-up
messages are compared with waiting work by number, not by name: a message is good for any report
of its hop, so one that was lost is made good by any other.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress

from shared.broker import Bell
from shared.errors import OnrecordError, Unavailable
from shared.hops import Hop
from shared.ledger import Ledger
from shared.logs import Event, say
from shared.settings import Settings

SHORT_ROUNDS = 2
"""A message that was just taken, and whose work is not claimed yet, is short for one round."""
TASK_GRACE = 90
"""Seconds after the time a task may take; then its claim is nobody's."""
AT_REST = threading.RLock()
"""Held during a round, and by whoever forks. A child that is made in the middle of one would
inherit its locks as they were: with SQLite's it would wait for a transaction that no longer ends."""

os.register_at_fork(
    before=AT_REST.acquire, after_in_parent=AT_REST.release, after_in_child=AT_REST.release
)


class Relay:
    """One worker's share in looking after the line."""

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        bell: Bell,
        name: str,
        revive: Callable[[], None] = lambda: None,
    ) -> None:
        self.settings = settings
        self.ledger = ledger
        self.bell = bell
        self.name = name
        self.revive = revive
        """Called when the broker is away: starts the embedded one again."""
        self._short = dict.fromkeys(Hop, 0)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._rounds, name="relay", daemon=True)
        self._troubled = False

    def start(self) -> None:
        """Announce the worker and go on the rounds."""
        try:
            self.ledger.beat(self.name, ",".join(Hop))
        except Unavailable as error:  # the rounds will announce it
            self._report_once(str(error))
        self._thread.start()

    def stop(self) -> None:
        """End the rounds and take the worker off the list of the living."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)
        with suppress(Unavailable):  # then it is found by its silence
            self.ledger.farewell(self.name)

    def _rounds(self) -> None:
        while not self._stopped.wait(self.settings.relay_seconds):
            try:
                with AT_REST:
                    self.round()
                self._troubled = False
            except OnrecordError as error:
                self._report_once(str(error))
            except Exception as error:  # the relay must outlive any bug in a round
                self._report_once(type(error).__name__)

    def _report_once(self, error: str) -> None:
        if not self._troubled:
            say(Event.TROUBLE, worker=self.name, error=error)
        self._troubled = True

    def round(self) -> None:
        """A sign of life; the leader also buries the dead, rings, and tells the listeners."""
        self.ledger.beat(self.name, ",".join(Hop))
        if not self.ledger.lead(self.name, max(5.0, 5 * self.settings.relay_seconds)):
            return
        self._bury()
        if self.bell.depth(Hop.INTAKE) is None:
            self.revive()
        for hop in Hop:
            self._top_up(hop)
        self._tell()

    def _bury(self) -> None:
        silent = [
            name
            for name, _, silence in self.ledger.workers()
            if silence > self.settings.heartbeat_seconds and name != self.name
        ]
        for name in silent:
            self.ledger.farewell(name)
        for name in {*silent, *self.ledger.orphans()}:
            freed = self.ledger.free_worker(name)
            say(Event.FREED, worker=name, freed=len(freed))
        overdue = self.ledger.free_overdue(self.settings.task_seconds + TASK_GRACE)
        if overdue:
            say(Event.FREED, freed=len(overdue))

    def _top_up(self, hop: Hop) -> None:
        waiting = self._waiting(hop)
        depth = self.bell.depth(hop)
        if depth is None or waiting <= depth:
            self._short[hop] = 0
            return
        self._short[hop] += 1
        if self._short[hop] >= SHORT_ROUNDS:
            self._short[hop] = 0
            rung = self.ledger.due_reports(hop, waiting - depth)
            if self.bell.ring(hop, rung):
                say(Event.RUNG, hop=hop.value, rung=len(rung), worker=self.name)

    def _waiting(self, hop: Hop) -> int:
        """How many messages there should be."""
        due = self.ledger.due(hop)
        if hop is Hop.RECONCILE:
            # One run does all of it, and rings again for what gathered meanwhile.
            return 0 if self.ledger.working(hop) else min(due, 1)
        return min(due, self.settings.window)

    def _tell(self) -> None:
        unsent = self.ledger.unsent()
        if unsent and self.bell.tell(unsent):
            self.ledger.sent(each.id for each in unsent)
