"""Messages that come too often, or are none, and reports that kill whoever reads them."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

from redis.exceptions import ResponseError

from shared.hops import Hop
from shared.ledger.tallies import ACCEPTED
from tests.faults.row import row

if TYPE_CHECKING:
    from tests.faults.line import Line


def _message(**other: object) -> bytes:
    """A wake-up message as any language could write it, with something about it changed."""
    whole = {
        "body": json.dumps([["0123456789abcdef"], {}, {}]),
        "content-type": "application/json",
        "content-encoding": "utf-8",
        "headers": {"task": "intake", "id": str(uuid.uuid4())},
        "properties": _properties(),
    }
    return json.dumps(whole | other).encode()


def _properties(**other: object) -> dict[str, object]:
    info = {"exchange": "", "routing_key": "intake"}
    return {"delivery_tag": str(uuid.uuid4()), "delivery_info": info} | other


def rubbish() -> list[bytes]:
    """What is no message, or one that nobody can make a task of."""
    return [
        b"this is no message at all",
        b'{"neither": "body", "nor": "headers"}',
        b"[1, 2, 3]",
        _message(headers={"task": "launder", "id": "1"}),
        _message(**{"content-type": "application/x-python-serialize"}),
        _message(body="[1]"),
        _message(body="these are not even JSON words"),
        _message(body=json.dumps([[{"__type__": "launder", "__value__": 1}], {}, {}])),
        _message(body=json.dumps([["0123456789abcdef"], {}, {"callbacks": [{"task": "launder"}]}])),
        _message(headers={"task": "extract", "id": "1"}, body=json.dumps([["a report"], {}, {}])),
        _message(properties=_properties(body_encoding="rot13")),
        _message(properties=_properties(body_encoding=["base64"])),
        _message(properties=_properties(delivery_info={})),
        b"\x80\x04\x95\x00\xff\xfe\x00binary",
    ]


def _all_kept(line: Line) -> Iterator[str]:
    """Each piece of rubbish must be in quarantine: it may have been somebody's report."""
    pushed = len(rubbish()) * len(Hop) * 2

    def kept() -> int:
        return len([each for each in line.ledger.quarantined() if each.report is None])

    line.wait(lambda: kept() >= pushed, 15.0)
    time.sleep(1.0)  # none twice, either
    if (number := kept()) != pushed:
        yield f"Of {pushed} pieces of garbage {number} are in quarantine."


@row(check=_all_kept)
def garbage(line: Line) -> None:
    """What is no message is pushed onto every queue, at both ends, fourteen kinds of it."""
    for _ in line.many(1):
        for hop in Hop:
            line.redis.client.lpush(hop.value, *line.rng.sample(rubbish(), len(rubbish())))
            line.redis.client.rpush(hop.value, *line.rng.sample(rubbish(), len(rubbish())))


@row()
def tripled(line: Line) -> None:
    """Every message is delivered three times, in random order."""
    seen: set[str] = set()
    stop = threading.Event()

    def mix() -> None:
        while not stop.wait(0.01):
            for hop in Hop:
                _triple(line, hop, seen)

    thread = threading.Thread(target=mix, name="mixer", daemon=True)
    thread.start()
    with line.fault():
        line.publishing.allow(len(line.written))
        line.reach(1.0)
    stop.set()
    thread.join()


def _triple(line: Line, hop: Hop, seen: set[str]) -> None:
    """Takes the whole list away at once, and puts each message of it back three times."""
    client, aside = line.redis.client, f"{hop}.aside"
    try:
        if not client.renamenx(hop.value, aside):
            return
    except ResponseError:  # a list that a worker has just emptied is no key
        return
    back = []
    for raw in client.lrange(aside, 0, -1):
        message = json.loads(raw)
        copies = 1 if message["properties"]["delivery_tag"] in seen else 3
        for _ in range(copies):
            tag = str(uuid.uuid4())
            seen.add(tag)
            message["properties"]["delivery_tag"] = tag
            back.append(json.dumps(message))
    line.rng.shuffle(back)
    client.lpush(hop.value, *back)
    client.delete(aside)


def _at_once(line: Line) -> Iterator[str]:
    """Quarantined after the deliveries that the settings say, once."""
    wanted = line.settings.max_deliveries + 1
    attempts = Counter(each.attempts for each in line.ledger.quarantined() if each.report)
    if attempts != {wanted: line.row.poisonous}:
        yield f"Claims before quarantine: {dict(attempts)}; {wanted} of each was stated."


@row(poison="POISON", poisonous=3, check=_at_once)
def poison(line: Line) -> None:
    """Three reports kill the process that reads them, as often as they are read."""
    line.publishing.allow(len(line.written))


@row(poison="PLAGUE", poisonous=1, check=_at_once)
def plague(line: Line) -> None:
    """A report kills the whole worker that reads it, each time."""
    line.publishing.allow(len(line.written))


TWINS, EACH, AT_ONCE = 8, 13, 10


def _one_each(line: Line) -> Iterator[str]:
    counted = sum(each.number for each in line.ledger.tallied() if each.outcome == ACCEPTED)
    if counted != len(line.written):
        yield f"{counted} reports were counted as new, and {len(line.written)} were written."


@row(check=_one_each)
def dup_producer(line: Line) -> Iterator[str]:
    """Ten reports are published a hundred times each, by eight processes at once, and once more by the publisher."""
    with ExitStack() as stack:
        twins = [line.another_publisher(AT_ONCE, "--times", str(EACH)) for _ in range(TWINS)]
        for twin in twins:
            stack.callback(twin.close)
            twin.start()
        with line.fault():
            for twin in twins:
                twin.allow(AT_ONCE)
            if not line.wait(lambda: all(len(t.accepted()) == AT_ONCE for t in twins), 30.0):
                yield "The publishers did not come to their end."


@row(publishing=("--one-id",), check=_one_each)
def key_conflict(line: Line) -> None:
    """All reports bear the same CloudEvents id: another text is another report, since its content names it."""
    line.publishing.allow(len(line.written))


KILLS = 20


def _died(line: Line) -> Iterator[str]:
    if line.publishing.deaths < KILLS // 2:
        yield f"The publisher died {line.publishing.deaths} times only: too few to show anything."


@row(publishing=("--die-every", "25"), check=_died)
def publisher_kill(line: Line) -> None:
    """A publisher dies between commit and ringing (every 25th report), and is killed at random moments
    while it publishes, twenty times; it then publishes again what it was not told of."""
    line.publishing.allow(len(line.written))
    with line.fault():
        for _ in range(KILLS):
            accepted = len(line.publishing.accepted())
            line.wait(lambda known=accepted: len(line.publishing.accepted()) > known, 20.0)
            time.sleep(line.rng.uniform(0, 0.05))
            line.publishing.kill()
