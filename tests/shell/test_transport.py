"""The transport's repairs; and whether kombu and Celery still need them."""

from collections import deque

import pytest
from kombu import Connection
from kombu.transport import redis as stock
from redis import Redis
from upstream import CANARIES, Canary

from shared import transport
from shared.hops import Hop
from shared.logs import Event
from shared.messages import REFUSED, UNACKED, Terms, read_refused, task


@pytest.fixture(params=CANARIES.values(), ids=CANARIES)
def canary(request: pytest.FixtureRequest) -> Canary:
    return request.param


def test_a_repair_holds(canary: Canary, broker: str) -> None:
    assert canary.behaves(transport.Transport, broker)


def test_upstream_still_needs_it(canary: Canary, broker: str) -> None:
    assert not canary.behaves(stock.Transport, broker), (
        f"Upstream has mended this. Take out of shared/transport.py: {canary.to_remove}; "
        "then this canary, from tests/upstream.py."
    )


def test_we_shall_be_told_when_it_does_not(
    canary: Canary, broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary.mend(monkeypatch)
    assert canary.behaves(stock.Transport, broker)


@pytest.mark.parametrize("garbage", ["not json", "[]", "3", '{"no": "properties"}'])
def test_what_is_no_message_of_celery_s_own_is_passed_over(broker: str, garbage: str) -> None:
    with Connection(broker, transport=transport.Transport) as connection:
        channel = connection.channel()
        channel.client.lpush("garbage", garbage)
        channel.queue_declare("garbage")
        seen: list[object] = []
        channel.basic_consume("garbage", no_ack=True, callback=seen.append, consumer_tag="1")
        channel.connection.cycle.get(channel.connection._deliver, timeout=1)
        assert not channel.client.exists("garbage", REFUSED)
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


def taking(broker: str, element: str) -> None:
    """As a worker's main process takes one element of `intake`."""
    with Connection(broker, transport=transport.Transport) as connection:
        channel = connection.channel()
        channel.client.lpush("intake", element)
        channel.queue_declare("intake")
        channel.basic_consume("intake", no_ack=False, callback=list, consumer_tag="1")
        channel.connection.cycle.get(channel.connection._deliver, timeout=1)


def test_what_redis_does_not_take_back_this_process_keeps(
    broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "UNKEPT", deque())
    Redis.from_url(broker).set(REFUSED, "no list: it refuses, as a full one does")
    taking(broker, "somebody's report")
    (kept,) = transport.UNKEPT
    assert read_refused(kept).element == b"somebody's report"


def test_a_wake_up_that_is_not_signed_is_dropped(
    broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(transport, "say", lambda event, **_: told.append(event))
    monkeypatch.setattr(transport._Taken, "terms", Terms(1 << 20, "a key of the test's own"))
    taking(broker, task(Hop.INTAKE, "0123456789abcdef"))
    assert not Redis.from_url(broker).exists(REFUSED)
    assert told == [Event.DISCARDED]
