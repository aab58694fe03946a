"""What kombu and Celery do by themselves where `shared/transport.py` repairs them, asked on a real Redis.

A canary puts one question to a transport. The stock one answers no today and ours yes. When the stock
one does too, upstream has mended it, and `to_remove` says what has had its time.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from celery import Celery
from celery.concurrency.solo import TaskPool
from celery.worker import state
from celery.worker.consumer import Consumer
from kombu import Connection
from kombu.transport import redis as stock
from kombu.transport import virtual
from pytest import MonkeyPatch
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import RedisError

from shared.hops import Hop
from shared.messages import task
from tests.faults.proxy import Proxy

QUEUE = Hop.EXTRACT.value
NO_MESSAGES = ("not json", "[]", "3", '{"no": "properties"}', '{"properties": {}}')
NO_TASKS = ("[1]", "17", "[[], {}]")
QUICK = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}

Transport = type[stock.Transport]


@dataclass(frozen=True)
class Canary:
    behaves: Callable[[Transport, str], bool]
    to_remove: str
    mend: Callable[[MonkeyPatch], None]
    """As upstream might: a canary that stays silent then would stay so for ever."""


def frees_the_slot(acknowledge: str, transport: Transport, url: str) -> bool:
    """Redis stalls for longer than `socket_timeout` while a message is acknowledged."""
    with _through_proxy(transport, url) as (connection, proxy):
        message = _held(connection.channel())
        qos = message.channel.qos
        proxy.silence()
        with suppress(RedisError, OSError):
            getattr(qos, acknowledge)(message.delivery_tag)
        return bool(qos.can_consume())


def takes_a_late_acknowledgement(transport: Transport, url: str) -> bool:
    """A task ends when its channel is closed, and lost with Redis. What is raised must be known to whoever connects anew."""
    with _lost(transport, url) as (messages, errors):
        for each in messages:
            with suppress(Exception):
                each.channel.close()
        return all(_raises_nothing_but(errors, each.ack) for each in messages)


def closes_what_it_has_lost(transport: Transport, url: str) -> bool:
    """Two channels have a message each: that the one cannot restore it must not keep the other open."""
    with _lost(transport, url) as (messages, _):
        return all(_raises_nothing_but((), each.channel.close) for each in messages)


@contextmanager
def _lost(
    transport: Transport, url: str
) -> Iterator[tuple[list[Any], tuple[type[BaseException], ...]]]:
    """Redis is away while messages are held, and the connection let go of, as Celery's worker does then."""
    with _through_proxy(transport, url) as (connection, proxy):
        messages = [_held(connection.channel()) for _ in range(2)]
        errors = connection.recoverable_connection_errors
        proxy.cut()
        connection.collect()
        yield messages, errors


def passes_over_what_is_no_message(transport: Transport, url: str) -> bool:
    for each in NO_MESSAGES:
        begun: list[object] = []
        if not _comes_to_the_next(transport, url, each, begun.append, begun):
            return False
    return True


def passes_over_what_is_no_task(transport: Transport, url: str) -> bool:
    """Celery's own consumer, which may have one message at a time."""
    for body in NO_TASKS:
        begun: list[object] = []
        element = json.dumps(json.loads(_good()) | {"body": body})
        handler = _consumer(begun.append).create_task_handler()
        if not _comes_to_the_next(transport, url, element, handler, begun):
            return False
    return True


def _comes_to_the_next(
    transport: Transport,
    url: str,
    element: str,
    handler: Callable[[Any], object],
    begun: list[object],
) -> bool:
    """Whether an element neither ends whoever reads it nor stands before the good message behind it."""
    with _connected(transport, url) as connection:
        channel = _consuming(connection.channel(), handler)
        channel.client.delete(QUEUE)
        channel.client.lpush(QUEUE, element, _good())
        return (
            all(_raises_nothing_but((Empty,), _read, channel) for _ in range(2)) and len(begun) == 1
        )


def _consumer(begin: Callable[[object], None]) -> Consumer:
    app = Celery("canary", broker="memory://", set_as_current=False)
    app.task(name=QUEUE)(_task)
    app.finalize()
    consumer = Consumer(
        begin,
        app=app,
        hub=None,
        pool=TaskPool(1, app=app),
        timer=SimpleNamespace(call_at=None),
        controller=SimpleNamespace(state=state, use_eventloop=False),
    )
    consumer.update_strategies()
    return consumer


def _task(*_: object) -> None: ...


def _good() -> str:
    return task(Hop.EXTRACT, "0123456789abcdef")


@contextmanager
def _connected(transport: Transport, url: str) -> Iterator[Connection]:
    connection = Connection(url, transport=transport, transport_options=QUICK)
    try:
        yield connection
    finally:
        with suppress(Exception):  # what upstream has not mended is not asked here
            connection.release()


@contextmanager
def _through_proxy(transport: Transport, url: str) -> Iterator[tuple[Connection, Proxy]]:
    port = urlsplit(url).port
    assert port is not None
    proxy = Proxy(port)
    try:
        with _connected(transport, url.replace(str(port), str(proxy.port))) as connection:
            yield connection, proxy
    finally:
        proxy.close()


def _consuming(channel: stock.Channel, handler: Callable[[Any], object]) -> stock.Channel:
    channel.qos.prefetch_count = 1
    channel.queue_declare(QUEUE)
    channel.basic_consume(QUEUE, no_ack=False, callback=handler, consumer_tag=str(id(channel)))
    return channel


def _read(channel: stock.Channel) -> None:
    channel.connection.cycle.get(channel.connection._deliver, timeout=1)


def _held(channel: stock.Channel) -> Any:
    """A message that the channel has taken and not acknowledged."""
    held: list[Any] = []
    _consuming(channel, held.append)
    channel.client.lpush(QUEUE, _good())
    _read(channel)
    channel.basic_cancel(str(id(channel)))  # the next is another channel's
    (message,) = held
    return message


def _raises_nothing_but(
    allowed: tuple[type[BaseException], ...], what: Callable[..., object], *given: object
) -> bool:
    try:
        what(*given)
    except Exception as error:
        return isinstance(error, allowed)
    return True


def _mend_slot(acknowledge: str, patch: MonkeyPatch) -> None:
    real = getattr(stock.QoS, acknowledge)

    def mended(self: Any, delivery_tag: str, **more: object) -> None:
        try:
            real(self, delivery_tag, **more)
        finally:
            virtual.QoS.ack(self, delivery_tag)

    patch.setattr(stock.QoS, acknowledge, mended)


def _mend_late(patch: MonkeyPatch) -> None:
    real = stock.Channel._connparams

    def mended(self: Any, **more: object) -> object:
        if self.connection is None or self.connection.client is None:
            raise Disconnected("The channel is closed.")
        return real(self, **more)

    patch.setattr(stock.Channel, "_connparams", mended)


def _mend_closing(patch: MonkeyPatch) -> None:
    real = stock.QoS.restore_unacked_once

    def mended(self: Any, stderr: Any = None) -> None:
        with suppress(AttributeError, RedisError, OSError):
            real(self, stderr)

    patch.setattr(stock.QoS, "restore_unacked_once", mended)


def _mend_element(patch: MonkeyPatch) -> None:
    real = stock.Channel._brpop_read

    def mended(self: Any, **more: object) -> object:
        try:
            return real(self, **more)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Empty from None

    patch.setattr(stock.Channel, "_brpop_read", mended)


def _mend_task(patch: MonkeyPatch) -> None:
    real = Consumer.create_task_handler

    def mended(self: Any) -> Callable[[Any], None]:
        handler = real(self)

        def handle(message: Any) -> None:
            try:
                handler(message)
            except (ValueError, TypeError):
                message.reject()

        return handle

    patch.setattr(Consumer, "create_task_handler", mended)


CANARIES = {
    "an acknowledgement that fails": Canary(
        partial(frees_the_slot, "ack"), "SafeQoS.ack", partial(_mend_slot, "ack")
    ),
    "a rejection that fails": Canary(
        partial(frees_the_slot, "reject"), "SafeQoS.reject", partial(_mend_slot, "reject")
    ),
    "an acknowledgement that comes too late": Canary(
        takes_a_late_acknowledgement, "what SafeQoS._freeing does of AttributeError", _mend_late
    ),
    "a channel that is closed too late": Canary(
        closes_what_it_has_lost, "SafeQoS.restore_unacked_once", _mend_closing
    ),
    "what is no message": Canary(
        passes_over_what_is_no_message,
        "Channel._deliver_or_discard (_refuse stays, or it would be lost)",
        _mend_element,
    ),
    "what is no task": Canary(
        passes_over_what_is_no_task,
        "what Channel._deliver_or_refuse does of BROKEN (_refuse stays, or it would be dropped)",
        _mend_task,
    ),
}
