"""Workers that are killed, ended, frozen."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import select

from shared.errors import Unavailable
from shared.ledger.schema import lease
from tests.faults.ledger_server import Postgres
from tests.faults.row import row

if TYPE_CHECKING:
    from tests.faults.line import Line
    from tests.faults.workers import Worker


def _any(line: Line) -> Worker:
    """A worker that lives, waited for."""
    while not (alive := line.workers.alive()):
        time.sleep(0.05)
    return line.rng.choice(alive)


def _one_of_all(line: Line) -> Worker:
    """A worker, when all of them are up: who asks one to end leaves the others to work."""
    line.wait(line.complete, 60.0)
    return _any(line)


@row()
def child_kill(line: Line) -> None:
    """kill -9 of a pool child, twenty times."""
    for _ in line.many(20):
        while not (pool := _any(line).children()):
            time.sleep(0.05)
        time.sleep(line.rng.uniform(0, 0.05))
        with suppress(ProcessLookupError):
            os.kill(line.rng.choice(pool), signal.SIGKILL)


@row()
def worker_kill(line: Line) -> None:
    """kill -9 of a whole worker, all its processes at once, eight times."""
    for _ in line.many(8):
        time.sleep(line.rng.uniform(0, 0.05))
        line.workers.signal(_any(line), signal.SIGKILL, group=True)


@row()
def main_kill(line: Line) -> Iterator[str]:
    """kill -9 of only the main process, six times: no orphan child may go on."""
    for _ in line.many(6):
        line.workers.signal(_any(line), signal.SIGKILL)
    time.sleep(5.0)
    if orphans := line.workers.orphans():
        yield f"{len(orphans)} children live on, 5 s after their main process was killed."


@row()
def relay_kill(line: Line) -> None:
    """kill -9 of the worker whose relay leads, three times."""
    for _ in line.many(3):
        line.workers.signal(_leading(line), signal.SIGKILL, group=True)


def _leading(line: Line) -> Worker:
    while True:
        with suppress(Unavailable), line.ledger.reading() as db:
            holder = db.execute(select(lease.c.holder)).scalar() or ""
            for each in line.workers.alive():
                if f":{each.pid}:" in holder:
                    return each
        time.sleep(0.05)


@row()
def term(line: Line) -> None:
    """SIGTERM to a worker in the middle of its tasks, six times; it is started again."""
    for _ in line.many(6):
        line.workers.signal(_one_of_all(line), signal.SIGTERM)


@row()
def term_rolling(line: Line) -> None:
    """SIGTERM to each worker in turn, six times, 5 s after the last one is up again: an upgrade."""
    line.reach(0.1)
    with line.fault():
        for i in range(6):
            line.wait(line.complete, 60.0)
            line.workers.signal(line.workers.all[i % len(line.workers.all)], signal.SIGTERM)
            line.pause(5.0)


@row()
def quit_(line: Line) -> None:
    """SIGQUIT, Celery's cold shutdown, to a worker, six times."""
    for _ in line.many(6):
        line.workers.signal(_one_of_all(line), signal.SIGQUIT)


@row(ledgers=("postgres",))
def quit_in_commit(line: Line) -> Iterator[str]:
    """SIGQUIT to a worker in the middle of its commits, which PostgreSQL keeps waiting, six times."""
    met = 0
    for _ in line.many(6):
        assert isinstance(line.server, Postgres)
        worker = _one_of_all(line)
        with line.server.commits_kept_waiting() as waiting:
            met += line.wait(lambda: waiting() >= line.row.processes, 5.0)
            line.workers.signal(worker, signal.SIGQUIT)
            time.sleep(1.0)
    if not met:
        yield "There were never commits to end a worker in."


@row()
def zombie(line: Line) -> None:
    """A worker that holds a report is frozen for longer than its heartbeat, then goes on, twice."""
    for _ in line.many(2):
        worker = _frozen_at_work(line)
        time.sleep(line.options.heartbeat_seconds + 2 * line.options.relay_seconds + 1.0)
        line.workers.signal(worker, signal.SIGCONT, group=True)


def _frozen_at_work(line: Line) -> Worker:
    """A worker stopped while it has a claim, so that another takes it over."""
    for _ in range(100):
        worker = _any(line)
        line.workers.signal(worker, signal.SIGSTOP, group=True)
        if line.holds(worker):
            break
        line.workers.signal(worker, signal.SIGCONT, group=True)
        time.sleep(line.rng.uniform(0, 0.1))
    return worker
