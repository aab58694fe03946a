"""Real worker processes on a real broker: whatever dies in between, each report is done once."""

import json
import os
import signal
import subprocess
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from standins import PROSE, pending, submit

from shared.broker import Bell
from shared.embedded import Lease, ensure
from shared.envelope import Envelope
from shared.hops import Hop
from shared.ledger import Ledger, open_ledger
from shared.messages import task
from shared.processes import worker_command
from shared.settings import Settings, read_settings
from shared.updates import STREAM
from shared.version import VERSION

pytestmark = [pytest.mark.flow, pytest.mark.timeout(90)]

ROOT = Path(__file__).parents[2]
PATH = os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "flow")))
SLOW = "SLOW " + PROSE


class Line:
    """A data folder with its broker, and workers to be started and killed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.lease: Lease = ensure(settings.home)
        self.ledger: Ledger = open_ledger(settings)
        self.bell = Bell(self.lease.url, settings)
        self.log = settings.home / "log"
        self._workers: list[subprocess.Popen[bytes]] = []

    def worker(self, processes: int = 2) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            started = subprocess.Popen(
                worker_command(processes, app="standin_app"),
                env=os.environ | self.settings.environment() | {"PYTHONPATH": PATH},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._workers.append(started)
        return started

    def publish(self, text: str, *numbers: int) -> list[str]:
        reports = [submit(self.ledger, number, text).report for number in numbers]
        self.bell.ring(Hop.INTAKE, reports)
        return reports

    def until_done(self, seconds: float = 60) -> None:
        self.until(lambda: not pending(self.ledger), seconds)

    def until(self, what: object, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline, self.log.read_text()[-4000:]
            time.sleep(0.05)

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def close(self) -> None:
        for each in self._workers:
            each.terminate()
        for each in self._workers:
            with suppress(subprocess.TimeoutExpired):
                each.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(each.pid, signal.SIGKILL)
        self.bell.close()
        self.ledger.close()
        self.lease.release()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    line = Line(read_settings(home=tmp_path, relay_seconds=0.3, heartbeat_seconds=2.0))
    yield line
    line.close()


def message(*given: object) -> str:
    """What workers/publishing/README.md tells those to push who have only Redis: any language can write it."""
    info = {"exchange": "", "routing_key": "intake"}
    whole = {
        "body": json.dumps([given, {}, {}]),
        "content-type": "application/json",
        "content-encoding": "utf-8",
        "headers": {"task": "intake", "id": str(uuid.uuid4())},
        "properties": {"delivery_tag": str(uuid.uuid4()), "delivery_info": info},
    }
    return json.dumps(whole)


def events_of(written: list[dict[str, object]], trace: str) -> list[object]:
    """What the log says of a report, in order; a picture that stayed as it was, as one that changed."""
    named = [e for e in written if e.get("trace") == trace or trace in e.get("traces", ())]
    return ["reconciled" if e["event"] == "unchanged" else e["event"] for e in named]


def lost(line: Line) -> set[tuple[object, object]]:
    """Reports and traces that the main process says its dead children held."""
    told = [entry for entry in line.lines() if entry["event"] == "lost" and "report" in entry]
    return {(entry["report"], entry["trace"]) for entry in told}


def audit(line: Line, reports: list[str]) -> None:
    """Each report has its one claim, and the picture is of exactly these."""
    assert Counter(claim.report for claim in line.ledger.claims()) == Counter(reports)
    (one,) = line.ledger.situations()
    assert one.title.split(",") == [claim.id for claim in line.ledger.claims()]
    assert pending(line.ledger) == 0


def test_from_door_to_picture_in_one_trace_past_a_report_that_kills_its_process(
    line: Line,
) -> None:
    line.worker()
    reports = line.publish(PROSE, *range(8))
    (poison,) = line.publish("POISON " + PROSE, 99)
    line.bell.ring(Hop.INTAKE, [*reports, *reports])  # delivered three times
    raw = Envelope.wrap(PROSE.format(50), ref="redis-only.txt").json_text()
    pushed = [message(raw), message(raw), "this is no message at all"]
    line.bell.client.lpush("intake", *pushed)  # with Redis alone, twice
    line.bell.ring(Hop.INTAKE, ['{"no": "envelope of ours"}'])
    line.until(lambda: line.ledger.journey("redis-only.txt"))
    line.until(lambda: "It is no JSON." in line.log.read_text())  # the relay may come to it last
    line.until_done()
    audit(line, [*reports, line.ledger.journey("redis-only.txt").report])

    reasons = {entry.reason: entry for entry in line.ledger.quarantined()}
    assert set(reasons) == {"lost", "unreadable"}
    assert reasons["lost"].report == poison
    assert reasons["lost"].attempts == line.settings.max_deliveries + 1

    written = line.lines()
    for report in reports:
        assert events_of(written, line.ledger.journey(report).trace) == [
            "admitted",
            "extracted",
            "reconciled",
        ]
    assert lost(line) == {(poison, line.ledger.journey(poison).trace)}
    text = line.log.read_text()
    assert "market of the town" not in text
    assert "envelope of ours" not in text
    refused = [entry.get("error") for entry in written if entry["event"] == "refused"]
    assert "It is no JSON." in refused
    assert len(refused) == 2

    told = [int(entry[b"id"]) for _, entry in line.bell.client.xrange(STREAM)]
    assert sorted(set(told)) == [each.id for each in line.ledger.updates()]


def test_a_broker_that_forgets_everything_loses_nothing(line: Line) -> None:
    line.worker()
    reports = line.publish(SLOW, *range(8))
    line.until(line.ledger.claims)
    line.bell.client.flushall()
    reports += line.publish(PROSE, 20)
    line.bell.client.flushall()
    line.until_done()
    audit(line, reports)
    assert not line.ledger.quarantined()
    assert line.bell.depth(Hop.INTAKE) == 0


def test_a_broker_that_is_killed_comes_back_where_it_was(line: Line) -> None:
    line.worker()
    reports = line.publish(SLOW, *range(6))
    line.until(line.ledger.claims)
    os.kill(int(line.bell.client.info("server")["process_id"]), signal.SIGKILL)
    reports += line.publish(PROSE, 20)  # into the void: the ledger has it
    line.until_done()
    audit(line, reports)
    assert line.bell.depth(Hop.INTAKE) == 0


def test_what_a_killed_worker_held_is_done_by_another(line: Line) -> None:
    first = line.worker()
    reports = line.publish(SLOW, *range(6))
    line.until(line.ledger.claims)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    line.worker()
    line.until_done()
    audit(line, reports)
    assert not line.ledger.quarantined()


def test_term_ends_a_worker_when_its_tasks_are_done(line: Line) -> None:
    worker = line.worker(1)
    reports = line.publish(SLOW, 1)
    line.until(lambda: any(step.claimed_at for step in line.ledger.journey(reports[0]).steps[1:]))
    worker.terminate()
    assert worker.wait(20) == 0
    assert len(line.ledger.claims()) == 1
    assert line.ledger.workers() == ()
    assert line.lines()[-1]["event"] == "stopped"


def test_whatever_is_pushed_is_taken_over_or_quarantined_or_named(line: Line) -> None:
    envelope = json.loads(Envelope.wrap(PROSE.format(1), ref="object.txt").json_text())
    odd = [({"specversion": "1.0"},), (17,), (), ("secret words",), (["secret words"],), ("a", "b")]
    more = json.dumps([[envelope], {}, {"callbacks": [{"task": "anything"}], "errbacks": [1]}])
    bodies = ("[1]", "17", "secret words", more)
    no_task = [json.loads(message("a")) | {"body": body} for body in bodies]
    others = [{"headers": {"task": name, "id": "1"}} for name in ("nothing", "extract")]
    no_task += [json.loads(message("a")) | other for other in others]
    pushed = [*(message(*given) for given in odd), *map(json.dumps, no_task), message(envelope)]
    line.bell.client.lpush("intake", *pushed)
    nothing = ((17,), (), (json.dumps(envelope),))
    no_wakeup = [json.loads(message(*given)) | others[1] for given in nothing]
    line.bell.client.lpush("extract", *map(json.dumps, no_wakeup))
    line.worker(1)
    line.until(lambda: line.ledger.counts()["reports"])
    line.until_done()
    audit(line, [line.ledger.journey("object.txt").report])
    line.until(lambda: len(line.ledger.quarantined()) == len(odd + no_task + no_wakeup))
    kept = {line.ledger.quarantine_entry(entry.id).payload for entry in line.ledger.quarantined()}
    ours = {'{"specversion": "1.0"}', "17", "[]", "secret words", '["secret words"]', '["a", "b"]'}
    assert kept == ours | set(map(json.dumps, no_task + no_wakeup))
    told = {entry.message for entry in line.ledger.quarantined()}
    assert "It names the task nothing, and stands in the queue intake." in told
    line.until(lambda: not line.bell.client.hlen("unacked"))
    events = Counter(entry["event"] for entry in line.lines())
    assert (events["refused"], events["discarded"], events["repeated"]) == (15, 0, 0)
    assert not line.bell.client.exists("celery", "anything")
    assert "secret" not in line.log.read_text()


def test_what_is_not_finished_in_time_is_handed_back_at_once(line: Line) -> None:
    line.settings = line.settings.model_copy(update={"drain_seconds": 1})
    worker = line.worker(1)
    (report,) = line.publish("LONG " + PROSE, 1)
    line.until(
        lambda: (
            [h for h in line.ledger.workers() if h.working_at]
            and line.ledger.journey(report).steps[1:]
        )
    )
    line.until(lambda: line.ledger.journey(report).steps[1].claimed_at)
    worker.terminate()
    assert worker.wait(15) == 0
    assert line.ledger.workers() == ()
    held = line.ledger.take(Hop.EXTRACT, report, "another/1")
    assert held is not None
    assert held.lost == 0
    line.ledger.give_back([held])


def test_an_operator_ends_a_worker_from_afar(line: Line) -> None:
    worker = line.worker(1)
    line.until(line.ledger.workers)
    (known,) = line.ledger.workers()
    assert known.hops == tuple(Hop)
    assert (known.processes, known.version) == (1, VERSION)
    assert line.ledger.drain(known.name, 5.0)
    assert worker.wait(20) == 0
    assert line.ledger.workers() == ()


def test_a_report_that_takes_too_much_memory_is_quarantined_alone(line: Line) -> None:
    line.worker(1)
    (huge,) = line.publish("HUGE " + PROSE, 1)
    reports = line.publish(PROSE, 2, 3)
    line.until_done()
    audit(line, reports)
    (entry,) = line.ledger.quarantined()
    assert (entry.report, entry.reason, entry.attempts) == (huge, "large", 1)


def test_on_a_shared_redis_only_what_is_signed_is_taken(tmp_path: Path) -> None:
    key = "a key of the test's own"
    line = Line(read_settings(home=tmp_path, relay_seconds=0.3, signing_key=key))
    try:
        line.worker(1)
        raw = [Envelope.wrap(PROSE.format(n), ref=f"{n}.txt").json_text() for n in range(3)]
        ours = [task(Hop.INTAKE, raw[1], key[::-1]), task(Hop.INTAKE, raw[2], key)]
        line.bell.client.lpush("intake", message(raw[0]), *ours)
        line.until(lambda: line.ledger.journey("2.txt"))
        line.until(lambda: len(line.ledger.quarantined()) == 2)
        line.until_done()
        audit(line, [line.ledger.journey("2.txt").report])
        assert key not in line.log.read_text()
    finally:
        line.close()
