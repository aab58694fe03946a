"""The wire of releases that may still run beside this one: what they wrote is read, what is written they can read.

`cases/wire/RELEASE` has what that release put into the lists of Redis, byte for byte, and is never changed
(`-celery`: as Celery itself writes a task, which anybody may use to publish). A
release that must break it takes a new queue or a new schema, and reads both for one release.
"""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from brokered import brisk, working

from shared.broker import Bell
from shared.envelope import Envelope
from shared.hops import Hop
from shared.settings import read_settings

pytestmark = [pytest.mark.flow, pytest.mark.timeout(240)]

ROOT = Path(__file__).parents[2]
RELEASES = sorted((ROOT / "tests" / "cases" / "wire").iterdir())
REPORT = "0123456789abcdef"


@pytest.fixture(params=RELEASES, ids=lambda folder: folder.name)
def frozen(request: pytest.FixtureRequest) -> Path:
    return request.param


def promised(raw: str | bytes) -> dict[str, Any]:
    """What a reader of any release stands on. All else in a message is Celery's own affair."""
    message = json.loads(raw)
    headers, properties = message["headers"], message["properties"]
    body = message["body"]
    if properties.get("body_encoding") == "base64":
        body = base64.b64decode(body)
    arguments, named, workflow = json.loads(body)
    assert isinstance(headers["id"], str)
    assert isinstance(properties["delivery_tag"], str)
    assert properties.get("body_encoding") in (None, "base64")
    assert isinstance(workflow, dict)
    assert not any(workflow.values()), "no callbacks, chains or chords"
    return {
        "content-type": message["content-type"],
        "content-encoding": message["content-encoding"],
        "task": headers["task"],
        "delivery_info": properties["delivery_info"],
        "arguments": arguments,
        "named": named,
    }


def test_a_worker_of_today_reads_what_they_wrote(frozen: Path, broker: str, tmp_path: Path) -> None:
    settings = brisk(home=tmp_path, broker_url=broker)
    with working(settings, processes=1) as line:
        line.until(line.ledger.workers)
        for hop in Hop:
            line.bell.client.lpush(hop, (frozen / f"{hop}.json").read_bytes().strip())
        told = [f'"hop": "{hop}", "outcome": "repeated"' for hop in Hop]
        line.until(lambda: all(each in line.log.read_text() for each in told))
        named = [
            json.loads(each)["report"]
            for each in _lines(line.log)
            if '"outcome": "repeated"' in each
        ]
        assert named == [REPORT] * len(Hop)

        line.bell.client.lpush("intake", (frozen / "submission.json").read_bytes().strip())
        line.until(lambda: line.ledger.journey("hand.txt"))
        line.until_done()
        journey = line.ledger.journey("hand.txt")
        assert journey is not None
        line.reports.append(journey.report)
        line.audit()
        assert '"discarded"' not in line.log.read_text()


def _lines(log: Path) -> list[str]:
    return [each for each in log.read_text().splitlines() if each.startswith("{")]


def test_what_is_written_today_they_can_read(frozen: Path, broker: str, tmp_path: Path) -> None:
    bell = Bell(broker, read_settings(home=tmp_path))
    for hop in Hop:
        assert bell.ring(hop, [REPORT])
        written = bell.client.rpop(hop)
        assert isinstance(written, bytes)
        assert promised(written) == promised((frozen / f"{hop}.json").read_bytes())
    bell.close()


def test_their_envelope_is_the_same_report_today(frozen: Path) -> None:
    theirs = (frozen / "envelope.json").read_text().strip()
    envelope = Envelope.parse(theirs)
    assert envelope.report().id == json.loads(theirs)["id"] == envelope.id
    assert envelope.original() == theirs
    assert envelope.json_text() == theirs


def test_todays_envelope_has_what_they_ask_of_one(frozen: Path) -> None:
    theirs = json.loads((frozen / "envelope.json").read_text())
    data = theirs["data"]
    ours = json.loads(
        Envelope.wrap(data["text"], ref=data["ref"], outlet=data["outlet"]).json_text()
    )
    assert ours["data"] == data, "a reader refuses a field of the report that it does not know"
    changing = {"time", "traceparent"}
    assert {k: v for k, v in ours.items() if k not in changing} == {
        k: v for k, v in theirs.items() if k not in changing
    }
    assert all(isinstance(ours[name], str) for name in changing)


def test_the_handwritten_message_is_the_one_the_readme_shows(frozen: Path) -> None:
    readme = (ROOT / "workers" / "publishing" / "README.md").read_text()
    (shown,) = re.findall(r'^    (\{"body".*?\}\}\})$', readme, re.M | re.S)
    theirs = json.loads((frozen / "submission.json").read_text())
    assert _form(json.loads(shown)) == _form(theirs)
    arguments, *rest = json.loads(theirs["body"])
    assert rest == [{}, {}]
    assert Envelope.parse(arguments[0]).data.ref == "hand.txt"


def _form(message: dict[str, Any]) -> dict[str, Any]:
    """Names and what is the same in every message."""
    ids = {"headers": {"id"}, "properties": {"delivery_tag"}}
    return {
        name: {k: k in ids[name] or v for k, v in value.items()} if name in ids else value
        for name, value in message.items()
        if name != "body"
    }
