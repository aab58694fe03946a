"""The envelope is CloudEvents 1.0; what is wrong with one is said with its field and what to do."""

import json
from datetime import UTC, datetime

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from shared import trace
from shared.envelope import SCHEMA, TYPE, Envelope, normal_date
from shared.errors import Unreadable

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def wrapped(**fields: str) -> Envelope:
    return Envelope.wrap("Ten people fled.", now=NOW, **fields)


def changed(**fields: object) -> str:
    """A good envelope's JSON with these fields instead; `None` takes one out."""
    whole = json.loads(wrapped().json_text()) | fields
    return json.dumps({name: value for name, value in whole.items() if value is not None})


def data(**fields: object) -> str:
    return changed(data={"text": "Ten people fled."} | fields)


def test_others_read_it_as_a_cloud_event() -> None:
    envelope = wrapped(outlet="A", ref="a.txt", published="2026-02-28")
    event = JSONFormat().read(CloudEvent, envelope.json_text())
    assert event.get_type() == TYPE
    assert event.get_subject() == "a.txt"
    assert event.get_dataschema() == SCHEMA
    assert event.get_extension("traceparent") == envelope.traceparent
    assert event.get_data() == {
        "text": "Ten people fled.",
        "outlet": "A",
        "published": "2026-02-28",
        "ref": "a.txt",
        "status": "usable",
    }


def test_what_others_write_is_read() -> None:
    event = CloudEvent(
        attributes={"id": "1", "source": "/wire", "type": TYPE, "specversion": "1.0", "time": NOW},
        data={"text": "Ten people fled."},
    )
    written = JSONFormat().write(event)
    envelope = Envelope.parse(written, now=NOW)
    assert envelope.report().text == "Ten people fled."
    assert trace.is_traceparent(envelope.traceparent)


def test_the_same_report_has_the_same_id_by_whatever_envelope() -> None:
    first, second = wrapped(ref="a"), wrapped(ref="a", source="urn:other")
    assert first.report() == second.report()
    assert first.trace != second.trace
    assert first.report().id != wrapped(ref="b").report().id


@given(st.text())
def test_any_text_comes_through_to_the_letter(text: str) -> None:
    envelope = Envelope.wrap(text, now=NOW)
    assert Envelope.parse(envelope.json_text(), now=NOW).report() == envelope.report()
    assert envelope.report().text == text


def test_what_was_submitted_is_kept_to_the_letter() -> None:
    raw = f"  {changed()}\n"
    assert Envelope.parse(raw, now=NOW).original() == raw
    assert Envelope.parse(raw.encode(), now=NOW).original() == raw


@pytest.mark.parametrize(
    ("raw", "field", "remedy"),
    [
        ("{", "not JSON (character 1)", "Send a CloudEvents"),
        (b'{"a": "\xff"}', "not UTF-8 (byte 7)", "UTF-8"),
        ("[" * 100_000, "not JSON", "Send"),
        ("[]", "JSON list", "Send one"),
        ('"text"', "JSON str", "Send one"),
        (changed(id=None), "field id is missing", "Add it"),
        (changed(id=" "), "field id", "Correct"),
        (changed(type="other"), "field type", "Correct"),
        (changed(specversion="0.3"), "field specversion", "Correct"),
        (changed(dataschema="urn:onrecord:schema:report:2"), "field dataschema", SCHEMA),
        (changed(data=None), "field data is missing", "Add it"),
        (changed(data="text"), "field data ", "Correct"),
        (data(text=None), "field data.text", "Decode it"),
        (data(text=5), "field data.text", "Decode it"),
        (data(text="a\ud800b"), "field data.text", "half a character"),
        (data(txet="x"), "field data.txet", "Remove it"),
        (data(status="killed"), "field data.status", "usable"),
        (data(ref="a\x00b"), "field data.ref", "control"),
        (data(published="21/2/2019"), "field data.published", "2019-02-21"),
        (data(published="2019-02-30"), "field data.published", "2019-02-21"),
        (data(published="2019-02-21T10:00:00"), "field data.published", "time zone"),
        (data(published="2026-03-03"), "data.published is 2026-03-03", "Correct the date"),
        (data(published="0001-01-01T00:00:00+14:00"), "data.published", "outside"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(raw: str | bytes, field: str, remedy: str) -> None:
    with pytest.raises(Unreadable) as refused:
        Envelope.parse(raw, now=NOW)
    assert field in str(refused.value)
    assert remedy in str(refused.value)


def test_a_refusal_never_repeats_the_text() -> None:
    with pytest.raises(Unreadable) as refused:
        Envelope.parse(changed(data={"text": ["secret words"]}), now=NOW)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "wrong", [None, "", "00-0-0-01", "00-" + "0" * 32 + "-" + "1" * 16 + "-01"]
)
def test_a_trace_that_cannot_be_followed_is_minted_anew(wrong: str | None) -> None:
    assert trace.is_traceparent(Envelope.parse(changed(traceparent=wrong), now=NOW).traceparent)


def test_a_trace_that_was_given_is_carried_on() -> None:
    given_trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    envelope = Envelope.parse(changed(traceparent=given_trace), now=NOW)
    assert envelope.trace == "0af7651916cd43dd8448eb211c80319c"


def test_names_lose_their_edges_and_empty_ones_are_none() -> None:
    report = wrapped(outlet=" The Wire ", ref="", published=" ").report()
    assert (report.outlet, report.ref, report.published) == ("The Wire", None, None)


def test_tomorrow_is_today_elsewhere() -> None:
    assert wrapped(published="2026-03-02").report().published == "2026-03-02"


@pytest.mark.parametrize(
    ("given_date", "normal"),
    [
        ("2019-02-21", "2019-02-21"),
        ("20190221", "2019-02-21"),
        ("2019-02-21T10:00:00Z", "2019-02-21T10:00:00Z"),
        ("2019-02-21T01:00:00+02:00", "2019-02-20T23:00:00Z"),
    ],
)
def test_dates_are_spelt_in_one_way(given_date: str, normal: str) -> None:
    assert normal_date(given_date) == normal
