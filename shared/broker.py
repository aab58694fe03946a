"""The broker: wakes workers for what waits in the ledger. It may lose everything at any time.

A wake-up message names a report, and is as good for any other that waits at the same hop: losing
or repeating one changes nothing.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Sequence
from typing import Any

import redis
from celery import Celery
from kombu import Queue
from kombu.exceptions import KombuError

from shared import transport, updates
from shared.hops import Hop
from shared.ledger.views import NumberedUpdate
from shared.settings import Settings

SILENCE = 5.0
"""Seconds after which a broker that does not answer is taken for gone, by whoever rings."""


def celery_settings(url: str, settings: Settings) -> dict[str, Any]:
    """All of Celery's settings that we change, each with its reason."""
    limit = settings.task_seconds
    chosen: dict[str, Any] = {
        "broker_url": url,
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
        # A message that waits in a busy worker could be worked on by an idle one.
        "worker_prefetch_multiplier": 1,
        # The first ends the work in good order; the second its process, if it does not listen.
        "task_soft_time_limit": limit,
        "task_time_limit": limit + 30,
        # On QUIT finish what was begun, at most as long as a task may take.
        "worker_soft_shutdown_timeout": float(limit),
        # A belt against leaks in what we stand on; starting a child costs the model's loading.
        "worker_max_tasks_per_child": 10_000,
        # Events cost a third of the throughput, and the ledger knows more.
        "worker_send_task_events": False,
        "task_send_sent_event": False,
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
        # Ringing must not hold up a publisher; the relay is the retry.
        "task_publish_retry": False,
        "broker_transport_options": {
            # Longer than any task, or it would be delivered again while it runs.
            "visibility_timeout": 2 * (limit + 30),
            # What a dead worker held is seen to within seconds of that time, not minutes.
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "unacked_mutex_expire": 10,
            # A half-open connection is noticed (safe with our transport only).
            "socket_timeout": 10,
            "socket_connect_timeout": 3,
            "socket_keepalive": True,
            "health_check_interval": 5,
        },
    }
    if url.startswith("rediss:"):
        # kombu's own default accepts any certificate.
        chosen["broker_use_ssl"] = {"ssl_cert_reqs": ssl.CERT_REQUIRED}
    return chosen


class Bell:
    """Rings for waiting work, and looks at how much has been rung for."""

    def __init__(self, url: str, settings: Settings) -> None:
        transport.install()
        self._app = Celery("onrecord.bell", set_as_current=False)
        self._app.conf.update(celery_settings(url, settings))
        self._app.conf.broker_transport_options |= {"socket_timeout": SILENCE}
        # redis-py repeats commands by itself otherwise, and not all of ours may be repeated.
        self.client = redis.Redis.from_url(
            url, socket_timeout=SILENCE, socket_connect_timeout=3.0, retry=None
        )
        self._kept = settings.updates_kept

    def ring(self, hop: Hop, reports: Iterable[str]) -> bool:
        """Wake workers for these reports. `False` when the broker is away: the relay sees to it."""
        try:
            with self._app.producer_pool.acquire(block=True) as producer:
                for report in reports:
                    self._app.send_task(
                        hop.value,
                        args=[report],
                        queue=hop.value,
                        argsrepr=report,
                        producer=producer,
                        retry=False,
                    )
        except (KombuError, redis.RedisError, OSError):
            return False
        return True

    def ring_once(self, hop: Hop, report: str) -> bool:
        """Wake one worker, unless one is being woken already: for work that is done for all."""
        return bool(self.depth(hop)) or self.ring(hop, [report])

    def depth(self, hop: Hop) -> int | None:
        """How many wake-up messages wait; `None` when the broker is away."""
        try:
            return int(self.client.llen(hop.value))
        except (redis.RedisError, OSError):
            return None

    def tell(self, changes: Sequence[NumberedUpdate]) -> bool:
        """Append updates to the stream. `False` when the broker is away."""
        try:
            updates.append(self.client, changes, self._kept)
        except (redis.RedisError, OSError):
            return False
        return True

    def close(self) -> None:
        """Let go of all connections."""
        self._app.close()
        self.client.close()
