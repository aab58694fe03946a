"""One fault after another, as chance has it: what one row alone does not show."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.faults.row import row

if TYPE_CHECKING:
    from tests.faults.line import Line


def _child(line: Line) -> None:
    children = [each for worker in line.workers.alive() for each in worker.children()]
    for each in children[:1]:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def _worker(line: Line) -> None:
    for worker in line.workers.alive()[:1]:
        line.workers.signal(worker, signal.SIGKILL, group=True)


def _term(line: Line) -> None:
    for worker in line.workers.alive()[-1:]:
        line.workers.signal(worker, signal.SIGTERM)


def _publisher(line: Line) -> None:
    line.publishing.kill()


def _forget(line: Line) -> None:
    line.redis.client.flushall()


def _stall(line: Line) -> None:
    line.redis.stall()
    line.pause(8.0)
    line.redis.resume()


def _kill(line: Line) -> None:
    line.redis.kill()
    line.pause(2.0)
    line.redis.start()


FAULTS: tuple[Callable[[Line], None], ...] = (_child, _worker, _term, _publisher, _forget, _stall, _kill)  # fmt: skip


@row(persistence="none")
def chaos(line: Line) -> None:
    """Fourteen times one of: a child, a worker, the publisher or Redis (which comes back empty) is killed, a worker is
    ended, Redis forgets, Redis is frozen for 8 s."""
    for _ in line.many(14):
        line.rng.choice(FAULTS)(line)
