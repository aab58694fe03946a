"""`onrecord doctor`, and who publishes, on a Redis that answers and is of no use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from redis_servers import server
from standins import pending

from producers.options import Exit
from shared.ledger import open_ledger
from shared.settings import read_settings


@pytest.fixture
def broker(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[redis.Redis]:
    with server(tmp_path) as running, running.client() as client:
        monkeypatch.setenv("ONRECORD_BROKER_URL", f"redis://127.0.0.1:{running.port}/0")
        yield client


ILL = {
    "its memory is full": "CONFIG SET maxmemory 1",
    "a replica of 127.0.0.1:1": "REPLICAOF 127.0.0.1 1",
    "maxmemory-policy is allkeys-lru": "CONFIG SET maxmemory-policy allkeys-lru",
    "refuses writing (": "ACL SETUSER default -set",
    "Nothing answers as Redis there": "SHUTDOWN NOSAVE",
}


@pytest.mark.parametrize("found", ILL)
def test_a_broker_of_no_use_is_ill(onrecord, broker, found):
    code, printed, _ = onrecord("doctor")
    assert (code, "ill" in printed.split()) == (Exit.DONE, False)
    assert broker.keys() == [], "it takes back what it writes"
    try:
        broker.execute_command(*ILL[found].split())
    except redis.ConnectionError:
        assert "SHUTDOWN" in ILL[found]
    code, printed, _ = onrecord("doctor")
    assert code == Exit.PROBLEMS
    assert found in " ".join(printed.split())


def test_who_publishes_is_told_whether_the_broker_is_away_or_refuses(onrecord, broker, tmp_path):
    broker.config_set("maxmemory", 1)
    (tmp_path / "a.txt").write_text("Shells fell.")
    code, _, told = onrecord("publish", tmp_path / "a.txt")
    assert (code, "does not answer" in told) == (Exit.DONE, False)
    assert "The broker answers, and refuses" in told
    assert "safe in the ledger" in told
    ledger = open_ledger(read_settings())
    assert pending(ledger) == 1
    ledger.close()
