"""kombu's Redis transport without four faults of 5.7 that stop a worker.

1. An acknowledgement that fails (a Redis that stalls for longer than `socket_timeout`) keeps its
   prefetch slot: a worker with one process then waits for ever, and answers pings.
2. A connection that is lost at the wrong moment ends the worker: acknowledging or restoring on
   the closed channel raises `AttributeError`, which nobody takes for a lost connection.
3. A list element that is no message ends the worker, as often as it is started.
4. A message that Celery can make no task of (whose body is `[1]`, say) ends the worker, or keeps its
   prefetch slot.

To be dropped when kombu mends them: `tests/shell/test_transport.py` says when.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis, virtual
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import RedisError

from shared.hops import Hop
from shared.logs import Event, say


class NoTask(ValueError):
    """What is wrong with a message that is no task; never its words, which may be a report's."""


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


class Channel(redis.Channel):
    QoS = SafeQoS

    def _brpop_read(self, **options: Any) -> Any:  # noqa: ANN401  # kombu's own
        try:
            return super()._brpop_read(**options)  # type: ignore[misc]  # not in its stubs
        except (ValueError, KeyError, TypeError) as error:
            why = str(error) if isinstance(error, NoTask) else type(error).__name__
            say(Event.DISCARDED, error=why)
            raise Empty from None


class Transport(redis.Transport):
    Channel = Channel

    def _deliver(self, message: Any, queue: Any) -> Any:  # noqa: ANN401  # kombu's own
        if queue in tuple(Hop):
            message = _task(message)
        return super()._deliver(message, queue)


class SentinelChannel(Channel, redis.SentinelChannel):
    """The same, where sentinels say which Redis is the primary."""


class SentinelTransport(Transport, redis.SentinelTransport):
    Channel = SentinelChannel


def install() -> None:
    """Make them the transports of all addresses of Redis in this process."""
    TRANSPORT_ALIASES["redis"] = TRANSPORT_ALIASES["rediss"] = "shared.transport:Transport"
    TRANSPORT_ALIASES["sentinel"] = "shared.transport:SentinelTransport"


def _task(message: dict[str, Any]) -> dict[str, Any]:
    """The message, if it has the form of a task, without headers that are none of ours."""
    headers = message.get("headers")
    if not isinstance(headers, dict):
        raise NoTask("Its headers are no object.")
    ours = {name: headers.get(name) for name in ("task", "id")}
    if ours["task"] not in tuple(Hop) or not isinstance(ours["id"], str):
        raise NoTask("Its headers name none of our tasks, or no id.")
    if message.get("content-type") != "application/json":
        raise NoTask("Its content-type is not application/json.")
    match _body(message):
        case [list(), dict(), dict()]:
            return message | {"headers": ours}
    raise NoTask("Its body is not the JSON of [arguments, {}, {}].")


def _body(message: dict[str, Any]) -> object:
    body, encoding = message.get("body"), message["properties"].get("body_encoding")
    try:
        if not isinstance(body, str) or message.get("content-encoding") != "utf-8":
            return None
        return json.loads(b64decode(body) if encoding == "base64" else body)
    except (ValueError, RecursionError):
        return None
