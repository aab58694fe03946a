"""All of Celery's settings that we change, each with its reason."""

from __future__ import annotations

from typing import Any

from kombu import Queue

from shared.broker_address import BrokerAddress, read_address
from shared.hops import Hop
from shared.redis_client import sentinel_options
from shared.settings import Settings

TASKS: dict[str, Any] = {
    # JSON only: a pickle from a stranger is a program.
    "task_serializer": "json",
    "accept_content": ["json"],
    # What came of a task is in the ledger; a second place would only leak and disagree.
    "result_backend": None,
    "task_ignore_result": True,
    # One queue a hop, so that each is scaled by itself; no priorities (they split queues).
    "task_queues": [Queue(hop, routing_key=hop) for hop in Hop],
    "task_create_missing_queues": False,
    "task_default_queue": Hop.INTAKE.value,
    # Acknowledged when done, so that `unacked` shows what is being worked on.
    "task_acks_late": True,
    # The ledger decides what is done again. A wake-up message is never worth redelivering.
    "task_reject_on_worker_lost": False,
    "task_acks_on_failure": True,
    "task_acks_on_timeout": True,
    # Events cost a third of the throughput, and the ledger knows more.
    "worker_send_task_events": False,
    "task_send_sent_event": False,
    # Ringing must not hold up a publisher; the relay is the retry.
    "task_publish_retry": False,
}

WORKERS: dict[str, Any] = {
    # A message that waits in a busy worker could be worked on by an idle one.
    "worker_prefetch_multiplier": 1,
    # A belt against leaks in what we stand on; starting a child costs the model's loading.
    "worker_max_tasks_per_child": 10_000,
    # Ours is set up by the signal `setup_logging`; see shared/logs.py.
    "worker_hijack_root_logger": False,
    "worker_redirect_stdouts": False,
    # After a lost connection: keep all slots, and let running work end (the ledger sorts it).
    "worker_enable_prefetch_count_reduction": False,
    "worker_cancel_long_running_tasks_on_connection_loss": False,
    # A worker waits for its broker for ever: it may be started first, and outlive it.
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "broker_channel_error_retry": True,
}

CONNECTIONS: dict[str, Any] = {
    # One list a queue: kombu would ask for three more of each, by priority.
    "priority_steps": [0],
    # What a dead worker held is seen to within seconds of its time, not minutes.
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "unacked_mutex_expire": 10,
    # A half-open connection is noticed (safe with our transport only: shared/transport.py).
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    "socket_keepalive": True,
    "health_check_interval": 5,
}

LAST_SECONDS = 30
"""Between being asked to end, when the time is over, and being ended."""


def celery_settings(url: str, settings: Settings) -> dict[str, Any]:
    """The settings for a broker at `url`."""
    longest = max(settings.seconds(hop) for hop in Hop) + LAST_SECONDS
    largest = max(settings.memory_mb(hop) for hop in Hop)
    chosen: dict[str, Any] = {
        **TASKS,
        **WORKERS,
        # The first ends the work in good order; the second its process, if it does not listen.
        "task_annotations": {hop.value: _limits(settings.seconds(hop)) for hop in Hop},
        # Looked at after each task (workers/limits.py looks during one); in KiB.
        "worker_max_memory_per_child": largest * 1024 or None,
        # Longer than any task. Delivered again to the same worker, a message makes a second task of
        # the same id: when that ends, the relay takes the first for ended and lets go of what it is
        # at. What takes longer than the timeout would then be begun for ever. A wake-up need not come
        # back sooner; envelopes do, by the relay.
        "broker_transport_options": CONNECTIONS | {"visibility_timeout": 2 * longest},
    }
    return chosen | _reached(read_address(url), chosen["broker_transport_options"])


def _reached(address: BrokerAddress, options: dict[str, Any]) -> dict[str, Any]:
    """How Redis is reached: directly or by sentinels, encrypted or not."""
    if address.primary is not None:
        options |= {"master_name": address.primary, "sentinel_kwargs": sentinel_options(address)}
    return {
        "broker_url": address.for_kombu,
        "broker_transport_options": options,
        # Said in full for rediss: kombu's own default accepts any certificate.
        "broker_use_ssl": dict(address.tls) or False,
    }


def _limits(seconds: int) -> dict[str, int]:
    return {"soft_time_limit": seconds, "time_limit": seconds + LAST_SECONDS}
