"""Timers: those of tasks that are done are let go of.

Celery sets one for each task's limit and keeps it, cancelled, until the limit would have been over: at a hundred reports
a second and 300 s the main process of a worker holds some 15 MB of them.
"""

from __future__ import annotations

from heapq import heapify

from kombu.asynchronous import Hub
from kombu.asynchronous.timer import Timer

EVERY_SECONDS = 10.0


def let_go(hub: Hub | None) -> None:
    """From now on, again and again; a pool without a hub has no such timers."""
    if hub is not None:
        hub.call_repeatedly(EVERY_SECONDS, forget_cancelled, hub.timer)


def forget_cancelled(timer: Timer) -> None:
    """In place: whoever goes through the queue goes on with it."""
    timer._queue[:] = [each for each in timer._queue if not each.entry.canceled]
    heapify(timer._queue)
