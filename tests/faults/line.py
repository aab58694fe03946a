"""One run: a broker, a ledger, workers and a publisher, and a fault's ways of getting at them."""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from shared.errors import Unavailable
from shared.hops import Hop, State
from shared.ledger import Ledger, migrate, open_ledger
from shared.ledger.engine import Store, make_engine
from shared.ledger.migration import revision_of
from shared.ledger.schema import work
from shared.settings import Settings, read_settings
from tests.faults.clocks import Clock
from tests.faults.disks import Disk
from tests.faults.ledger_server import Postgres, SqliteFile
from tests.faults.proxy import Proxy
from tests.faults.publishing import Publishing
from tests.faults.redis_server import RedisServer
from tests.faults.releases import NoRelease, migrate_with, take_out
from tests.faults.reports import Written, write_all
from tests.faults.row import Row
from tests.faults.standin import WORK_SECONDS
from tests.faults.workers import Worker, Workers

POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Options:
    """How long, how many, how fast."""

    reports: int = 2000
    pace: float = 1.0
    """Every fault lasts its time multiplied by this."""
    often: float = 1.0
    """Faults that happen several times happen so many times as often; once at least."""
    most_workers: int = 9
    """Where starting processes is what takes the time."""
    relay_seconds: float = 1.0
    heartbeat_seconds: float = 10.0
    task_seconds: int = 30
    work_seconds: float = 0.004
    patience: float = 160.0
    """Seconds without a finished hop after which nothing more is waited for."""
    release: str | None = None
    """A commit of this repository, for the row that needs another release."""


class Line:
    """What a row acts upon."""

    def __init__(
        self, row: Row, options: Options, seed: int, server: SqliteFile | Postgres, home: Path
    ) -> None:
        self.row, self.options, self.server, self.home = row, options, server, home
        self.rng = random.Random(f"{row.name}/{seed}")
        reports = round(options.reports * row.more)
        self.written: list[Written] = write_all(reports, seed, row.poison, row.poisonous)
        self.began = self.ended = None
        self._stack = ExitStack()
        self._finished = 0
        with ExitStack() as stack:
            self._build(stack, seed)
            self._stack = stack.pop_all()

    def _build(self, stack: ExitStack, seed: int) -> None:
        self.disk = stack.enter_context(Disk.of(self.row, self.home, self.server))
        self.server = self.disk.server
        self.redis = RedisServer(self.home / "redis", self.row.persistence)
        stack.callback(self.redis.close)
        self.redis.start()
        self.settings = self._settings(self.redis.url)
        self.clock = Clock(self.home / "clock")
        self.proxy = Proxy(self.redis.port)
        stack.callback(self.proxy.close)
        through = f"redis://127.0.0.1:{self.proxy.port}/0" if self.row.proxied else self.redis.url
        theirs = self.settings.model_copy(update={"broker_url": through})
        self.workers = Workers(self._environment(theirs), self.home / "workers.log")
        stack.callback(self.workers.close)
        if self.row.release:
            self._begin_with_another_release(theirs)
        migrate(self.settings)
        self.ledger: Ledger = open_ledger(self.settings)
        stack.callback(self.ledger.close)
        poison = ["--poison", self.row.poison.lower() or "poison"]
        self._told = [*poison, "--poisonous", str(self.row.poisonous), "--seed", str(seed)]
        self.publishing = self.another_publisher(len(self.written), *self.row.publishing)
        stack.callback(self.publishing.close)

    def _begin_with_another_release(self, settings: Settings) -> None:
        tree = take_out(self.options.release, self.home / "release")
        migrate_with(tree, self._environment(settings))
        before = self._schema(settings)
        self.workers.add(self.row.processes, tree=tree)
        deadline = time.monotonic() + 60.0
        while '"started"' not in self.workers.log.read_text():
            if time.monotonic() > deadline:
                raise NoRelease(f"Its worker did not start: {self.workers.log.read_text()[-300:]}")
            time.sleep(POLL_SECONDS)
        # This release's code would have brought SQLite's ledger up to date on opening it.
        assert self._schema(settings) == before, (
            "the worker of the other release runs this one's code"
        )

    def _schema(self, settings: Settings) -> str | None:
        store = Store(settings, make_engine(settings))
        try:
            with store.reading() as db:
                return revision_of(db)
        finally:
            store.close()

    def _settings(self, broker: str) -> Settings:
        return read_settings(
            home=self.disk.folder,
            broker_url=broker,
            ledger_url=self.server.new_ledger(),
            relay_seconds=self.options.relay_seconds,
            heartbeat_seconds=self.options.heartbeat_seconds,
            intake_seconds=self.options.task_seconds,
            extract_seconds=self.options.task_seconds,
            reconcile_seconds=self.options.task_seconds,
            log_format="json",
        )

    def _environment(self, settings: Settings) -> dict[str, str]:
        others = {name: value for name, value in os.environ.items() if "ONRECORD_" not in name}
        # What a killed process leaves in its temporary folder goes with the run.
        (self.home / "tmp").mkdir(exist_ok=True)
        more = {WORK_SECONDS: str(self.options.work_seconds), "TMPDIR": str(self.home / "tmp")}
        return others | settings.environment() | self.clock.environment | more

    def another_publisher(self, total: int, *more: str) -> Publishing:
        """Of the first so many reports; not started yet."""
        home = Path(tempfile.mkdtemp(prefix="publisher", dir=self.home))
        return Publishing([*self._told, *more], total, self._environment(self.settings), home)

    def start(self) -> None:
        """Workers and publisher; more than half of the reports are there before any fault."""
        for _ in range(min(self.row.workers, self.options.most_workers)):
            self.workers.add(self.row.processes)
        self.publishing.start()
        self.wait(self.complete, 60.0)
        self.publishing.allow(round(0.6 * len(self.written)))

    @contextmanager
    def fault(self) -> Iterator[None]:
        """From here to the end of the block the fault lasts; reports go on being published."""
        self.publishing.allow(round(0.8 * len(self.written)))
        self.began = self.began or time.time()
        try:
            yield
        finally:
            self.ended = time.time()

    def many(self, times: int, until: float = 0.75) -> Iterator[int]:
        """So many moments, spread evenly over the work. The fault lasts from the first to the last."""
        times = max(1, round(times * self.options.often))
        for i in range(times):
            self.reach(0.05 + (until - 0.05) * i / times)
            with self.fault():
                yield i

    def pause(self, seconds: float) -> None:
        """As long as the fault should last, at the pace of this run."""
        time.sleep(seconds * self.options.pace)

    def reach(self, share: float) -> None:
        """Wait until that share of all hops is finished, or nothing moves any more."""
        wanted = share * len(Hop) * len(self.written)
        self.wait(lambda: self.finished() >= wanted, min(20.0, self.options.patience))

    def finish(self) -> bool:
        """Wait for the end; whether it came."""
        self.publishing.allow(len(self.written))
        done = self.wait(self.all_done, self.options.patience)
        return self.wait(lambda: not self.ledger.unsent(), 10.0) and done

    def wait(self, what: Callable[[], bool], patience: float) -> bool:
        """Until it is so; given up when for so many seconds nothing was finished."""
        last, since = -1, time.monotonic()
        while time.monotonic() - since < patience:
            try:
                if what():
                    return True
            except Unavailable:  # the fault is the ledger's
                pass
            if (now := self.finished()) != last:
                last, since = now, time.monotonic()
            time.sleep(POLL_SECONDS)
        return False

    def complete(self) -> bool:
        """Whether every worker that is there has said so in the ledger."""
        names = [each.name for each in self.ledger.workers()]
        return all(
            each.alive and any(f":{each.pid}:" in name for name in names)
            for each in self.workers.all
        )

    def holds(self, worker: Worker) -> int:
        """How many reports its tasks have claimed."""
        claimed = work.c.claimed_by.contains(f":{worker.pid}:")
        wanted = select(func.count()).select_from(work)
        with self.ledger.reading() as db:
            return db.execute(wanted.where(claimed, work.c.state == State.CLAIMED)).scalar_one()

    def finished(self) -> int:
        """How many hops are at their end, as far as one can see."""
        ended = (State.DONE, State.QUARANTINED)
        wanted = select(func.count()).select_from(work).where(work.c.state.in_(ended))
        try:
            with self.ledger.reading() as db:
                self._finished = db.execute(wanted).scalar_one()
        except Unavailable:
            pass
        return self._finished

    def all_done(self) -> bool:
        if len(self.publishing.accepted()) < len(self.written):
            return False
        waiting = select(func.count()).select_from(work)
        open_states = work.c.state.in_((State.DUE, State.CLAIMED))
        with self.ledger.reading() as db:
            return not db.execute(waiting.where(open_states)).scalar_one()

    def close(self) -> None:
        self._stack.close()
