"""Logs: one line a unit of work, with everything in it, and never a report's words.

On a terminal for people, else one JSON object a line on standard error. The `event` of each line
is from a closed list: the outcomes of the hops (`shared.hops.Outcome`) and those of `Event`.
"""

from __future__ import annotations

import logging
import os
import sys
from enum import StrEnum
from typing import Any

import structlog

from shared.hops import Outcome

CELERYS_OWN = (
    # Each of these prints tasks' arguments, results or tracebacks; our one line stands for them.
    "celery.app.trace",
    "celery.worker.strategy",
    "celery.worker.request",
    "celery.worker.job",
    "celery.pool",
)


class Event(StrEnum):
    """What happens outside of a task run."""

    PUBLISHED = "published"
    """The ledger has taken over a new report."""
    KNOWN = "known"
    """A report was published again; nothing to do."""
    STARTED = "started"
    STOPPED = "stopped"
    LOST = "lost"
    """A task's process died or ran out of time; its report is free again."""
    FREED = "freed"
    """A worker fell silent; its reports are free again."""
    RETURNED = "returned"
    """Envelopes that somebody took from the queue and never committed are back in it."""
    RUNG = "rung"
    """Reports waited and no wake-up message for them was there; there is now."""
    DISCARDED = "discarded"
    """Something in a queue was no message, or its task ended before it had begun to work."""
    REPLAYED = "replayed"
    """A quarantined report was sent through again."""
    NOTE = "note"
    """A library's own words; `logger` says whose."""
    TROUBLE = "trouble"
    """A worker cannot start, its relay cannot do its round, or an exporter cannot look; `error` says why."""


class Line:
    """Writes whole lines to standard error with one system call each.

    Lines of several processes do not mix, and no lock can be left held by a fork.
    """

    def msg(self, message: str) -> None:
        data = f"{message}\n".encode(errors="backslashreplace")
        while data:
            data = data[os.write(2, data) :]

    log = debug = info = warn = warning = error = critical = exception = fatal = msg


class Foreign(logging.Handler):
    """Libraries' records in our form, as events `note`."""

    def emit(self, record: logging.LogRecord) -> None:
        _logger().log(record.levelno, Event.NOTE, logger=record.name, message=_harmless(record))


def configure(log_format: str = "auto") -> None:
    """Set up logging for this process: ours, and what libraries say from WARNING up."""
    as_text = log_format == "console" or (log_format == "auto" and sys.stderr.isatty())
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer()
        if as_text
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: Line(),
        cache_logger_on_first_use=False,
    )
    logging.root.handlers[:] = [Foreign()]
    logging.root.setLevel(logging.WARNING)
    # The process pool's logger passes nothing on to the root.
    logging.getLogger("multiprocessing").handlers[:] = [Foreign()]
    for name in CELERYS_OWN:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def say(event: Event | Outcome, **fields: object) -> None:
    """One line. Fields that are `None` are left out."""
    told = {name: value for name, value in fields.items() if value is not None}
    _logger().info(str(event), **told)


def _logger() -> Any:  # noqa: ANN401  # structlog's own
    return structlog.get_logger()


def _harmless(record: logging.LogRecord) -> str:
    """A library's message; of those about a message's body only what kind they are.

    Celery prints the whole body of a message that it cannot use: the report with it.
    """
    template = str(record.msg)
    if record.name.startswith("celery") and "message" in template:
        return template.split("\n", 1)[0].split("%", 1)[0].rstrip(" :'\"[")
    return record.getMessage().strip()
