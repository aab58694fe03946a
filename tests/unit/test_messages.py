"""What is taken from a queue, and on what terms."""

import json
from base64 import b64encode

import pytest

from shared.hops import Hop
from shared.messages import (
    NoTask,
    OnlyWakes,
    Terms,
    kept,
    read_refused,
    read_task,
    refused,
    signature,
    task,
)

OPEN = Terms(most_bytes=10_000)
KEY = "a key of the test's own"
SIGNED = Terms(most_bytes=10_000, key=KEY)


def test_what_is_written_is_read() -> None:
    for hop in Hop:
        message = read_task(task(hop, "0123456789abcdef").encode(), hop, OPEN)
        assert message["headers"]["task"] == hop
        assert json.loads(message["body"]) == [["0123456789abcdef"], {}, {}]


def test_headers_of_strangers_are_left_out() -> None:
    message = json.loads(task(Hop.INTAKE, "x"))
    message["headers"] |= {"eta": "2100-01-01T00:00:00Z", "timelimit": [1, 1], "stamps": {}}
    read = read_task(json.dumps(message).encode(), Hop.INTAKE, OPEN)
    assert set(read["headers"]) == {"task", "id"}


@pytest.mark.parametrize("encoding", [None, "utf-8", "base64"])
def test_a_body_may_be_encoded_as_kombu_does_it(encoding: str | None) -> None:
    body = '[["x"], {}, {}]'
    given = b64(body.encode()) if encoding == "base64" else body
    element = altered(body=given, properties=properties(body_encoding=encoding))
    assert read_task(element, Hop.INTAKE, OPEN)["body"] == given


def test_properties_of_strangers_are_left_out() -> None:
    """A task that is put back, since the ledger is away, must come to its own queue."""
    strange = {"exchange": "nowhere", "routing_key": "nobody's", "other": 1}
    given = properties(delivery_info=strange, reply_to="celery", priority="high")
    read = read_task(altered(properties=given), Hop.INTAKE, OPEN)
    assert read["properties"] == properties(delivery_tag=given["delivery_tag"])


def altered(**changes: object) -> bytes:
    return json.dumps(json.loads(task(Hop.INTAKE, "x")) | changes).encode()


def properties(**changes: object) -> dict[str, object]:
    return json.loads(task(Hop.INTAKE, "x"))["properties"] | changes


def b64(text: bytes) -> str:
    return b64encode(text).decode()


ENCODED = properties(body_encoding="base64")


@pytest.mark.parametrize(
    ("element", "why"),
    [
        (b"\xff", "no JSON"),
        (b"[" * 100_000, "at most"),
        (b"[" * 9_000, "no JSON"),
        (b"17", "no message"),
        (altered(properties={}), "no message"),
        (altered(properties={"delivery_tag": "1"}), "delivery_info"),
        (altered(properties=properties(delivery_info={})), "delivery_info"),
        (altered(properties=properties(delivery_info={"exchange": ""})), "delivery_info"),
        (altered(properties=properties(body_encoding="rot13")), "body"),
        (altered(properties=properties(body_encoding=["base64"])), "body"),
        (altered(properties=properties(body_encoding={"a": 1})), "body"),
        (b'{"__type__": ["x"], "__value__": 1}', "no message"),
        (altered(headers=None), "headers"),
        (altered(headers={"task": "os.system", "id": "1"}), "the task os.system"),
        (altered(headers={"task": "secret words of a report", "id": "1"}), "no task"),
        (altered(headers={"task": ["intake"], "id": "1"}), "no task"),
        (altered(headers={"task": "extract", "id": "1"}), "the task extract"),
        (altered(headers={"task": "intake"}), "no id"),
        (altered(headers={"task": "intake", "id": ""}), "no id"),
        (altered(headers={"task": "intake", "id": "a\x00"}), "no id"),
        (altered(headers={"task": "intake", "id": "x" * 1000}), "no id"),
        (altered(**{"content-type": "application/x-python-serialize"}), "content-type"),
        (altered(body="[1]"), "body"),
        (altered(body=None), "body"),
        (altered(body='[["\ud800"], {}, {}]'), "body"),
        (altered(body=b64("[[1], {}, {}]".encode("utf-16")), properties=ENCODED), "body"),
        (altered(body='[[{"__type__": "launder", "__value__": 1}], {}, {}]'), "body"),
        (altered(body='[[{"__type__": [], "__value__": 1}], {}, {}]'), "body"),
        (altered(body='[[{"__type__": "date", "__value__": "2019-02-21"}], {}, {}]'), "body"),
    ],
)
def test_what_is_no_task_is_refused_with_what_is_wrong(element: bytes, why: str) -> None:
    with pytest.raises(NoTask, match=why) as told:
        read_task(element, Hop.INTAKE, OPEN)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    "workflow",
    [
        {"callbacks": [{"task": "anything.evil", "args": []}]},
        {"errbacks": [1]},
        {"chain": [{"task": "another"}]},
        {"chord": {"a": 1}},
        {"what nobody thought of": "secret"},
    ],
    ids=lambda workflow: next(iter(workflow)),
)
def test_no_message_makes_a_worker_publish(workflow: dict[str, object]) -> None:
    for hop in Hop:
        message = json.loads(task(hop, "0123456789abcdef"))
        empty = dict.fromkeys(("callbacks", "errbacks", "chain", "chord"))  # as Celery writes it
        message["body"] = json.dumps([["0123456789abcdef"], {}, empty])
        assert read_task(json.dumps(message).encode(), hop, OPEN)["body"] == message["body"]
        message["body"] = json.dumps([["0123456789abcdef"], {}, empty | workflow])
        with pytest.raises(NoTask, match="wants something done afterwards") as told:
            read_task(json.dumps(message).encode(), hop, OPEN)
        assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    "given",
    [
        [[], {}],
        [[17], {}],
        [["secret words of a report"], {}],
        [["0123456789ABCDEF"], {}],
        [["0123456789abcdef", "0123456789abcdef"], {}],
        [["0123456789abcdef"], {"report": "secret words"}],
    ],
    ids=json.dumps,
)
def test_only_the_door_takes_more_than_a_report_s_id(given: list[object]) -> None:
    body = json.dumps([*given, {}])
    for hop in Hop:
        element = json.dumps(json.loads(task(hop, "x")) | {"body": body}).encode()
        if hop is Hop.INTAKE:
            assert read_task(element, hop, OPEN)["body"] == body
            continue
        with pytest.raises(NoTask, match=f"no report by its id.*{hop}") as told:
            read_task(element, hop, OPEN)
        assert "secret" not in str(told.value)


def test_with_a_key_only_what_is_signed_with_it_is_taken() -> None:
    read_task(task(Hop.INTAKE, "x", KEY).encode(), Hop.INTAKE, SIGNED)
    again = read_task(task(Hop.INTAKE, "x", KEY).encode(), Hop.INTAKE, SIGNED)
    read_task(json.dumps(again).encode(), Hop.INTAKE, SIGNED)  # as it is after being put back
    changed = json.loads(task(Hop.INTAKE, "x", KEY)) | {"body": json.dumps([["y"], {}, {}])}
    half = changed["headers"] | {"signature": "\ud800"}
    for element, hop in (
        (task(Hop.INTAKE, "x"), Hop.INTAKE),
        (task(Hop.INTAKE, "x", KEY[::-1]), Hop.INTAKE),
        (task(Hop.INTAKE, "x", KEY), Hop.EXTRACT),
        (json.dumps(changed), Hop.INTAKE),
        (json.dumps(changed | {"headers": half}), Hop.INTAKE),
    ):
        with pytest.raises(NoTask, match="not signed"):
            read_task(element.encode(), hop, SIGNED)


def test_a_wake_up_without_the_signature_is_nobody_s_report() -> None:
    report = "0123456789abcdef"
    for key in (None, KEY[::-1]):
        for hop in Hop:
            with pytest.raises(OnlyWakes, match="not signed"):
                read_task(task(hop, report, key).encode(), hop, SIGNED)
    named = json.loads(task(Hop.INTAKE, "x")) | {"body": json.dumps([[report], {"x": "y"}, {}])}
    for element in (task(Hop.INTAKE, f"{report} words"), json.dumps(named)):
        with pytest.raises(NoTask) as refusal:
            read_task(element.encode(), Hop.INTAKE, SIGNED)
        assert refusal.type is NoTask


def test_the_signature_can_be_made_in_any_language() -> None:
    """printf 'intake\\n[["x"], {}, {}]' | openssl dgst -sha256 -hmac 0123456789abcdef"""
    assert signature("0123456789abcdef", "intake", '[["x"], {}, {}]') == (
        "3f2e8e4f7740680d8e2b65362b8f0be57d6f1283a7cdffd176cc9e6bce86eef5"
    )


def test_of_what_is_too_long_the_beginning_is_kept() -> None:
    assert kept(b"x" * 10_000, OPEN) == b"x" * 10_000
    assert len(kept(b"x" * 200_000, OPEN)) == 100_000


def test_what_is_refused_is_kept_to_the_letter_with_a_trace_of_its_own() -> None:
    first, second = (read_refused(refused("extract", "Why.", b"\xff\x00").encode()) for _ in "12")
    assert (first.hop, first.why, first.element) == (Hop.EXTRACT, "Why.", b"\xff\x00")
    assert first.trace != second.trace
    for raw in (b"{}", b"\xff", b"17", b'{"queue": "x", "why": 1, "element": "", "trace": ""}'):
        assert read_refused(raw).element == raw
        assert read_refused(raw).trace == read_refused(raw).trace
