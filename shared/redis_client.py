"""Our own connection to Redis, beside kombu's: the same address gives both the same server."""

from __future__ import annotations

from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

from shared.broker_address import BrokerAddress, read_address

CONNECT_SECONDS = 3.0


def connect(url: str, seconds: float) -> redis.Redis:
    """A client of the server at this address, of the primary if the address is of sentinels.

    It waits no longer than `seconds` for an answer and repeats nothing by itself: not all that we
    say may be said twice.
    """
    address = read_address(url)
    options: dict[str, Any] = {
        **address.credentials,
        "db": address.database,
        "socket_timeout": seconds,
        "socket_connect_timeout": CONNECT_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }
    if address.primary is None:
        ((host, port),) = address.hosts
        return redis.Redis(host=host, port=port, **_tls(address), **options)
    sentinels: Any = Sentinel  # redis-py has no types for it
    known_by = sentinels(address.hosts, sentinel_kwargs=sentinel_options(address))
    client: redis.Redis = known_by.master_for(address.primary, **_tls(address), **options)
    return client


def sentinel_options(address: BrokerAddress) -> dict[str, Any]:
    """How the sentinels themselves are asked: one that is gone must not hold up the next."""
    return {
        **address.sentinel,
        **_tls(address),
        "socket_timeout": CONNECT_SECONDS,
        "socket_connect_timeout": CONNECT_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }


def _tls(address: BrokerAddress) -> dict[str, Any]:
    return {"ssl": True, **address.tls} if address.tls else {}
