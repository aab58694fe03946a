"""Whether a worker can start at all: else it ends with a sentence, or waits for what is away.

Celery swallows what the receivers of its signals raise. A worker that could not begin would run
on without its relay, and say that it had started.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn, TypeVar

from shared import logs
from shared.errors import OnrecordError, Unavailable, Unreadable
from shared.logs import Event, say
from shared.processes import PARENT
from workers.faults import frames

NOT_UNDERSTOOD, MISSING, FAULT, INTERRUPTED = 2, 3, 4, 130
"""Exit codes: those of the command line."""
LOOK_SECONDS = 1.0
T = TypeVar("T")


@contextmanager
def or_end(log_format: str = "auto") -> Iterator[None]:
    """What cannot be mended by waiting ends the worker: a line that says what to do, and a code."""
    try:
        yield
    except OnrecordError as error:
        logs.configure(log_format)
        say(Event.TROUBLE, error=str(error))
        sys.exit(NOT_UNDERSTOOD if isinstance(error, Unreadable) else MISSING)
    except Exception as error:
        logs.configure(log_format)
        say(Event.TROUBLE, error=type(error).__name__, traceback=frames(error))
        sys.exit(FAULT)


def patiently(get: Callable[[], T], worker: str, pause: float) -> T:
    """What `get` gives, as soon as it does: a ledger may be started after its workers."""
    told = ""
    while True:
        try:
            return get()
        except Unavailable as error:
            if str(error) != told:
                say(Event.TROUBLE, worker=worker, error=str(error))
            told = str(error)
        if orphaned():
            sys.exit(MISSING)
        time.sleep(pause)


def end_by_signal(release: Callable[[], None]) -> None:
    """Until Celery takes the signals over: let go of everything, as a worker that runs does."""

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        release()
        sys.exit(INTERRUPTED if number == signal.SIGINT else 0)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


def end_with_parent() -> None:
    """A worker of `onrecord run` ends when that was killed: nobody else knows of it."""
    if PARENT in os.environ:
        threading.Thread(target=_watch, name="parent", daemon=True).start()


def orphaned() -> bool:
    """Whether whoever started this worker for itself is gone."""
    return os.environ.get(PARENT, str(os.getppid())) != str(os.getppid())


def _watch() -> None:
    while not orphaned():
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
