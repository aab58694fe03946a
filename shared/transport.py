"""kombu's Redis transport without four faults of 5.7 that stop a worker or lose what it read.

1. An acknowledgement that fails (a Redis that stalls for longer than `socket_timeout`) keeps its
   prefetch slot: a worker with one process then waits for ever, and answers pings.
2. A connection that is lost at the wrong moment ends the worker: acknowledging or restoring on
   the closed channel raises `AttributeError`, which nobody takes for a lost connection.
3. A list element that is no message ends the worker, as often as it is started, and is gone.
4. A message that Celery can make no task of (whose body is `[1]`, say) ends the worker, or keeps its
   prefetch slot, or is dropped.

What is no message of ours is kept in the list `REFUSED`, as it came, until a relay has it in quarantine.
To be dropped when kombu mends them: `tests/shell/test_transport.py` says when.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis, virtual
from kombu.utils.json import loads
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import RedisError

from shared.hops import Hop
from shared.logs import Event, say

REFUSED = "onrecord:refused"
"""The list of what stood in a queue and was no message of ours: JSON of queue, why, element (base64)."""
UNACKED = "unacked"
"""kombu's hash of the messages that a worker has taken and not yet acknowledged."""
NAME = re.compile(r"[A-Za-z_][\w.]{0,60}")


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
        """As kombu's, which keeps no hold of the element that it fails to read."""
        try:
            popped = self._popped(**options)
            if not popped:
                raise Empty
            queue, element = popped[0].decode().rsplit(self.sep, 1)[0], popped[1]
            self._queue_cycle.rotate(queue)  # type: ignore[attr-defined]  # not in its stubs
            self._deliver_or_refuse(queue, element)
            return True
        finally:
            self._in_poll = None
            self._flush_brpop_reauth()  # type: ignore[attr-defined]  # not in its stubs

    def _popped(self, **options: Any) -> Any:  # noqa: ANN401  # kombu's own
        try:
            return self.client.parse_response(self.client.connection, "BRPOP", **options)
        except self.connection_errors:  # type: ignore[attr-defined]
            # The next round connects anew.
            self.client.connection.disconnect()
            raise

    def _deliver_or_refuse(self, queue: str, element: bytes) -> None:
        try:
            message = loads(element.decode())
            if queue in tuple(Hop):
                message = task_message(message)
            self.connection._deliver(message, queue)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self._refuse(
                queue, element, str(error) if isinstance(error, NoTask) else "It is no message."
            )

    def _refuse(self, queue: str, element: bytes, why: str) -> None:
        kept = json.dumps({"queue": queue, "why": why, "element": b64encode(element).decode()})
        try:
            if queue not in tuple(Hop):
                raise OSError("None of our queues")
            with self.conn_or_acquire() as client:
                client.lpush(REFUSED, kept)
        except (RedisError, OSError) as error:
            say(Event.DISCARDED, queue=queue, error=f"{why} ({type(error).__name__})")


class Transport(redis.Transport):
    Channel = Channel


def install() -> None:
    """Make it the transport of `redis:` and `rediss:` addresses in this process."""
    TRANSPORT_ALIASES["redis"] = TRANSPORT_ALIASES["rediss"] = "shared.transport:Transport"


def task_message(message: dict[str, Any]) -> dict[str, Any]:
    """The message, if it has the form of a task, without headers that are none of ours."""
    headers = message.get("headers")
    if not isinstance(headers, dict):
        raise NoTask("Its headers are no object.")
    ours = {name: headers.get(name) for name in ("task", "id")}
    if ours["task"] not in tuple(Hop):
        raise NoTask(
            f"It names {_named(ours['task'])}, which is none of intake, extract, reconcile."
        )
    if not isinstance(ours["id"], str):
        raise NoTask("Its headers name no id.")
    if message.get("content-type") != "application/json":
        raise NoTask("Its content-type is not application/json.")
    match _body(message):
        case [list(), dict(), dict()]:
            return message | {"headers": ours}
    raise NoTask("Its body is not the JSON of [arguments, {}, {}].")


def _named(task: object) -> str:
    """A task's name, if it looks like one: anything else might be a report's words."""
    like_one = isinstance(task, str) and NAME.fullmatch(task)
    return f"the task {task}" if like_one else "no task"


def _body(message: dict[str, Any]) -> object:
    body, encoding = message.get("body"), message["properties"].get("body_encoding")
    try:
        if not isinstance(body, str) or message.get("content-encoding") != "utf-8":
            return None
        return json.loads(b64decode(body) if encoding == "base64" else body)
    except (ValueError, RecursionError):
        return None
