"""The messages in the queues: Celery tasks (protocol 2) in the form that workers/publishing/ gives to
whoever has only Redis. What else stands in a queue is refused, with what is wrong with it.

Written here too, since Celery takes a hundred times as long to write one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import uuid
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.hops import Hop

REFUSED = "onrecord:refused"
"""The list of what stood in a queue and was no message of ours: JSON of queue, why, element (base64), trace."""
UNACKED, UNACKED_INDEX = "unacked", "unacked_index"
"""kombu's hash of the messages that a worker has taken and not yet acknowledged; since when, by their tags."""
OURS = ("task", "id", "signature")
"""Headers that are read. A stranger's `eta` or `timelimit` would be obeyed by Celery."""
REPORT = re.compile(r"[0-9a-f]{16}")
"""A report's id. Anything else that comes by the queue may be its words, and is in no line."""
NAME = re.compile(r"[A-Za-z_][\w.]{0,60}")
ID = re.compile(r"[\w.:-]{1,60}", re.ASCII)
"""It goes into the ledger with what its task claims, and not every ledger keeps every character."""
KEPT_OF_TOO_LONG = 100_000


class NoTask(ValueError):
    """What is wrong with a message that is no task; never its words, which may be a report's."""


class OnlyWakes(NoTask):
    """It is a wake-up that is not signed: nobody's report. The ledger knows what waits."""


@dataclass(frozen=True)
class Terms:
    """On what terms messages are taken."""

    most_bytes: int
    key: str | None = None
    """With a key all messages are signed with it: for a Redis that others write to as well."""


def task(hop: Hop, argument: str, key: str | None = None) -> str:
    """One element of the list `hop`: calls its task with a report's id, or with a whole envelope.

    A report's id wakes a worker for it, and is as good for any other that waits there.
    """
    tag, body = str(uuid.uuid4()), json.dumps([[argument], {}, {}])
    headers = {"task": hop.value, "id": tag}
    if key is not None:
        headers["signature"] = signature(key, hop, body)
    return json.dumps(
        {
            "body": body,
            "content-type": "application/json",
            "content-encoding": "utf-8",
            "headers": headers,
            "properties": {
                "delivery_tag": tag,
                "delivery_info": {"exchange": "", "routing_key": hop.value},
            },
        }
    )


def signature(key: str, hop: str, body: str) -> str:
    """HMAC-SHA256 over the queue, a newline, and the message's `body` as it stands there; in hex."""
    return hmac.new(
        key.encode(), f"{hop}\n{body}".encode("utf-8", "replace"), hashlib.sha256
    ).hexdigest()


def read_task(element: bytes, hop: str, terms: Terms) -> dict[str, Any]:
    """The message, if it is a task of ours, of nothing but what is read here; else `NoTask`.

    Body, task, id and signature are its own. All else is made anew: of what a stranger writes beside them Celery and kombu
    would obey some, and fail at the rest with the message in their hands.
    """
    if len(element) > terms.most_bytes:
        raise NoTask(
            f"It has {len(element):,} bytes, and at most {terms.most_bytes:,} are taken "
            "(ONRECORD_MAX_MESSAGE_BYTES); its beginning is kept."
        )
    message = _message(element)
    headers = message.get("headers")
    if not isinstance(headers, dict):
        raise NoTask("Its headers are no object.")
    ours = {name: headers[name] for name in OURS if isinstance(headers.get(name), str)}
    if terms.key is not None and not _signed(terms.key, hop, message, ours.get("signature", "")):
        kind = OnlyWakes if _only_wakes(message) else NoTask
        raise kind("It is not signed with this line's key (ONRECORD_SIGNING_KEY).")
    if ours.get("task") != hop:
        raise NoTask(f"It names {_named(headers.get('task'))}, and stands in the queue {hop}.")
    if not ID.fullmatch(ours.get("id", "")):
        raise NoTask("Its headers name no id of at most 60 letters, digits, dots and dashes.")
    _look_at_body(message, hop)
    return {
        "body": message["body"],
        "content-type": "application/json",
        "content-encoding": "utf-8",
        "headers": ours,
        "properties": _properties(message["properties"], hop),
    }


def _signed(key: str, hop: str, message: dict[str, Any], given: str) -> bool:
    body = message.get("body")
    return isinstance(body, str) and hmac.compare_digest(
        given.encode("utf-8", "replace"), signature(key, hop, body).encode()
    )


def _look_at_body(message: dict[str, Any], hop: str) -> None:
    """What a task is given. Only intake takes anything: it has a place for what is no envelope."""
    if message.get("content-type") != "application/json":
        raise NoTask("Its content-type is not application/json.")
    match _body(message):
        case [list(given), dict(named), dict(afterwards)]:
            pass
        case _:
            raise NoTask("Its body is not the JSON of [arguments, {}, {}].")
    if any(afterwards.values()):  # callbacks, errbacks, chain, chord: Celery would publish them
        raise NoTask("It wants something done afterwards, and the line does nothing but its own.")
    if hop != Hop.INTAKE and (named or wanted(given) is None):
        raise NoTask(f"It names no report by its id, and nothing else is taken at {hop}.")


def _only_wakes(message: dict[str, Any]) -> bool:
    match _body(message):
        case [list(given), {**named}, *_]:
            return not named and wanted(given) is not None
    return False


def wanted(given: Sequence[object]) -> str | None:
    """The report that a wake-up message names, if it is one."""
    match given:
        case (str(name),) if REPORT.fullmatch(name):
            return name
    return None


def taken_envelope(raw: bytes) -> str | None:
    """Of an element of `UNACKED`: the message to go back to the list, if somebody's envelope is in it.

    With a tag of its own: who has taken the first may live, and acknowledge that one.
    """
    try:
        message, _exchange, queue = json.loads(raw)
        match _body(message):
            case [list(given), dict(named), *_] if wanted(given) is None or named:
                properties = {**message["properties"], "delivery_tag": str(uuid.uuid4())}
                return (
                    json.dumps({**message, "properties": properties})
                    if queue == Hop.INTAKE
                    else None
                )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # nobody's of ours: kombu has it
    return None


@dataclass(frozen=True)
class Refused:
    """An element of a queue that was no message of ours."""

    hop: Hop
    why: str
    element: bytes
    trace: str
    """By which it is found, and known again."""


def refused(queue: str, why: str, element: bytes, trace: str | None = None) -> str:
    """One element of the list `REFUSED`."""
    as_it_came, mark = b64encode(element).decode(), trace or uuid.uuid4().hex
    told = {"queue": queue, "why": why, "element": as_it_came, "trace": mark}
    return json.dumps(told)


def read_refused(raw: bytes | str) -> Refused:
    """An element of `REFUSED`; what others have written there is itself refused."""
    try:
        told = json.loads(raw)
        element = b64decode(told["element"])
        return Refused(Hop(told["queue"]), str(told["why"]), element, str(told["trace"])[:32])
    except (ValueError, KeyError, TypeError):
        element = raw if isinstance(raw, bytes) else raw.encode("utf-8", "backslashreplace")
        mark = hashlib.sha256(element).hexdigest()[:32]
        return Refused(Hop.INTAKE, "It is no message.", element, mark)


def kept(element: bytes, terms: Terms) -> bytes:
    """What is kept of an element that is refused: all of it, unless it is too long."""
    return element if len(element) <= terms.most_bytes else element[:KEPT_OF_TOO_LONG]


def _message(element: bytes) -> dict[str, Any]:
    try:
        message = json.loads(element.decode())
    except (ValueError, RecursionError):
        raise NoTask("It is no JSON.") from None
    properties = message.get("properties") if isinstance(message, dict) else None
    if not isinstance(properties, dict) or not isinstance(properties.get("delivery_tag"), str):
        raise NoTask("It is no message: JSON of body, headers and properties with a delivery_tag.")
    info = properties.get("delivery_info")
    if not isinstance(info, dict) or not info.keys() >= {"exchange", "routing_key"}:
        raise NoTask("Its properties have no delivery_info with exchange and routing_key.")
    found: dict[str, Any] = message
    return found


def _properties(given: dict[str, Any], hop: str) -> dict[str, Any]:
    """Put back, while the ledger is away, it comes to the queue where it stood and to no other."""
    tag, info = given["delivery_tag"], {"exchange": "", "routing_key": str(hop)}
    encoding = {"body_encoding": "base64"} if given.get("body_encoding") == "base64" else {}
    return {"delivery_tag": tag, "delivery_info": info} | encoding


def _named(task_name: object) -> str:
    """A task's name, if it looks like one: anything else might be a report's words."""
    like_one = isinstance(task_name, str) and NAME.fullmatch(task_name)
    return f"the task {task_name}" if like_one else "no task"


def _body(message: dict[str, Any]) -> object:
    body, encoding = message.get("body"), message["properties"].get("body_encoding")
    try:
        if not isinstance(body, str) or message.get("content-encoding") != "utf-8":
            return None
        if encoding not in (None, "utf-8", "base64"):
            return None
        text = b64decode(body) if encoding == "base64" else body.encode()
        return json.loads(text.decode(), object_hook=_plain)
    except (ValueError, RecursionError):
        return None


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    """Kombu makes values of other kinds of such an object, or fails at it when the task is begun."""
    if found.keys() == {"__type__", "__value__"}:
        raise ValueError
    return found
