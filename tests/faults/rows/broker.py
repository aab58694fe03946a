"""A Redis that dies, forgets, stalls, fills up, or cannot be reached."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import redis

from shared.hops import Hop
from tests.faults.row import row

if TYPE_CHECKING:
    from tests.faults.line import Line


def _kills(line: Line) -> None:
    for _ in line.many(3):
        line.redis.kill()
        line.pause(1.0)
        line.redis.start()


@row(persistence="aof")
def redis_kill_aof(line: Line) -> None:
    """kill -9 of Redis with an append-only file, away for 1 s, three times."""
    _kills(line)


@row(persistence="always")
def redis_kill_always(line: Line) -> None:
    """kill -9 of Redis whose append-only file has each write, away for 1 s, three times."""
    _kills(line)


@row(persistence="snapshots")
def redis_kill_snapshots(line: Line) -> None:
    """kill -9 of Redis that comes back with its last snapshot, three times."""
    _kills(line)


@row(persistence="none")
def redis_kill_none(line: Line) -> None:
    """kill -9 of Redis that comes back empty, three times."""
    _kills(line)


@row()
def flushall(line: Line) -> None:
    """FLUSHALL, three times."""
    for _ in line.many(3):
        line.redis.client.flushall()


WAITING = 2.5
"""Times the reports of other rows: 5,000."""


@row(more=2.8)
def flushall_waiting(line: Line) -> Iterator[str]:
    """FLUSHALL while 5,000 reports wait at a hop that is paused."""
    for _ in line.many(1):
        line.ledger.pause(Hop.INTAKE, "faults", "to let reports wait")
        line.publishing.allow(len(line.written))
        line.wait(lambda: len(line.publishing.accepted()) == len(line.written), 60.0)
        waiting = sum(each.waiting for each in line.ledger.backlog())
        line.redis.client.flushall()
        line.pause(2.0)
        line.ledger.resume(Hop.INTAKE)
    if waiting < (wanted := WAITING * line.options.reports):
        yield f"{waiting} reports waited, and not {wanted:.0f}."


@row()
def keys_deleted(line: Line) -> None:
    """One queue's list is deleted, and all of `_kombu.binding.*`, for each hop in turn, twice."""
    hops = list(Hop)
    for i in line.many(6):
        bindings = line.redis.client.keys("_kombu.binding.*")
        line.redis.client.delete(hops[i % 3].value, *bindings)


@row(workers=1, processes=4)
def redis_stall_8(line: Line) -> None:
    """Redis is frozen for 8 s, three times; there is one worker with four processes."""
    _stalls(line, 3, 8.0)


@row()
def redis_stall(line: Line) -> None:
    """Redis is frozen for 10 s."""
    _stalls(line, 1)


@row()
def redis_stall_25(line: Line) -> None:
    """Redis is frozen for 25 s, longer than anybody waits for its answer."""
    _stalls(line, 1, 25.0)


@row()
def redis_stall_120(line: Line) -> None:
    """Redis is frozen for 120 s, longer than any worker takes to be called dead."""
    _stalls(line, 1, 120.0)


@row(workers=1, processes=1)
def redis_stall_one(line: Line) -> None:
    """Redis is frozen for 10 s, three times; there is one worker with one process."""
    _stalls(line, 3)


def _stalls(line: Line, times: int, seconds: float = 10.0) -> None:
    for _ in line.many(times):
        line.redis.stall()
        line.pause(seconds)
        line.redis.resume()


@row(proxied=True)
def network_cut(line: Line) -> None:
    """The network between workers and Redis is cut for 30 s: connections end, new ones too."""
    for _ in line.many(1):
        line.proxy.cut()
        line.pause(30.0)
        line.proxy.mend()


@row(proxied=True)
def network_silent(line: Line) -> None:
    """The network swallows all bytes for 30 s, and old connections stay half open for ever."""
    for _ in line.many(1):
        line.proxy.silence()
        line.pause(30.0)
        line.proxy.mend()


@row(persistence="none")
def redis_away(line: Line) -> None:
    """Redis is away for 60 s, and comes back empty."""
    for _ in line.many(1):
        line.redis.kill()
        line.pause(60.0)
        line.redis.start()


@row()
def redis_readonly(line: Line) -> None:
    """Redis is made a replica of one that is not there for 15 s: it is read, and takes nothing."""
    for _ in line.many(1):
        line.redis.client.execute_command("REPLICAOF", "127.0.0.1", "1")
        line.pause(15.0)
        line.redis.client.execute_command("REPLICAOF", "NO", "ONE")


@row()
def redis_full(line: Line) -> None:
    """Redis has reached its `maxmemory` for 15 s: it takes nothing more."""
    for _ in line.many(1):
        line.redis.client.config_set("maxmemory", 1)
        line.pause(15.0)
        with suppress(redis.RedisError):
            line.redis.client.config_set("maxmemory", 0)
