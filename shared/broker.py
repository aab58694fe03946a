"""The broker: wakes workers for what waits in the ledger. It may lose everything at any time.

A wake-up message names a report, and is as good for any other that waits at the same hop: losing
or repeating one changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import redis
from celery import Celery
from kombu.exceptions import KombuError

from shared import transport, updates
from shared.celery_settings import celery_settings
from shared.hops import Hop
from shared.ledger.views import NumberedUpdate
from shared.redis_client import connect
from shared.settings import Settings

SILENCE = 5.0
"""Seconds after which a broker that does not answer is taken for gone, by whoever rings."""


class Bell:
    """Rings for waiting work, and looks at how much has been rung for."""

    def __init__(self, url: str, settings: Settings) -> None:
        transport.install()
        self._app = Celery("onrecord.bell", set_as_current=False)
        self._app.conf.update(celery_settings(url, settings))
        self._app.conf.broker_transport_options |= {"socket_timeout": SILENCE}
        self.client = connect(url, SILENCE)
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
