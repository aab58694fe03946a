"""The broker: wakes workers for what waits in the ledger. It may lose everything at any time.

A wake-up message names a report, and is as good for any other that waits at the same hop: losing
or repeating one changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

import redis
from celery import Celery
from kombu.exceptions import KombuError

from shared import transport, updates
from shared.celery_settings import celery_settings
from shared.hops import Hop
from shared.ledger.views import NumberedUpdate
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

    def lengths(self) -> dict[str, int] | None:
        """How many elements each of our keys has, in one question; `None` when the broker is away.

        What this user may not ask is left out.
        """
        with self.client.pipeline(transaction=False) as pipe:
            for name in (*Hop, transport.REFUSED):
                pipe.llen(name)
            pipe.hlen(transport.UNACKED)
            pipe.xlen(updates.STREAM)
            try:
                found = pipe.execute(raise_on_error=False)
            except (redis.RedisError, OSError):
                return None
        names = (*map(str, Hop), transport.REFUSED, transport.UNACKED, updates.STREAM)
        return {name: each for name, each in zip(names, found, strict=True) if type(each) is int}

    def tell(self, changes: Sequence[NumberedUpdate]) -> bool:
        """Append updates to the stream. `False` when the broker is away."""
        try:
            updates.append(self.client, changes, self._kept)
        except (redis.RedisError, OSError):
            return False
        return True

    def refused(self, most: int) -> tuple[bytes, ...]:
        """What stood in a queue and was no message of ours, the oldest first."""
        try:
            return tuple(reversed(self.client.lrange(transport.REFUSED, -most, -1)))  # type: ignore[arg-type]
        except (redis.RedisError, OSError):
            return ()

    def dismiss(self, refused: bytes) -> None:
        """It is in quarantine now. Not being able to say so keeps it here: then it comes again."""
        with suppress(redis.RedisError, OSError):
            self.client.lrem(transport.REFUSED, -1, refused)  # type: ignore[arg-type]

    def close(self) -> None:
        """Let go of all connections."""
        self._app.close()
        self.client.close()
