"""The door for those who have only Redis: what they push arrives, or lies where it is found."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from brokered import brisk, working
from standins import PROSE

from shared.envelope import Envelope, Payload
from shared.errors import Unreadable
from shared.hops import Hop
from shared.messages import UNACKED, task

pytestmark = [pytest.mark.flow, pytest.mark.timeout(120)]

FOLDER = Path(__file__).parents[2] / "workers" / "publishing"


def envelope(ref: str) -> str:
    return Envelope.wrap(PROSE.format(1), ref=ref, outlet="Raw Feed").json_text()


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def opened(pid: int, name: str) -> bool:
    """Whether the process has a file of this name open: the child is at its task then."""
    links = [each.readlink() for each in Path(f"/proc/{pid}/fd").iterdir()]
    return any(link.name == name for link in links)


def test_an_envelope_that_died_with_its_worker_comes_back(broker: str, tmp_path: Path) -> None:
    """Only Redis had it, as taken; kombu's own time for that is longer than the longest task."""
    settings = brisk(home=tmp_path, broker_url=broker)
    with (
        working(settings, processes=1) as line,
        sqlite3.connect(tmp_path / "ledger.db", isolation_level=None) as busy,
    ):
        line.until(line.ledger.workers)
        busy.execute("BEGIN IMMEDIATE")  # it has to wait before it can commit
        line.bell.client.lpush("intake", task(Hop.INTAKE, envelope("taken.txt")))
        line.until(lambda: line.bell.client.hlen(UNACKED))
        os.killpg(line.pid, signal.SIGKILL)
        busy.execute("ROLLBACK")
        assert line.ledger.journey("taken.txt") is None
    with working(settings, processes=1) as line:
        line.until(lambda: line.ledger.journey("taken.txt"), seconds=25)
        line.until_done()
        line.until(lambda: not line.bell.client.hlen(UNACKED))
        assert '"returned"' in line.log.read_text()
        line.reports = [line.ledger.journey("taken.txt").report]
        line.audit()


def test_an_envelope_whose_process_is_killed_is_in_quarantine_and_can_be_replayed(
    broker: str, tmp_path: Path
) -> None:
    """Celery acknowledges what its child has died of."""
    settings = brisk(home=tmp_path, broker_url=broker)
    with (
        working(settings, processes=1) as line,
        sqlite3.connect(tmp_path / "ledger.db", isolation_level=None) as busy,
    ):
        line.until(line.ledger.workers)
        busy.execute("BEGIN IMMEDIATE")
        line.bell.client.lpush("intake", task(Hop.INTAKE, envelope("killed.txt")))
        line.until(lambda: [child for child in children(line.pid) if opened(child, "ledger.db")])
        for child in children(line.pid):
            os.kill(child, signal.SIGKILL)
        line.until(lambda: '"lost"' in line.log.read_text())
        busy.execute("ROLLBACK")
        line.until(line.ledger.quarantined)
        (entry,) = line.ledger.quarantined()
        assert "WorkerLostError" in entry.message
        receipt = line.ledger.replay(entry.id)
        line.until_done()
        line.reports = [receipt.report]
        line.audit()


def test_what_the_document_shows_is_taken_over_as_it_stands(broker: str, tmp_path: Path) -> None:
    """Pushed by its shell line, by its Python, and by hand: three times the one report."""
    document = (FOLDER / "README.md").read_text()
    envelope = (FOLDER / "envelope.json").read_text()
    assert re.findall(r"^```json\n(.*?)^```", document, re.M | re.S) == [envelope]
    (command,) = re.findall(r"^    redis-cli -u \S+ -x (.*) < (.*)$", document, re.M)
    (program,) = re.findall(r"^```python\n(.*?)^```", document, re.M | re.S)
    settings = brisk(home=tmp_path, broker_url=broker)
    with working(settings, processes=1) as line:
        pushed, file = command
        line.bell.client.execute_command(*pushed.split(), (FOLDER / file).read_bytes())  # -x
        there = program.replace("redis://127.0.0.1:6379/0", broker)
        subprocess.run([sys.executable, "-c", there], cwd=FOLDER, check=True, timeout=60)
        line.bell.client.lpush("intake", task(Hop.INTAKE, envelope))
        ref = json.loads(envelope)["data"]["ref"]
        line.until(lambda: line.log.read_text().count('"known"') == 2)
        line.until_done()
        journey = line.ledger.journey(ref)
        assert journey.trace in json.loads(envelope)["traceparent"]
        assert ref in document.split("## Whether it arrived")[1]
        line.reports = [journey.report]
        line.audit()


def test_the_form_that_is_published_is_the_one_that_is_asked_for() -> None:
    published = json.loads((FOLDER / "envelope.schema.json").read_text())
    assert published == Envelope.form(), "write it anew: json.dumps(Envelope.form(), indent=2)"
    form = jsonschema.Draft202012Validator(published)
    whole = json.loads((FOLDER / "envelope.json").read_text())
    least = {name: whole[name] for name in published["required"]}
    for sound in (whole, least, whole | {"partitionkey": "north"}):
        form.validate(sound)
        Envelope.parse(json.dumps(sound))
    wrong = [{name: value for name, value in least.items() if name != left} for left in least]
    wrong += [least | {"type": "another"}, least | {"dataschema": "urn:another"}]
    wrong += [least | {"data": least["data"] | {"headline": "no field of ours"}}]
    for each in wrong:
        assert not form.is_valid(each)
        with pytest.raises(Unreadable):
            Envelope.parse(json.dumps(each))


def test_each_field_has_its_line_in_the_document() -> None:
    document = (FOLDER / "README.md").read_text()
    for name in (*Envelope.model_fields, *Payload.model_fields):
        assert re.search(rf"^\|.*`{name}`.*\| (required|optional) \|", document, re.M), name
