"""`python -m tests.faults.price`: what durability costs, as ratios measured side by side. `make bench`.

The publisher's price: reports accepted a second through the door (committed, then rung for), one by
one and many at once, against bare `send_task` of the same envelopes on the same Redis, which keeps
them in memory only. Beside them what the disk alone would let through: where it is slow no door that
waits for it is fast. The relay's share: reports through two hops with its rounds and without.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import Celery
from sqlalchemy import func, select

from shared.broker import Bell
from shared.envelope import Envelope
from shared.hops import Hop
from shared.ledger import Ledger, migrate, open_ledger
from shared.ledger.schema import work
from shared.settings import read_settings
from tests.faults.ledger_server import LEDGERS
from tests.faults.processes import end_in_order
from tests.faults.redis_server import RedisServer
from tests.faults.reports import write
from tests.faults.standin import WORK_SECONDS
from tests.faults.workers import Workers

PORTION = 64
"""So short a while the machine is hardly ever another one for one of them than for the others."""
TOGETHER = 32
"""As `onrecord publish` does."""
RATIOS = ("door one by one / bare", "door many / bare", "disk / bare")
USUAL_ROUNDS, NO_ROUNDS = 1.0, 3600.0
"""Seconds between two rounds of the relay."""


def main() -> int:
    given = _arguments()
    end_in_order()
    for name in LEDGERS if given.ledger == "both" else [given.ledger]:
        server = LEDGERS[name]()
        try:
            _tell(name, _door(server, given.reports, given.rounds))
            if given.relay:
                _tell(name, {"relay": _relay(server, given.relay, given.rounds)})
        finally:
            server.close()
    return 0


def _tell(ledger: str, ratios: dict[str, list[float]]) -> None:
    for what, each in ratios.items():
        spread = {"median": round(statistics.median(each), 2), "all": [round(x, 2) for x in each]}
        print(json.dumps({"ledger": ledger, "ratio": what, **spread}), flush=True)


def _door(server, reports: int, rounds: int) -> dict[str, list[float]]:
    """Ratios of rates, each of one round in which all were done in turn, a portion at a time."""
    found: dict[str, list[float]] = {name: [] for name in RATIOS}
    for seed in range(1, rounds + 1):
        envelopes = [write(number, seed).envelope for number in range(2 * reports)]
        portions = [envelopes[start : start + PORTION] for start in range(0, reports, PORTION)]
        others = [
            envelopes[start : start + PORTION] for start in range(reports, 2 * reports, PORTION)
        ]
        with _ledger_and_redis(server) as (ledger, bell, url), _bare_app(url) as app:
            bare = one = many = disk = 0.0
            for some, more in zip(portions, others, strict=True):
                bare += _seconds(lambda e=some, a=app: _bare(a, e))
                one += _seconds(lambda e=some, b=bell, le=ledger: _one_by_one(le, b, e))
                many += _seconds(lambda e=more, b=bell, le=ledger: _many(le, b, e))
                disk += _seconds(lambda e=some, h=ledger.settings.home: _written(h / "disk", e))
        for name, took in zip(RATIOS, (one, many, disk), strict=True):
            found[name].append(bare / took)
    return found


@contextmanager
def _bare_app(url: str) -> Iterator[Celery]:
    app = Celery(broker=url, set_as_current=False)
    yield app
    app.close()


def _bare(app: Celery, envelopes: list[Envelope]) -> None:
    for each in envelopes:
        app.send_task("intake", args=[each.json_text()], queue="bare", retry=False)


def _one_by_one(ledger: Ledger, bell: Bell, envelopes: list[Envelope]) -> None:
    for each in envelopes:
        bell.ring(Hop.INTAKE, [ledger.accept(each).report])


def _many(ledger: Ledger, bell: Bell, envelopes: list[Envelope]) -> None:
    for start in range(0, len(envelopes), TOGETHER):
        receipts = ledger.accept_all(envelopes[start : start + TOGETHER])
        bell.ring(Hop.INTAKE, [receipt.report for receipt in receipts])


def _written(path: Path, envelopes: list[Envelope]) -> None:
    """The least that a commit costs here: the envelope at the end of a file, and on the disk."""
    with path.open("ab", buffering=0) as file:
        for each in envelopes:
            file.write(each.original().encode())
            os.fdatasync(file.fileno())


def _seconds(do: Callable[[], None]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _relay(server, reports: int, rounds: int) -> list[float]:
    """How many times as long two hops take with the relay's rounds as with hardly any.

    Nobody draws the picture here: without rounds it would be drawn once, at the end, and that is
    not what rounds cost.
    """
    found = []
    for seed in range(1, rounds + 1):
        envelopes = [write(number, seed).envelope for number in range(reports)]
        took = [_worked(server, envelopes, each) for each in (USUAL_ROUNDS, NO_ROUNDS)]
        found.append(took[0] / took[1])
    return found


def _worked(server, envelopes: list[Envelope], relay_seconds: float) -> float:
    """Seconds from the first report that is taken up to the last that is read."""
    with _ledger_and_redis(server, relay_seconds) as (ledger, bell, _):
        environment = ledger.settings.environment() | {WORK_SECONDS: "0"}
        workers = Workers(environment, ledger.settings.home / "workers.log")
        try:
            workers.add(2, hops=(Hop.INTAKE, Hop.EXTRACT))
            _many(ledger, bell, envelopes)
            while ledger.arriving() or any(map(ledger.working, (Hop.INTAKE, Hop.EXTRACT))):
                time.sleep(0.1)
            with ledger.reading() as db:
                first, last = select(func.min(work.c.claimed_at)), select(func.max(work.c.done_at))
                return float(db.execute(last).scalar_one() - db.execute(first).scalar_one())
        finally:
            workers.close()


@contextmanager
def _ledger_and_redis(
    server, relay_seconds: float = USUAL_ROUNDS
) -> Iterator[tuple[Ledger, Bell, str]]:
    with tempfile.TemporaryDirectory(prefix="onrecord-price-") as folder:
        home = Path(folder)
        redis = RedisServer(home / "redis", "aof")
        redis.start()
        settings = read_settings(
            home=home,
            broker_url=redis.url,
            ledger_url=server.new_ledger(),
            relay_seconds=relay_seconds,
            log_format="json",
        )
        migrate(settings)
        ledger, bell = open_ledger(settings), Bell(redis.url, settings)
        try:
            yield ledger, bell, redis.url
        finally:
            bell.close()
            ledger.close()
            redis.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ledger", choices=[*LEDGERS, "both"], default="both")
    parser.add_argument("--reports", type=int, default=1000, help="reports at the door, each round")
    parser.add_argument(
        "--relay", type=int, default=1000, metavar="N", help="reports through two hops, 0 for none"
    )
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
