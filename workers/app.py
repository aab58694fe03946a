"""The Celery application: `celery -A workers.app worker`. What surrounds the tasks is here."""

from __future__ import annotations

import atexit
import os
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from billiard.exceptions import TimeLimitExceeded, WorkerLostError
from celery import Celery
from celery.apps import worker as programs
from celery.exceptions import SecurityWarning
from celery.signals import (
    setup_logging,
    task_failure,
    worker_init,
    worker_process_shutdown,
    worker_ready,
    worker_shutdown,
    worker_shutting_down,
)
from celery.worker import state

from shared import logs, tracing, transport
from shared.celery_settings import celery_settings
from shared.errors import Unavailable
from shared.hops import Hop
from shared.logs import Event, say
from shared.messages import Terms
from shared.settings import misspelled
from workers import timers
from workers.ending import Ending, kill
from workers.faults import frames
from workers.process import SETTINGS, broker_url, process, release, revive, worker_name
from workers.relay import Host, Relay
from workers.shell import left_behind
from workers.starting import INTERRUPTED, end_by_signal, end_with_parent, or_end, patiently

# Celery warns a worker that runs as root against pickles, which ours does not accept.
warnings.filterwarnings("ignore", category=SecurityWarning)
transport.install(Terms(SETTINGS.max_message_bytes, SETTINGS.signing_key))
app = Celery("onrecord", include=["workers.tasks"])
with or_end(SETTINGS.log_format):
    app.conf.update(celery_settings(broker_url(), SETTINGS))


@setup_logging.connect
def _set_up_logging(**_: object) -> None:
    logs.configure(SETTINGS.log_format)


def _say_as_line(message: str, *_: object) -> None:
    say(Event.NOTE, logger="celery.apps.worker", message=message)


# Celery writes to the terminal past all logging when it is asked to end.
programs.safe_say = _say_as_line  # type: ignore[attr-defined]  # not in its stubs


class _Running:
    worker: Any
    relay: Relay
    interrupted = False
    ending: Ending


@worker_init.connect
def _begin(sender: Any = None, **_: object) -> None:  # noqa: ANN401
    """Before the first message, and before the children are made: they inherit the name."""
    _set_up_logging()
    end_by_signal(release)
    name = worker_name()
    for sentence in misspelled():
        say(Event.NOTE, worker=name, message=sentence)
    try:
        with or_end(SETTINGS.log_format):
            ours = patiently(process, name, SETTINGS.retry_pause)
            _Running.relay = Relay(SETTINGS, ours.shell.ledger, ours.bell, _host(sender, name))
    except SystemExit:
        release()
        raise
    _Running.worker = sender
    atexit.register(_end)


def _host(sender: Any, name: str) -> Host:  # noqa: ANN401  # Celery's own
    """The worker as its relay sees it."""
    queues = sender.app.amqp.queues.consume_from if sender is not None else ()
    return Host(
        name,
        hops=[hop for hop in Hop if hop in queues],
        processes=int(getattr(sender, "concurrency", None) or 1),
        running=lambda: frozenset(state.requests),
        begun=lambda: sum(state.total_count.values()),
        revive=revive,
        drain=_Running.ending.ask,
        unkept=transport.UNKEPT,
    )


@worker_ready.connect
def _ready(sender: Any = None, **_: object) -> None:  # noqa: ANN401  # Celery's own
    end_with_parent()
    _Running.relay.start()
    timers.let_go(getattr(sender, "hub", None))
    queues = sorted(sender.task_consumer.queues, key=str) if sender is not None else []
    say(Event.STARTED, worker=worker_name(), queues=[str(getattr(q, "name", q)) for q in queues])


@task_failure.connect
def _lost(
    task_id: str = "",
    exception: object = None,
    args: Sequence[object] = (),
    kwargs: Mapping[str, object] | None = None,
    sender: Any = None,  # noqa: ANN401  # Celery's own
    **_: object,
) -> None:
    """A task's process died or ran out of time: seen by the main process, which frees its claim.

    What a task's own process sees of it Celery tells nobody, since it would tell the arguments.
    """
    hop, why, holder = Hop(sender.name), type(exception).__name__, f"{worker_name()}/{task_id}"
    shell, bell = process().shell, process().bell
    left = left_behind(shell, args, kwargs or {}, holder, why)
    if left is not None and not bell.refuse(left):
        transport.UNKEPT.append(left)
    if not isinstance(exception, (WorkerLostError, TimeLimitExceeded)):
        told = frames(exception) if isinstance(exception, BaseException) else None
        say(Event.DISCARDED, queue=hop, worker=worker_name(), error=why, traceback=told)
        return
    try:
        shell.lose(hop, holder, why)
    except Unavailable as error:
        # The relay lets go of the claim when the ledger is back.
        say(Event.LOST, hop=hop, worker=worker_name(), error=f"{why}. {error}")


@worker_process_shutdown.connect
def _child_ends(**_: object) -> None:
    tracing.flush()


@worker_shutting_down.connect
def _ending(sig: str = "", **_: object) -> None:
    """What is running may be finished within `drain_seconds`; the rest is handed back then."""
    _Running.ending.begin()
    if sig == "SIGINT":
        _Running.interrupted = True
        _Running.worker.exitcode = INTERRUPTED  # a second Ctrl-C ends it without `worker_shutdown`


def _hand_back() -> None:
    """The time is over: others do now what this worker's processes are at."""
    kill(_Running.worker.pool.info.get("processes", ()))
    with suppress(Unavailable):  # then they find it by our silence
        _Running.relay.hand_back()
    _end()
    os._exit(INTERRUPTED if _Running.interrupted else 0)


_Running.ending = Ending(SETTINGS.drain_seconds, _hand_back)


@worker_shutdown.connect
def _end(**_: object) -> None:
    atexit.unregister(_end)
    _Running.relay.stop()
    if _Running.interrupted:  # for Celery it is a failure
        _Running.worker.exitcode = INTERRUPTED
    say(Event.STOPPED, worker=worker_name())
    release()
