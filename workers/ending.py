"""How a worker ends in good order: it finishes what it is at within a time, and hands back the rest.

TERM begins it, or an operator's `onrecord drain`, which the relay finds in the ledger.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress


class Ending:
    """Of one worker; begun once, however often it is asked."""

    def __init__(self, seconds: float, hand_back: Callable[[], None]) -> None:
        self._seconds = seconds
        self._hand_back = hand_back
        self._timer: threading.Timer | None = None

    def ask(self, seconds: float) -> None:
        """End within so many seconds, as on TERM."""
        if self._timer is None:
            self._seconds = seconds
            os.kill(os.getpid(), signal.SIGTERM)

    def begin(self) -> None:
        """From now on the time runs."""
        if self._timer is None:
            self._timer = threading.Timer(self._seconds, self._hand_back)
            self._timer.daemon = True
            self._timer.start()


def kill(processes: Iterable[int]) -> None:
    """Those that are still there."""
    for number in processes:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
