"""The door for those who have only Redis: what they push arrives, or lies where it is found."""

import os
import signal
import sqlite3
from pathlib import Path

import pytest
from brokered import brisk, working
from redis import Redis
from standins import PROSE

from shared.envelope import Envelope
from shared.hops import Hop
from shared.messages import UNACKED, task

pytestmark = [pytest.mark.flow, pytest.mark.timeout(120)]


@pytest.fixture(autouse=True)
def _empty(broker: str) -> None:
    Redis.from_url(broker).flushall()


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
