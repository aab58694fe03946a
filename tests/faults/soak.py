"""`python -m tests.faults.soak`: many small reports through the line, and what it holds meanwhile.

Prints, for each kind of process and for Redis, memory in the second and in the last quarter of the run
and their ratio, connections in each, and how many of a sample of reports have exactly the claims they must have.
Ends with 1, and a sentence for each, when something has grown or is wrong. `make soak`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.broker import Bell
from shared.hops import Hop
from shared.ledger import Ledger, migrate, open_ledger
from shared.settings import read_settings
from tests.faults.ledger_server import LEDGERS
from tests.faults.processes import children, end_in_order
from tests.faults.redis_server import RedisServer
from tests.faults.reports import write
from tests.faults.standin import REAL_REDRAW, WORK_SECONDS, read
from tests.faults.workers import Workers

AT_ONCE = 200
MOST_WAITING = 2_000
"""The publisher waits while more than this are on their way: a soak, not a flood."""
SAMPLE = 97
"""Every so-manieth report is read again here and compared."""
POLL_SECONDS = 0.5
LOOK_SECONDS = 2.0
UPDATES_KEPT = 1_000
"""So that the stream of updates is as long as it gets well before the second quarter."""
FLAT = 1.05
"""Memory is flat when there is at most so much of it in the last quarter as in the second. Connections may not grow at all."""
Samples = dict[str, list[tuple[float, float]]]
"""By what was measured: seconds since the beginning, and how much."""


class Soak:
    """One run."""

    def __init__(self, home: Path, ledger_url: str | None, reports: int, seconds: float) -> None:
        self.reports, self.seconds = reports, seconds
        self.redis = RedisServer(home / "redis", "none")
        self.redis.start()
        self.settings = read_settings(
            home=home,
            broker_url=self.redis.url,
            ledger_url=ledger_url,
            log_format="json",
            updates_kept=UPDATES_KEPT,
        )
        migrate(self.settings)
        self.ledger: Ledger = open_ledger(self.settings)
        self.bell = Bell(self.redis.url, self.settings)
        environment = self.settings.environment() | {WORK_SECONDS: "0", REAL_REDRAW: "1"}
        self.workers = Workers(environment, home / "workers.log")
        self.roles = {
            "reading": self.workers.add(2, hops=(Hop.INTAKE, Hop.EXTRACT)),
            "reconciling": self.workers.add(1, hops=(Hop.RECONCILE,)),
        }
        self.samples: Samples = defaultdict(list)
        self.began = time.monotonic()

    def run(self) -> None:
        """Publish all, a portion whenever enough of those before are done, and wait for the end."""
        sent, looked = 0, 0.0
        while sent < self.reports or self._waiting():
            if time.monotonic() - self.began > self.seconds:
                self.reports = sent
            if sent < self.reports and self._waiting() < MOST_WAITING:
                portion = range(sent, min(sent + AT_ONCE, self.reports))
                receipts = self.ledger.accept_all([write(n, 1).envelope for n in portion])
                self.bell.ring(Hop.INTAKE, [each.report for each in receipts])
                sent = portion.stop
            else:
                time.sleep(POLL_SECONDS)
            if time.monotonic() - looked > LOOK_SECONDS:
                looked = time.monotonic()
                self._look()
                self._progress(sent)

    def wrong(self) -> tuple[int, int]:
        """Of a sample of reports: how many have other claims than they must have, and of how many."""
        numbers = range(0, self.reports, SAMPLE)
        wrong = 0
        for number in numbers:
            report = write(number, 1).envelope.report()
            expected = sorted(read(report, 0.0).claims, key=lambda each: each.id)
            wrong += list(self.ledger.claims(report.id)) != expected
        return wrong, len(numbers)

    def close(self) -> None:
        self.workers.close()
        self.bell.close()
        self.ledger.close()
        self.redis.close()

    def _waiting(self) -> int:
        return sum(each.waiting + each.working for each in self.ledger.backlog())

    def _look(self) -> None:
        now = time.monotonic() - self.began
        for role, worker in self.roles.items():
            if worker.alive:
                self._note(f"{role}, main process, MB", now, _megabytes(worker.pid))
                for child in children(worker.pid):
                    self._note(f"{role}, child, MB", now, _megabytes(child))
        told = self.redis.client.info()
        self._note("redis, MB", now, told["used_memory"] / 1e6)
        self._note("redis, connections", now, told["connected_clients"])

    def _note(self, what: str, now: float, much: float) -> None:
        self.samples[what].append((now, much))

    def _progress(self, sent: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(
                f"\r{sent:,} of {self.reports:,} published, {self._waiting():,} wait   "
            )


@dataclass(frozen=True, slots=True)
class Quarters:
    """How much there was in the second quarter of the time and in the last; `None` where nobody looked."""

    what: str
    second: float | None
    last: float | None

    @property
    def ratio(self) -> float | None:
        return self.last / self.second if self.second and self.last is not None else None

    def told(self) -> dict[str, object]:
        numbers = {"second quarter": self.second, "last quarter": self.last, "ratio": self.ratio}
        return {
            "what": self.what,
            **{k: None if n is None else round(n, 3) for k, n in numbers.items()},
        }

    def amiss(self) -> str | None:
        """Why it is not flat, in a sentence."""
        if self.ratio is None:
            return f"{self.what}: the run was too short to say whether it is flat."
        most = 1.0 if "connections" in self.what else FLAT
        if self.ratio <= most:
            return None
        return f"{self.what}: {self.last:.1f} in the last quarter, {self.ratio:.2f} times the second's, and at most {most:g} times is flat."


def quarters(samples: Samples) -> Iterator[Quarters]:
    """The second quarter of the time against the last."""
    for what, each in sorted(samples.items()):
        end = max(at for at, _ in each)
        second = [much for at, much in each if 0.25 * end <= at < 0.5 * end]
        last = [much for at, much in each if at >= 0.75 * end]
        yield Quarters(what, *(statistics.median(q) if q else None for q in (second, last)))


def _megabytes(process: int) -> float:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * 4096 / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="publish no longer")
    parser.add_argument("--ledger", choices=[*LEDGERS], default="sqlite")
    given = parser.parse_args()
    end_in_order()
    server = LEDGERS[given.ledger]()
    with tempfile.TemporaryDirectory(prefix="onrecord-soak-") as folder:
        soak = Soak(Path(folder), server.new_ledger(), given.reports, given.minutes * 60)
        try:
            soak.run()
            measured = list(quarters(soak.samples))
            for each in measured:
                print(json.dumps(each.told()), flush=True)
            wrong, of = soak.wrong()
            quarantined = len(soak.ledger.quarantined())
            seconds = round(time.monotonic() - soak.began)
            print(json.dumps({"reports": soak.reports, "seconds": seconds, "sample": of, "wrong": wrong,
                              "quarantined": quarantined, "deaths": soak.workers.deaths}))  # fmt: skip
        finally:
            soak.close()
            server.close()
    amiss = [sentence for each in measured if (sentence := each.amiss())]
    amiss += [f"{wrong} of {of} reports have other claims than they must have."] * bool(wrong)
    amiss += [f"{quarantined} reports are in quarantine."] * bool(quarantined)
    for sentence in amiss:
        print(sentence, file=sys.stderr)
    return 1 if amiss else 0


if __name__ == "__main__":
    sys.exit(main())
