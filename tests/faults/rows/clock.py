"""A clock that is stepped. PostgreSQL's own clock stays: the ledger's time is its server's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.row import row

if TYPE_CHECKING:
    from tests.faults.line import Line

HOUR = 3600.0


@row()
def clock_forward(line: Line) -> None:
    """The clock of workers and publishers is stepped an hour forward, in the middle of the work."""
    for _ in line.many(1):
        line.clock.step(HOUR)


@row()
def clock_back(line: Line) -> None:
    """The clock of workers and publishers is stepped an hour back, in the middle of the work."""
    for _ in line.many(1):
        line.clock.step(-HOUR)


@row()
def clock_there_and_back(line: Line) -> None:
    """The clock is stepped an hour forward, and back to the truth 5 s later."""
    for _ in line.many(1):
        line.clock.step(HOUR)
        line.pause(5.0)
        line.clock.step(0.0)
