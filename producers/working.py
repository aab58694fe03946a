"""Worker processes, started from the edge without importing what they do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from shared.errors import Unavailable
from shared.home import make
from shared.hops import Hop
from shared.processes import PARENT, worker_command

if TYPE_CHECKING:
    from shared.settings import Settings

LOG = "worker.log"
LAST_LINES = 5
ENDING_SECONDS = 30.0


def become_worker(settings: Settings, hops: Sequence[Hop]) -> NoReturn:
    """This process turns into a worker: signals, exit code and terminal are the worker's own."""
    command = worker_command(settings.workers, tuple(hops) or tuple(Hop))
    sys.stdout.flush()
    os.execve(command[0], command, os.environ | settings.environment())  # noqa: S606  our own program


@contextmanager
def worker_processes(settings: Settings) -> Iterator[Callable[[], None]]:
    """A worker with the settings' number of processes for as long as the block lasts.

    Gives a function that raises `Unavailable` when the worker has ended. Its log is in the data folder.
    """
    log = make(settings.home) / LOG
    with log.open("ab") as lines:
        worker = subprocess.Popen(  # noqa: S603  our own program, no shell
            worker_command(settings.workers),
            env=os.environ | settings.environment() | {PARENT: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
        )
        try:
            yield lambda: _check(worker, log)
        finally:
            _end(worker)


def _check(worker: subprocess.Popen[bytes], log: Path) -> None:
    if worker.poll() is None:
        return
    last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]
    raise Unavailable(
        f"The worker has ended (code {worker.returncode}); what was accepted waits in the ledger. "
        f"Its last words, from {log}:\n" + "\n".join(last)
    )


def _end(worker: subprocess.Popen[bytes]) -> None:
    """TERM lets it finish what it has begun; what a killed one held is freed by the next."""
    worker.terminate()
    try:
        worker.wait(ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


@contextmanager
def ending_in_order() -> Iterator[None]:
    """TERM and a closed terminal end us as Ctrl-C does, so that no worker is left behind."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
