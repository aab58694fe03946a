"""Metrics of who does the work: workers, relay, broker, and Celery's queues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from prometheus_client.core import Metric

from producers.scraping.samples import gauge, one
from shared.hops import Hop
from shared.ledger import Pulse
from shared.ledger.measuring import HopPulse, WorkerPulse
from shared.messages import REFUSED, UNACKED
from shared.settings import Settings
from shared.updates import STREAM

Lengths = Mapping[str, int]


def worker_metrics(pulse: Pulse, settings: Settings) -> Iterator[Metric]:
    """Who works. Only those that were heard of lately: each start gives another name."""
    alive = [each for each in pulse.workers if each.silent_s <= settings.heartbeat_seconds]
    yield gauge(
        "celery_worker_up",
        "1 for a worker that has given a sign of life lately, 0 for one that has fallen silent.",
        (({"hostname": each.name}, each in alive) for each in pulse.workers),
    )
    yield gauge(
        "celery_worker_tasks_active",
        "Tasks that the worker is at.",
        (({"hostname": each.name}, each.tasks) for each in alive),
    )
    yield gauge(
        "onrecord_worker_idle_seconds",
        "Seconds since the worker last began or ended work.",
        (({"hostname": each.name}, each.idle_s) for each in alive),
    )
    yield gauge(
        "onrecord_workers",
        "Workers that have given a sign of life lately, by the onrecord they run.",
        (({"version": name}, n) for name, n in Counter(e.version for e in alive).items()),
    )
    yield from _celerys(alive)
    yield from _relay(pulse)


def _celerys(alive: list[WorkerPulse]) -> Iterator[Metric]:
    at = {hop: [each for each in alive if hop in each.hops] for hop in Hop}
    workers = [({"queue_name": hop}, len(at[hop])) for hop in Hop]
    yield gauge("celery_active_worker_count", "Workers that serve the queue.", workers)
    yield gauge(
        "celery_active_consumer_count", "Consumers of the queue: one in each worker.", workers
    )
    yield gauge(
        "celery_active_process_count",
        "Processes of the workers that serve the queue.",
        (({"queue_name": hop}, sum(each.processes for each in at[hop])) for hop in Hop),
    )


def _relay(pulse: Pulse) -> Iterator[Metric]:
    leader = [each for each in pulse.workers if each.name == pulse.leader]
    yield one(
        "onrecord_relay_leads", "1 while some worker's relay looks after the line.", bool(leader)
    )
    for each in leader:
        yield one(
            "onrecord_relay_silent_seconds",
            "Seconds since the last sign of life of the worker whose relay leads.",
            each.silent_s,
        )


def ringing_metrics(pulse: Pulse, lengths: Lengths | None) -> Iterator[Metric]:
    """Whether there are as many wake-up messages as there should be."""
    missing = {each.hop: _missing(each, lengths) for each in pulse.hops}
    yield gauge(
        "onrecord_messages_missing",
        "Wake-up messages that should be in the hop's queue and are not, for a moment or because nobody rings.",
        (({"hop": hop}, number) for hop, number in missing.items()),
    )
    yield gauge(
        "onrecord_relay_lag_seconds",
        "How long the next report has waited at a hop with too few wake-up messages; 0 if there are enough.",
        (({"hop": each.hop}, each.ready_s if missing[each.hop] else 0.0) for each in pulse.hops),
    )


def _missing(each: HopPulse, lengths: Lengths | None) -> int:
    # As workers/relay.py reckons: one run of reconcile does all of it.
    wanted = each.ready
    if each.hop is Hop.RECONCILE:
        wanted = 0 if each.in_work else min(1, wanted)
    return max(0, wanted - (lengths or {}).get(each.hop, 0))


def broker_metrics(lengths: Lengths) -> Iterator[Metric]:
    """What is in Redis."""
    yield gauge(
        "celery_queue_length",
        "Wake-up messages in the queue. Not the backlog: topped up to ONRECORD_WINDOW only.",
        (({"queue_name": hop}, lengths[hop]) for hop in Hop if hop in lengths),
    )
    for key, name, says in (
        (
            UNACKED,
            "onrecord_unacked_messages",
            "Messages that workers have taken and not yet done.",
        ),
        (
            REFUSED,
            "onrecord_refused_messages",
            "What stood in a queue and was no message, until a relay has it in quarantine.",
        ),
        (STREAM, "onrecord_stream_entries", "Entries in the stream of updates."),
    ):
        if key in lengths:
            yield one(name, says, lengths[key])
