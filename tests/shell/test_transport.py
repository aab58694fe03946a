"""The transport's repairs; and whether kombu still needs them.

When a test here fails because the stock transport behaves, take the repair out.
"""

from collections.abc import Iterator

import pytest
from kombu import Connection
from kombu.transport import redis as stock
from kombu.transport.virtual import QoS
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import TimeoutError as TimedOut

from shared import transport
from shared.hops import Hop
from shared.messages import REFUSED, UNACKED, read_refused, task


@pytest.fixture(params=[stock.Transport, transport.Transport], ids=["stock", "ours"])
def channel(request: pytest.FixtureRequest, broker: str) -> Iterator[stock.Channel]:
    with Connection(broker, transport=request.param) as connection:
        channel = connection.channel()
        channel.qos.prefetch_count = 1
        yield channel


def is_ours(channel: stock.Channel) -> bool:
    return isinstance(channel.qos, transport.SafeQoS)


def deliver(channel: stock.Channel) -> None:
    QoS.append(channel.qos, object(), "tag")
    assert not channel.qos.can_consume()


def test_an_acknowledgement_that_fails_frees_its_slot(
    channel: stock.Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(channel)

    def stalled(*_: object, **__: object) -> None:
        raise TimedOut

    monkeypatch.setattr(channel.qos, "_remove_from_indices", stalled)
    with pytest.raises(TimedOut):
        channel.qos.ack("tag")
    assert channel.qos.can_consume() is is_ours(channel)


def test_a_closed_channel_is_a_lost_connection(
    channel: stock.Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(channel)

    def closed(*_: object, **__: object) -> None:
        raise AttributeError("'NoneType' object has no attribute 'client'")

    monkeypatch.setattr(channel.qos, "_remove_from_indices", closed)
    with pytest.raises(Disconnected if is_ours(channel) else AttributeError):
        channel.qos.reject("tag")


@pytest.mark.parametrize("garbage", ["not json", "[]", "3", '{"no": "properties"}'])
def test_what_is_no_message_is_passed_over(
    channel: stock.Channel, garbage: str, capfd: pytest.CaptureFixture[str]
) -> None:
    channel.client.lpush("garbage", garbage)
    channel.queue_declare("garbage")
    seen: list[object] = []
    channel.basic_consume("garbage", no_ack=True, callback=seen.append, consumer_tag="1")
    try:
        for _ in range(2):
            channel.connection.cycle.get(channel.connection._deliver, timeout=1)
    except Exception as error:
        assert type(error).__name__ == "Empty" or not is_ours(channel)
    finally:
        channel.basic_cancel("1")
        channel.client.delete("garbage")
    assert seen == []


def test_what_celery_fails_at_is_kept_and_frees_its_slot(broker: str) -> None:
    """Nothing is known that it fails at; what it does with the message then is for nobody to say."""
    with Connection(broker, transport=transport.Transport) as connection:
        channel = connection.channel()
        channel.qos.prefetch_count = 1

        def fails(_: object) -> None:
            raise AttributeError

        element = task(Hop.EXTRACT, "0123456789abcdef")
        channel.client.lpush("extract", element)
        channel.queue_declare("extract")
        channel.basic_consume("extract", no_ack=False, callback=fails, consumer_tag="1")
        channel.connection.cycle.get(channel.connection._deliver, timeout=1)
        kept = read_refused(channel.client.rpop(REFUSED))
        assert (kept.hop, kept.element.decode()) == (Hop.EXTRACT, element)
        assert channel.qos.can_consume()
        assert not channel.client.hlen(UNACKED)


def test_all_ways_of_writing_an_address_use_it() -> None:
    transport.install()
    for address in ("redis://127.0.0.1:1/0", "rediss://127.0.0.1:1/0"):
        tls = {"ssl_cert_reqs": "required"} if address.startswith("rediss") else False
        assert Connection(address, ssl=tls).get_transport_cls() is transport.Transport
    by_sentinel = Connection("sentinel://127.0.0.1:1/0").get_transport_cls()
    assert by_sentinel is transport.SentinelTransport
    assert by_sentinel.Channel.QoS is transport.SafeQoS
    assert by_sentinel.Channel.connection_class is stock.SentinelChannel.connection_class
    assert by_sentinel.default_port == stock.SentinelTransport.default_port
    assert by_sentinel._deliver is transport.Transport._deliver
