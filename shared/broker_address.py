"""The broker's address, read once: kombu and redis-py both are told what stands here.

Each of them reads an address in its own way: what one takes from the query, the other refuses; of
several sentinels kombu takes the password of whichever it tries, and none when that one bears none.

    redis://user:password@host:6379/0
    rediss://user:password@host:6379/0?ssl_ca_certs=/path/ca.pem
    sentinel://user:password@host:26379;sentinel://host:26379/0?primary=NAME&sentinel_password=...
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

PORTS = {"redis": 6379, "rediss": 6379, "sentinel": 26379}
FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
TLS = (*FILES, "ssl_password", "ssl_cert_reqs", "ssl_check_hostname")
SENTINEL = ("primary", "sentinel_username", "sentinel_password")
CHECKED = ("required", "optional", "none")


@dataclass(frozen=True)
class BrokerAddress:
    """Where Redis is, or the sentinels that know it; and who we are there."""

    scheme: str
    hosts: tuple[tuple[str, int], ...]
    database: int = 0
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    primary: str | None = None
    """The name by which the sentinels know the Redis that is written to."""
    tls: Mapping[str, object] = field(default_factory=dict, repr=False)
    """redis-py's names and values; empty where nothing is encrypted."""
    sentinel: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Who we are to the sentinels: `username` and `password`, if any."""

    @property
    def credentials(self) -> dict[str, str]:
        """`username` and `password`, where there are any."""
        named = {"username": self.username, "password": self.password}
        return {name: value for name, value in named.items() if value is not None}

    @property
    def for_kombu(self) -> str:
        """The address as kombu takes it: each host with all there is to say, and without a query."""
        who = quote(self.username or "", safe="")
        if self.password is not None:
            who += ":" + quote(self.password, safe="")
        at = f"{who}@" if who else ""
        return ";".join(
            f"{self.scheme}://{at}{_bracketed(host)}:{port}/{self.database}"
            for host, port in self.hosts
        )


def read_address(url: str) -> BrokerAddress:
    """Raises `ValueError` when no broker can be at this address; what is said bears none of it."""
    parts = [urlsplit(each) for each in url.split(";")]
    scheme = parts[0].scheme
    if scheme not in PORTS or not all(_begins(url, scheme) for url in url.split(";")):
        raise ValueError(
            "it must begin with redis:// or rediss://, or be sentinels with sentinel:// before each, "
            "joined by ; (which is written %3B in a password)"
        )
    if len(parts) > 1 and scheme != "sentinel":
        raise ValueError("there may be several only of sentinels")
    query = _query(_one("query", (each.query for each in parts)), scheme)
    who = _one("user and password", (each.netloc.rpartition("@")[0] for each in parts))
    username, colon, password = who.partition(":")
    return BrokerAddress(
        scheme=scheme,
        hosts=tuple(_host(each) for each in parts),
        database=_database(_one("database", (each.path.strip("/") for each in parts))),
        username=unquote(username) or None,
        password=unquote(password) if colon else None,
        primary=query.get("primary"),
        tls=_tls(query, scheme),
        sentinel={
            name.removeprefix("sentinel_"): query[name] for name in SENTINEL[1:] if name in query
        },
    )


def _begins(url: str, scheme: str) -> bool:
    return url.startswith(f"{scheme}://")


def _one(what: str, given: Iterable[str]) -> str:
    """What all sentinels share may stand with any of them."""
    values = {each for each in given if each}
    if len(values) > 1:
        raise ValueError(f"its sentinels differ in {what}; write it once, with one of them")
    return values.pop() if values else ""


def _host(parts: SplitResult) -> tuple[str, int]:
    try:
        port = PORTS[parts.scheme] if parts.port is None else parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError("its port is no number from 1 to 65535")
    if parts.scheme == "sentinel" and not parts.hostname:
        raise ValueError("each sentinel needs a host")
    return unquote(parts.hostname or "127.0.0.1"), port


def _database(path: str) -> int:
    if not re.fullmatch(r"\d*", path):
        raise ValueError(
            "after the host it must have the number of a database, as in redis://host:6379/0"
        )
    return int(path or 0)


def _query(text: str, scheme: str) -> dict[str, str]:
    known = {"redis": (), "rediss": TLS, "sentinel": (*SENTINEL, *TLS)}[scheme]
    given = dict(parse_qsl(text, keep_blank_values=True))
    if set(given) - set(known):
        raise ValueError(
            f"after its question mark {scheme}:// takes {', '.join(known) or 'nothing'}, no others"
        )
    if scheme == "sentinel" and not given.get("primary"):
        raise ValueError("sentinels are asked for a Redis by its name; add ?primary=NAME")
    return given


def _tls(query: Mapping[str, str], scheme: str) -> dict[str, object]:
    """On for `rediss`, and for sentinels as soon as anything is said of it; checked unless refused."""
    given = {name: value for name, value in query.items() if name in TLS}
    if scheme != "rediss" and not given:
        return {}
    checked = given.get("ssl_cert_reqs", "required").lower().removeprefix("cert_")
    if checked not in CHECKED:
        raise ValueError(f"its ssl_cert_reqs must be one of {', '.join(CHECKED)}")
    for name in FILES:
        if name in given and not Path(given[name]).is_file():
            raise ValueError(f"the file of its {name} is not there")
    host = given.get("ssl_check_hostname", "true").lower() not in ("false", "no", "0")
    return {**given, "ssl_cert_reqs": checked, "ssl_check_hostname": host and checked != "none"}


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else quote(host, safe="")
