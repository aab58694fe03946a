"""A worker that cannot work says so and ends, or waits for what is away; none runs on unseen."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import NullPool, create_engine, text

from shared.broker import Bell
from shared.embedded import using
from shared.envelope import Envelope
from shared.hops import Hop
from shared.ledger import migrate, open_ledger
from shared.settings import Settings, read_settings

ONRECORD = str(Path(sys.executable).parent / "onrecord")

pytestmark = [pytest.mark.flow, pytest.mark.timeout(120)]


class Worker:
    """`onrecord work` with one process, and its log."""

    def __init__(self, settings: Settings) -> None:
        settings.home.mkdir(parents=True, exist_ok=True)
        self.log = settings.home / "log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [ONRECORD, "work", "--workers", "1"],
                env=os.environ | settings.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def events(self) -> list[object]:
        return [line["event"] for line in self.lines()]

    def until(self, what: Callable[[], object], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)


@pytest.fixture
def start() -> Iterator[Callable[[Settings], Worker]]:
    started: list[Worker] = []

    def starting(settings: Settings) -> Worker:
        started.append(Worker(settings))
        return started[-1]

    yield starting
    for each in started:
        each.process.kill()
        each.process.wait()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(home=tmp_path, relay_seconds=0.2, retry_pause=0.1)


def test_a_ledger_without_tables_is_refused(
    settings: Settings, postgres_empty: str, start: Callable[[Settings], Worker]
) -> None:
    worker = start(settings.model_copy(update={"ledger_url": postgres_empty}))
    assert worker.process.wait(60) == 3
    (line,) = worker.lines()
    assert line["event"] == "trouble"
    assert "python -m shared.ledger" in str(line["error"])


def test_a_ledger_that_is_away_is_waited_for_and_nothing_is_lost_meanwhile(
    settings: Settings,
    postgres: str,
    postgres_empty: str,
    start: Callable[[Settings], Worker],
) -> None:
    ours = settings.model_copy(update={"ledger_url": postgres_empty})
    migrate(ours)
    name = urlsplit(postgres_empty).path.lstrip("/")
    open_to_all(postgres, name, False)
    worker = start(ours)
    worker.until(lambda: worker.events() == ["trouble"])
    assert "cannot be used now" in str(worker.lines()[0]["error"])
    time.sleep(0.5)
    assert worker.events() == ["trouble"], "said once, and not started"
    open_to_all(postgres, name, True)
    worker.until(lambda: "started" in worker.events())
    ledger = open_ledger(ours)
    assert len(ledger.workers()) == 1, "its relay is running"
    ledger.close()

    open_to_all(postgres, name, False)
    raw = Envelope.wrap("At least 12 people were killed, the army said.", ref="a").json_text()
    with using(ours.home) as url:
        bell = Bell(url, ours)
        bell.ring(Hop.INTAKE, [raw])
        bell.close()
    worker.until(lambda: "retried" in worker.events())
    open_to_all(postgres, name, True)
    worker.until(lambda: "published" in worker.events())

    worker.process.terminate()
    assert worker.process.wait(30) == 0
    assert worker.events()[-1] == "stopped"


def open_to_all(server: str, database: str, allowed: bool) -> None:
    """A database that lets nobody in is as good as one that is down."""
    address = server.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as db:
        db.execute(text(f"ALTER DATABASE {database} ALLOW_CONNECTIONS {allowed}"))
        if not allowed:
            db.execute(
                text(
                    f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
                )
            )


def test_ending_while_it_waits_leaves_no_server_behind(
    settings: Settings, start: Callable[[Settings], Worker]
) -> None:
    nowhere = "postgresql://me:hush-hush@127.0.0.1:1/nowhere"
    worker = start(settings.model_copy(update={"ledger_url": nowhere}))
    worker.until(lambda: worker.events() == ["trouble"])
    worker.process.send_signal(signal.SIGINT)
    assert worker.process.wait(30) == 130
    assert not (settings.home / "broker" / "server.json").exists()
    assert "hush-hush" not in worker.log.read_text()


@pytest.mark.parametrize("times", [1, 2])
def test_an_interrupted_worker_ends_with_130_and_every_line_is_json(
    settings: Settings, start: Callable[[Settings], Worker], times: int
) -> None:
    worker = start(settings)
    worker.until(lambda: "started" in worker.events())
    for _ in range(times):
        worker.process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    assert worker.process.wait(30) == 130
    assert worker.events()[-1] == "stopped"
    assert any("shutdown" in str(line.get("message")) for line in worker.lines())
    assert not (settings.home / "broker" / "server.json").exists()
