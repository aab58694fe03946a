"""kombu's Redis transport without three faults of 5.7 that stop a worker.

1. An acknowledgement that fails (a Redis that stalls for longer than `socket_timeout`) keeps its
   prefetch slot: a worker with one process then waits for ever, and answers pings.
2. A connection that is lost at the wrong moment ends the worker: acknowledging or restoring on
   the closed channel raises `AttributeError`, which nobody takes for a lost connection.
3. A list element that is no message ends the worker, as often as it is started.

To be dropped when kombu mends them: `tests/shell/test_transport.py` says when.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis, virtual
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import RedisError

from shared.logs import Event, say


class SafeQoS(redis.QoS):
    """Whatever happens to the message, its slot is free again."""

    def ack(self, delivery_tag: str) -> None:
        with self._freeing(delivery_tag):
            super().ack(delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        with self._freeing(delivery_tag):
            super().reject(delivery_tag, requeue)

    def restore_unacked_once(self, stderr: Any = None) -> None:  # noqa: ANN401  # kombu's own
        # What is not restored comes back by its time limit, and the ledger has it anyway.
        with suppress(AttributeError, RedisError, OSError):
            super().restore_unacked_once(stderr)

    @contextmanager
    def _freeing(self, delivery_tag: str) -> Iterator[None]:
        try:
            yield
        except AttributeError as error:
            virtual.QoS.ack(self, delivery_tag)
            raise Disconnected("The channel was closed.") from error
        except BaseException:
            virtual.QoS.ack(self, delivery_tag)
            raise


class _Safe:
    """What is common to both kinds of channel."""

    def _brpop_read(self, **options: Any) -> Any:  # noqa: ANN401  # kombu's own
        try:
            return super()._brpop_read(**options)  # type: ignore[misc]
        except (ValueError, KeyError, TypeError) as error:
            say(Event.DISCARDED, error=type(error).__name__)
            raise Empty from None


class Channel(_Safe, redis.Channel):
    QoS = SafeQoS


class SentinelChannel(_Safe, redis.SentinelChannel):
    QoS = SafeQoS


class Transport(redis.Transport):
    Channel = Channel


class SentinelTransport(redis.SentinelTransport):
    Channel = SentinelChannel


def install() -> None:
    """Make it the transport of `redis:`, `rediss:` and `sentinel:` addresses in this process."""
    TRANSPORT_ALIASES["redis"] = TRANSPORT_ALIASES["rediss"] = "shared.transport:Transport"
    TRANSPORT_ALIASES["sentinel"] = "shared.transport:SentinelTransport"
