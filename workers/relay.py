"""The relay: wakes workers for what waits until it is done, and frees what the dead held.

A thread in each worker's main process; one of them leads, by a lease in the ledger. Wake-up
messages are compared with waiting work by number, not by name: a message is good for any report
of its hop, so one that was lost is made good by any other.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from shared.broker import Bell
from shared.errors import OnrecordError, Unavailable
from shared.hops import Hop, Outcome, Reason
from shared.ledger import Ledger, Worker
from shared.logs import Event, say
from shared.messages import Refused, read_refused
from shared.settings import Settings
from workers.silence import Silence, Twice

SHORT_ROUNDS = 2
"""A message that was just taken, and whose work is not claimed yet, is short for one round."""
FOLD_ROUNDS = 600
MOST_REFUSED = 100
"""In one round."""
AT_REST = threading.RLock()
"""Held during a round, and by whoever forks. A child that is made in the middle of one would
inherit its locks as they were: with SQLite's it would wait for a transaction that no longer ends."""

os.register_at_fork(
    before=AT_REST.acquire, after_in_parent=AT_REST.release, after_in_child=AT_REST.release
)


@dataclass(frozen=True)
class Host:
    """What the relay needs of the worker that it is a thread of."""

    name: str
    hops: Sequence[Hop] = tuple(Hop)
    processes: int = 1
    running: Callable[[], Collection[str]] = field(default=lambda: ())
    """The tasks that the worker is at."""
    begun: Callable[[], int] = lambda: 0
    """How many it has begun."""
    revive: Callable[[], None] = lambda: None
    """Called when the broker is away: starts the embedded one again."""
    drain: Callable[[float], None] = lambda _: None
    """Ends the worker within so many seconds."""
    unkept: deque[str] = field(default_factory=deque)
    """What it has to keep of others' and Redis did not take."""


class Relay:
    """One worker's share in looking after the line."""

    def __init__(self, settings: Settings, ledger: Ledger, bell: Bell, host: Host) -> None:
        self.settings = settings
        self.ledger = ledger
        self.bell = bell
        self.host = host
        self._silence, self._taken = Silence(), Silence()
        self._unknown, self._unheld = Twice(), Twice()
        self._at: tuple[frozenset[str], int] = (frozenset(), 0)
        self._short = dict.fromkeys(Hop, 0)
        self._led = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._rounds, name="relay", daemon=True)
        self._troubled = False

    @property
    def name(self) -> str:
        """The worker's."""
        return self.host.name

    def start(self) -> None:
        """Announce the worker and go on the rounds."""
        try:
            self._beat()
        except Unavailable as error:  # the rounds will announce it
            self._report_once(str(error))
        self._thread.start()

    def stop(self) -> None:
        """End the rounds and take the worker off the list of the living."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)
        with suppress(Unavailable):  # then it is found by its silence
            # On QUIT tasks are ended in the middle of their work.
            self.hand_back()
            self._quarantine_unkept()
            self.ledger.farewell(self.name)
        # What neither Redis nor the ledger took: the line is all there is.
        for raw in self.host.unkept:
            one = read_refused(raw)
            say(Event.DISCARDED, queue=one.hop, worker=self.name, error=one.why)

    def hand_back(self) -> None:
        """All that our tasks still hold: they have been ended."""
        with AT_REST:
            ours = [each for each in self.ledger.holders() if each.partition("/")[0] == self.name]
            freed = sum(len(self.ledger.let_go(holder)) for holder in ours)
        if freed:
            say(Event.FREED, worker=self.name, freed=freed)

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
        self._beat()
        workers, holders = self.ledger.workers(), self.ledger.holders()
        # All watch, so that whoever leads next knows already who is silent.
        silent = self._silent(workers)
        unheld = self._unheld.of(_of_nobody(holders, workers))
        self._let_go(holders)
        self._quarantine_unkept()
        if not self.ledger.lead(self.name, max(5.0, 5 * self.settings.relay_seconds)):
            return
        self._bury(silent, unheld)
        if self.bell.depth(Hop.INTAKE) is None:
            self.host.revive()
        for hop in Hop:
            self._top_up(hop)
        self._tell()
        self._give_back()
        self._quarantine_refused()
        self._led += 1
        if self._led % FOLD_ROUNDS == 0:
            self.ledger.fold_tallies()

    def _beat(self) -> None:
        at = (frozenset(self.host.running()), self.host.begun())
        moved, self._at = at != self._at, at
        drain = self.ledger.beat(self.name, self.host.hops, self.host.processes, moved)
        if drain is not None:
            self.host.drain(drain)

    def _silent(self, workers: Sequence[Worker]) -> tuple[str, ...]:
        seen = {each.name: each.seen_at for each in workers if each.name != self.name}
        return self._silence.watch(seen, self.settings.heartbeat_seconds)

    def _let_go(self, holders: frozenset[str]) -> None:
        """Of our own tasks: one that ended while the ledger was away could not say so."""
        ours = {h for h in holders if h.partition("/")[0] == self.name}
        at_work = {f"{self.name}/{task}" for task in self.host.running()}
        for holder in self._unknown.of(frozenset(ours - at_work)):
            freed = self.ledger.let_go(holder)
            say(Event.FREED, worker=self.name, freed=len(freed))

    def _bury(self, silent: Collection[str], unheld: Collection[str]) -> None:
        for name in silent:
            self.ledger.farewell(name)
        for name in sorted({*silent, *unheld}):
            freed = self.ledger.free_worker(name)
            say(Event.FREED, worker=name, freed=len(freed))

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
        if hop is Hop.RECONCILE:
            # One run does all of it, and rings again for what gathered meanwhile.
            return 0 if self.ledger.working(hop) else self.ledger.due(hop, 1)
        return self.ledger.due(hop, self.settings.window)

    def _tell(self) -> None:
        unsent = self.ledger.unsent()
        if unsent and self.bell.tell(unsent):
            self.ledger.sent(each.id for each in unsent)

    def _give_back(self) -> None:
        """Envelopes that somebody has taken and not committed: only Redis has them, and he may be dead.

        If he lives and is slow, it is accepted twice, which is one report.
        """
        seconds = self.settings.heartbeat_seconds
        late = [
            tag for tag in self._taken.watch(self.bell.taken(), seconds) if self.bell.give_back(tag)
        ]
        if late:
            say(Event.RETURNED, hop=Hop.INTAKE.value, returned=len(late), worker=self.name)

    def _quarantine_refused(self) -> None:
        """What stood in a queue and was no message: the transport has kept it in Redis, as it came."""
        for raw in self.bell.refused(MOST_REFUSED):
            self._put_away(read_refused(raw))
            self.bell.dismiss(raw)

    def _quarantine_unkept(self) -> None:
        with AT_REST:
            while self.host.unkept:
                self._put_away(read_refused(self.host.unkept[0]))
                self.host.unkept.popleft()

    def _put_away(self, one: Refused) -> None:
        entry = self.ledger.put_away_unknown(one.element, one.why, self.name, one.hop, one.trace)
        say(
            Outcome.REFUSED,
            hop=one.hop.value,
            outcome=Outcome.REFUSED.value,
            worker=self.name,
            trace=one.trace,
            reason=Reason.UNREADABLE.value,
            error=one.why,
            entry=entry,
        )


def _of_nobody(holders: frozenset[str], workers: Sequence[Worker]) -> frozenset[str]:
    """Workers that hold claims and have no row: they were declared dead while they worked."""
    alive = {each.name for each in workers}
    return frozenset(holder.partition("/")[0] for holder in holders) - alive
