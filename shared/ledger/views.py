"""What the ledger answers with. Frozen values; moments are seconds since 1970 in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.catalogue import Card, Key, Seat
from shared.hops import Hop, State
from shared.picture import Situation, Update


@dataclass(frozen=True, slots=True)
class Receipt:
    """The ledger has the report; from here on nothing can lose it."""

    report: str
    trace: str
    known: bool
    """The very report was there already; nothing was written."""


@dataclass(frozen=True, slots=True)
class Step:
    """A report at one hop."""

    hop: Hop
    state: State
    enqueued_at: float
    claimed_at: float | None
    done_at: float | None
    waited_ms: int | None
    """From being handed over to being taken up (for the last time)."""
    worked_ms: int | None
    attempts: int
    outcome: str | None
    worker: str | None
    counts: dict[str, int] = field(default_factory=dict)
    due_at: float = 0.0
    """Not before this moment, if it waits."""
    tried: int = 0
    """How often it was put off because something outside was missing."""
    version: str | None = None
    """Of the onrecord that did it."""


@dataclass(frozen=True, slots=True)
class Journey:
    """One report's way from door to picture."""

    report: str
    ref: str | None
    outlet: str | None
    trace: str
    accepted_at: float
    steps: tuple[Step, ...]
    quarantined: tuple[int, ...] = ()
    """Numbers of its quarantine entries that are not resolved."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """How one hop stands."""

    hop: Hop
    waiting: int
    delayed: int
    """Of those that wait: how many until their pause is over."""
    working: int
    silent: int
    """Of these: how many are held by workers that are silent or gone, until a living one frees them."""
    done: int
    """Runs of this hop that ended well, since the ledger was made: what was read again counts again."""
    quarantined: int
    oldest_s: float | None
    """Age of the oldest report that waits here; `None` when none waits."""
    in_per_minute: float
    """Over the last five full minutes."""
    out_per_minute: float
    empty_in_s: float | None
    """At this pace; `None` when it does not get less, nothing waits, or nobody will work at it."""
    workers: int
    """How many that are alive serve this hop."""
    paused: bool


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A message that cannot be done: who, when, what, where."""

    id: int
    report: str | None
    ref: str | None
    outlet: str | None
    trace: str | None
    hop: Hop
    reason: str
    """`unreadable`, `lost` (its worker died too often), `unavailable` (tried too often), `bug`."""
    message: str
    traceback: str | None
    worker: str | None
    attempts: int
    at: float
    resolution: str | None
    """`replayed`, `dropped`, or `None` while it waits."""
    source: str | None = None
    caller: str | None = None
    """Of what is no report: the source and the trace that it says it is of, as its `ref` and `outlet` are its own word too."""


@dataclass(frozen=True, slots=True)
class QuarantinedEntry(Quarantined):
    """One entry with what was submitted, to the letter."""

    payload: str = ""


@dataclass(frozen=True, slots=True)
class NumberedUpdate:
    """A change of a situation with its number; numbers rise, and a listener drops repeats by them."""

    id: int
    at: float
    update: Update


@dataclass(frozen=True, slots=True)
class Held:
    """Work that a task has claimed. Only the holder of the latest claim can finish it."""

    report: str
    trace: str
    ref: str | None
    hop: Hop
    holder: str
    attempts: int
    returned: int
    """How many of the attempts were given back in good order."""
    tried: int
    """How many of these because something outside was missing."""
    later: bool
    """A stored report that is read again: behind all that come in."""
    enqueued_at: float
    claimed_at: float

    @property
    def lost(self) -> int:
        """Earlier deliveries that nobody heard of again: each probably took its worker along."""
        return self.attempts - 1 - self.returned

    @property
    def waited_ms(self) -> int:
        return max(0, round((self.claimed_at - self.enqueued_at) * 1000))


@dataclass(frozen=True, slots=True)
class Tallied:
    """How often an outcome came about at a hop, and the seconds that reports waited and runs worked."""

    hop: Hop
    outcome: str
    number: int
    waited_s: float
    worked_s: float


@dataclass(frozen=True, slots=True)
class Stored:
    """A report that has been read, or was dropped before."""

    report: str
    ref: str | None
    outlet: str | None
    accepted_at: float
    version: str | None
    """Of the reader; `None` if it read it before versions were noted, or not at all."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker that is not known to have ended."""

    name: str
    """host:process:chance"""
    hops: tuple[Hop, ...]
    version: str | None
    processes: int | None
    started_at: float
    seen_at: float
    silent_s: float
    """Since its last sign of life."""
    alive: bool
    """That is no longer ago than the heartbeat allows. To look at only: the ledger's clock may have been set."""
    idle_s: float
    """Since it last began or ended work, or else since it started."""
    drain_s: float | None
    """It was asked to end within so many seconds."""
    working_at: tuple[str, ...] = ()
    """Reports that its tasks have claimed."""


@dataclass(frozen=True, slots=True)
class Paused:
    """A hop that nobody claims work of."""

    hop: Hop
    since: float
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Redraw:
    """What a recomputed picture changes in the ledger."""

    version: int
    """The picture's version that it was computed from."""
    written: tuple[Situation, ...]
    gone: tuple[str, ...]
    updates: tuple[Update, ...]
    cards: Mapping[str, Card | None] = field(default_factory=dict)
    """By report; `None` where it has none any more."""
    keys: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    seats: tuple[Seat, ...] = ()
    ruled: frozenset[int] = frozenset()
    """Numbers of the overrules that had a say in it."""
    anew: bool = False
    """These are all cards and seats there are to be."""
