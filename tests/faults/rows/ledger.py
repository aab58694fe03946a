"""A ledger that is locked, restarted, or has no room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.faults.ledger_server import Postgres
from tests.faults.row import row

if TYPE_CHECKING:
    from tests.faults.line import Line


@row()
def ledger_locked_10(line: Line) -> None:
    """Another writer holds the ledger for 10 s (PostgreSQL: the tables of work and workers)."""
    _locked(line, 10.0)


@row()
def ledger_locked_20(line: Line) -> None:
    """Another writer holds the ledger for 20 s, longer than SQLite waits."""
    _locked(line, 20.0)


def _locked(line: Line, seconds: float) -> None:
    for _ in line.many(1):
        with line.server.locked(line.home):
            line.pause(seconds)


@row(ledgers=("postgres",))
def postgres_restart(line: Line) -> None:
    """PostgreSQL is restarted in order, five times."""
    _restarts(line, 5, "fast")


@row(ledgers=("postgres",))
def postgres_crash(line: Line) -> None:
    """PostgreSQL is stopped as by a crash, and recovers, three times."""
    _restarts(line, 3, "immediate")


@row(ledgers=("postgres",))
def postgres_away(line: Line) -> None:
    """PostgreSQL is away for 20 s."""
    for _ in line.many(1):
        assert isinstance(line.server, Postgres)
        line.server.stop()
        line.pause(20.0)
        line.server.start()


def _restarts(line: Line, times: int, mode: str) -> None:
    for _ in line.many(times):
        assert isinstance(line.server, Postgres)
        line.server.restart(mode)


@row(small_disk=True)
def disk_full(line: Line) -> Iterator[str]:
    """The ledger's disk (a small tmpfs) is full for 15 s. A PostgreSQL that ends of it is started again."""
    for _ in line.many(1):
        line.disk.fill()
        line.pause(15.0)
        before = line.finished()
        line.pause(1.0)
        if line.finished() != before:
            yield "Work went on while the disk was full: the fault did not reach the ledger."
        line.disk.empty()
        if isinstance(line.server, Postgres) and not line.server.running():
            line.server.start()
