"""kombu's Redis transport without four faults of 5.7 that stop a worker or lose what it read.

1. An acknowledgement that fails (a Redis that stalls for longer than `socket_timeout`) keeps its
   prefetch slot: a worker with one process then waits for ever, and answers pings.
2. A connection that is lost at the wrong moment ends the worker: acknowledging or restoring on
   the closed channel raises `AttributeError`, which nobody takes for a lost connection.
3. A list element that is no message ends the worker, as often as it is started, and is gone.
4. A message that Celery can make no task of (whose body is `[1]`, say) ends the worker, or keeps its
   prefetch slot, or is dropped.

What is no message of ours is kept in the list `REFUSED`, as it came, until a relay has it in quarantine; where Redis
takes no more, in this process.
To be dropped when kombu or Celery mends them: `tests/upstream.py` asks them, and says what can go.
"""

from __future__ import annotations

from collections import deque
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
from shared.messages import REFUSED, NoTask, OnlyWakes, Terms, kept, read_task, refused

BROKEN = (ValueError, KeyError, TypeError, AttributeError)
"""What kombu and Celery raise of a message that they can do nothing with."""

UNKEPT: deque[str] = deque()
"""What Redis did not take of `REFUSED`: it is full, perhaps. The relay of this process brings it to quarantine."""


class _Taken:
    terms = Terms(most_bytes=1 << 24)


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
        if queue not in tuple(Hop):
            self._deliver_or_discard(queue, element)
            return
        try:
            message = read_task(element, queue, _Taken.terms)
        except OnlyWakes as error:
            say(Event.DISCARDED, queue=queue, error=str(error))
            return
        except NoTask as error:
            self._refuse(queue, element, str(error))
            return
        try:
            self.connection._deliver(message, queue)
        except BROKEN as error:
            # It may be somebody's report, whatever it is in it that nobody thought of.
            self._refuse(queue, element, f"It cannot be delivered ({type(error).__name__}).")
            self.qos.ack(message["properties"]["delivery_tag"])

    def _deliver_or_discard(self, queue: str, element: bytes) -> None:
        """Of a queue that Celery has for itself: commands to workers, say."""
        try:
            self.connection._deliver(loads(element.decode()), queue)
        except BROKEN as error:
            say(Event.DISCARDED, queue=queue, error=type(error).__name__)

    def _refuse(self, queue: str, element: bytes, why: str) -> None:
        told = refused(queue, why, kept(element, _Taken.terms))
        try:
            with self.conn_or_acquire() as client:
                client.lpush(REFUSED, told)
        except (RedisError, OSError):
            UNKEPT.append(told)


class Transport(redis.Transport):
    Channel = Channel


class SentinelChannel(Channel, redis.SentinelChannel):
    """The same, where sentinels say which Redis is the primary."""


class SentinelTransport(Transport, redis.SentinelTransport):
    Channel = SentinelChannel


def install(terms: Terms = _Taken.terms) -> None:
    """Make them the transports of all addresses of Redis in this process."""
    _Taken.terms = terms
    TRANSPORT_ALIASES["redis"] = TRANSPORT_ALIASES["rediss"] = "shared.transport:Transport"
    TRANSPORT_ALIASES["sentinel"] = "shared.transport:SentinelTransport"
