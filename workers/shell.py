"""The shell around the core: claims work in the ledger, calls a pure function, writes the result.

What a hop is, without Celery: tests and tasks call the same `run`.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from celery.exceptions import SoftTimeLimitExceeded

from shared import tracing
from shared.envelope import Envelope
from shared.errors import LedgerAway, Overtaken, Unavailable, Unreadable
from shared.hops import Hop, Outcome, Reason
from shared.ledger import Held, Ledger, NumberedUpdate
from shared.logs import Event, say
from shared.messages import refused, wanted
from shared.settings import Settings
from workers.core import Read, Redraw
from workers.faults import frames
from workers.limits import memory

Job = Callable[["Shell", Sequence[Held]], "Result"]


class Bell(Protocol):
    """What the shell needs of `shared.broker.Bell`."""

    def ring(self, hop: Hop, reports: Sequence[str]) -> bool: ...
    def ring_once(self, hop: Hop, report: str) -> bool: ...
    def tell(self, changes: Sequence[NumberedUpdate]) -> bool: ...


@dataclass(frozen=True)
class Result:
    """How a task run ended, and what there was of what."""

    outcome: Outcome
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Shell:
    """What the hops of one process work with."""

    settings: Settings
    ledger: Ledger
    bell: Bell
    read: Read
    redraw: Redraw

    def lose(self, hop: Hop, holder: str, why: str) -> None:
        """A task's process is gone: what it held is free again, and rung for."""
        freed = self.ledger.free(holder)
        known = [journey for each in freed if (journey := self.ledger.journey(each))]
        say(
            Event.LOST,
            hop=hop,
            worker=_worker(holder),
            error=why,
            **_named([(one.report, one.trace, one.ref) for one in known]),
        )
        if freed:
            self.bell.ring(hop, freed)


def accept(shell: Shell, raw: str, holder: str) -> str | None:
    """A whole envelope that came by the queue, committed before anything else; the report's id.

    `None`, and a line, when it cannot be one: then it is kept as it came, in quarantine.
    """
    began = time.monotonic()
    try:
        envelope = Envelope.parse(raw)
        receipt = shell.ledger.accept(envelope)
    except Unreadable as error:
        mark = _delivery(raw, holder)
        number = shell.ledger.put_away_unknown(raw, str(error), holder, trace=mark)
        outcome = Outcome.REFUSED
        say(
            outcome,
            hop=Hop.INTAKE,
            outcome=outcome.value,
            worker=_worker(holder),
            worked_ms=_since(began),
            trace=mark,
            reason=Reason.UNREADABLE.value,
            error=str(error),
            entry=number,
        )
        return None
    event = Event.KNOWN if receipt.known else Event.PUBLISHED
    say(event, trace=receipt.trace, report=receipt.report, ref=envelope.data.ref)
    if not receipt.known:
        tracing.door(envelope, receipt.report, began)
    return receipt.report


def _delivery(raw: str, holder: str) -> str:
    """The same for the same message, whichever worker it is delivered to."""
    told = f"{holder.partition('/')[2]}\n{raw}"
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def left_behind(
    shell: Shell, given: Sequence[object], named: Mapping[str, object], holder: str, why: str
) -> str | None:
    """What came by the queue, as an element that is refused, when its task ended before it was committed.

    Celery has acknowledged it then, and nobody else has it. `None` of a wake-up and of what the ledger has.
    """
    if wanted(given) is not None and not named:
        return None
    raw = submitted(given, named)
    with suppress(Unavailable, Unreadable):
        if shell.ledger.report(Envelope.parse(raw).identity) is not None:
            return None
    told = f"Its task ended before it was accepted ({why}). Replay it."
    element = raw.encode("utf-8", "backslashreplace")
    return refused(Hop.INTAKE, told, element, _delivery(raw, holder))


def submitted(given: Sequence[object], named: Mapping[str, object]) -> str:
    """What came by the queue and is no wake-up message, as the JSON of an envelope should be.

    An envelope may stand there as an object; what else there is, is refused as it came.
    """
    match (*given, *named.values()):
        case (str(text),):
            return text
        case (one,):
            return json.dumps(one)
    return json.dumps([*given, named] if named else given)


def put_back(holder: str, error: Unavailable, pause: float) -> None:
    """The line of a submission that the ledger cannot take over now."""
    say(
        Outcome.RETRIED,
        hop=Hop.INTAKE,
        outcome=Outcome.RETRIED.value,
        worker=_worker(holder),
        error=str(error),
        pause_s=pause,
    )


def run(shell: Shell, hop: Hop, job: Job, prefer: str | None, holder: str) -> Outcome:
    """One task run: exactly one outcome, in one line."""
    this = Run(shell, hop, holder)
    try:
        this.claim(prefer)
        if not this.held:
            return this.tell(Outcome.REPEATED, report=prefer)
        return this.lost_too_often() if this.spent else this.work(job)
    except Overtaken as error:  # while it was being put away
        return this.tell(Outcome.OVERTAKEN, error=str(error))
    except Unavailable as error:
        # The ledger is away. What is due there the relay will ring for; what is claimed it lets go
        # of when the ledger is back, since this task is no longer at it.
        return this.tell(Outcome.RETRIED, error=str(error))


class Run:
    """One task run, from claiming to its line."""

    def __init__(self, shell: Shell, hop: Hop, holder: str) -> None:
        self.shell = shell
        self.hop = hop
        self.holder = holder
        self.held: Sequence[Held] = ()
        self.began = time.monotonic()

    def claim(self, prefer: str | None) -> None:
        ledger = self.shell.ledger
        if self.hop is Hop.RECONCILE:
            self.held = ledger.take_all(self.hop, self.holder)
        elif (one := ledger.take(self.hop, prefer, self.holder)) is not None:
            self.held = (one,)

    @property
    def spent(self) -> bool:
        """Whether the report has taken too many processes along; then nobody begins it again."""
        return self.held[0].lost >= self.shell.settings.max_deliveries

    def work(self, job: Job) -> Outcome:
        settings = self.shell.settings
        try:
            with memory(settings.memory_mb(self.hop)):
                result = job(self.shell, self.held)
        except Overtaken as error:
            self.shell.ledger.give_back(self.held)
            self.shell.bell.ring(self.hop, [self.held[0].report])
            return self.tell(Outcome.OVERTAKEN, error=str(error))
        except Unavailable as error:
            return self._later(error)
        except Unreadable as error:
            return self._away(Reason.UNREADABLE, str(error))
        except (SoftTimeLimitExceeded, MemoryError) as error:
            return self._bug(*self._over(error))
        except Exception as error:  # any bug must end in quarantine, not in a loop
            message = f"A fault in {self.hop}: {type(error).__name__}."
            return self._bug(Reason.BUG, message, frames(error))
        return self.tell(result.outcome, **result.counts)

    def _over(self, error: BaseException) -> tuple[Reason, str]:
        """Reason and message of a task that has taken more than it may."""
        settings, hop = self.shell.settings, self.hop
        if isinstance(error, MemoryError):
            return (
                Reason.LARGE,
                f"Its {hop} needed more than {settings.memory_mb(hop)} MB of memory.",
            )
        return Reason.SLOW, f"Its {hop} took longer than {settings.seconds(hop)} seconds."

    def lost_too_often(self) -> Outcome:
        message = (
            f"Its {self.hop} was begun {self.held[0].lost} times and never came back: the process "
            "died each time. Replay it when the fault is mended, or drop it."
        )
        return self._away(Reason.LOST, message)

    def _bug(self, reason: Reason, message: str, traceback: str | None = None) -> Outcome:
        """Of one report: quarantine. Of several: each again alone, to find out whose it is."""
        if len(self.held) == 1:
            return self._away(reason, message, traceback)
        self.shell.ledger.free(self.holder)
        self.shell.bell.ring(self.hop, [self.held[0].report])
        return self.tell(Outcome.RETRIED, error=message)

    def _later(self, error: Unavailable) -> Outcome:
        """After a pause that grows; with some chance in it, lest all come back at once.

        A ledger that cannot write, with a full disk perhaps, may still take the claim back: that is
        no try of the report's, or all would be in quarantine before there is room again.
        """
        settings, counts = self.shell.settings, not isinstance(error, LedgerAway)
        tried = max(one.tried for one in self.held)
        if counts and tried >= settings.max_retries and len(self.held) == 1:
            return self._away(Reason.UNAVAILABLE, f"{error} (Tried {tried + 1} times.)")
        before = tried if counts else max(one.returned for one in self.held)
        longest = min(settings.retry_pause * 2 ** min(before, 20), settings.retry_pause_longest)
        pause = longest * random.uniform(0.5, 1.0)  # noqa: S311  # not a secret
        self.shell.ledger.give_back(self.held, pause, tried=counts)
        return self.tell(Outcome.RETRIED, error=str(error), pause_s=round(pause, 1))

    def _away(self, reason: Reason, message: str, traceback: str | None = None) -> Outcome:
        entry = self.shell.ledger.put_away(self.held[0], reason, message, traceback)
        outcome = Outcome.REFUSED if reason is Reason.UNREADABLE else Outcome.QUARANTINED
        return self.tell(outcome, reason=reason, error=message, entry=entry)

    def tell(self, outcome: Outcome, **more: object) -> Outcome:
        """The one line. A run for several reports names them all."""
        fields: dict[str, object] = {
            "hop": self.hop.value,
            "outcome": outcome.value,
            "worker": _worker(self.holder),
            "worked_ms": _since(self.began),
            **_named([(one.report, one.trace, one.ref) for one in self.held]),
        }
        if self.held:
            fields |= {
                "attempt": max(one.attempts for one in self.held),
                "waited_ms": max(one.waited_ms for one in self.held),
            }
        say(outcome, **fields, **more)
        held = [(one.report, one.trace) for one in self.held]
        tracing.hop(self.hop, outcome, held, self.began, fields | more)
        return outcome


def _named(reports: Sequence[tuple[str, str, str | None]]) -> dict[str, object]:
    """The fields of a line by which a report is found: id, trace and ref; of several all ids and traces."""
    if not reports:
        return {}
    report, trace, ref = reports[0]
    fields: dict[str, object] = {"trace": trace, "report": report, "ref": ref}
    if len(reports) > 1:
        fields["reports"] = [each for each, _, _ in reports]
        fields["traces"] = [each for _, each, _ in reports]
    return fields


def _worker(holder: str) -> str:
    return holder.partition("/")[0]


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
