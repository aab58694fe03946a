"""What the fault harness does faults with: each does what a row says of it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults import releases
from tests.faults.clocks import Clock
from tests.faults.proxy import Proxy
from tests.faults.redis_server import RedisServer
from tests.faults.reports import poisonous_numbers, write, write_all
from tests.faults.row import Row
from tests.faults.rows.every import every
from tests.faults.run import QUIET, Outcome
from tests.faults.soak import quarters
from tests.faults.table import Table
from tests.faults.workers import ROOT, Workers


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a server that sends back what it gets."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer(connection: socket.socket) -> None:
        with connection:
            while data := connection.recv(100):
                connection.sendall(data)

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


@pytest.fixture
def proxy(echo: int) -> Iterator[Proxy]:
    proxy = Proxy(echo)
    yield proxy
    proxy.close()


def connected(proxy: Proxy) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", proxy.port), timeout=2)
    connection.settimeout(1.0)
    return connection


def answered(connection: socket.socket) -> bytes:
    connection.sendall(b"hello")
    return connection.recv(100)


def answer_of(connection: socket.socket) -> bytes:
    """What comes back; nothing from a connection that was ended."""
    try:
        return answered(connection)
    except ConnectionError:
        return b""


def test_a_cut_network_ends_connections_and_lets_none_through_until_it_is_mended(
    proxy: Proxy,
) -> None:
    with connected(proxy) as before:
        assert answered(before) == b"hello"
        proxy.cut()
        assert before.recv(100) == b""
    with connected(proxy) as during:
        assert not answer_of(during)
    proxy.mend()
    with connected(proxy) as after:
        assert answered(after) == b"hello"


def test_a_silent_network_swallows_bytes_and_an_old_connection_stays_half_open(
    proxy: Proxy,
) -> None:
    with connected(proxy) as before:
        assert answered(before) == b"hello"
        proxy.silence()
        with pytest.raises(TimeoutError):
            answered(before)
        with connected(proxy) as during, pytest.raises(TimeoutError):
            answered(during)
        proxy.mend()
        with pytest.raises(TimeoutError):
            answered(before)
        with connected(proxy) as after:
            assert answered(after) == b"hello"


def test_a_clock_is_stepped_in_a_process_that_runs(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    program = "import sys, time\nfor _ in sys.stdin: print(time.time(), time.time_ns(), flush=True)"
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env=os.environ | clock.environment | {"PYTHONPATH": str(ROOT / "tests/faults/clock")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for off in (0.0, 3600.0, -3600.0, 0.0):
            clock.step(off)
            process.stdin.write("\n")
            process.stdin.flush()
            seconds, nanoseconds = map(float, process.stdout.readline().split())
            assert abs(seconds - time.time() - off) < 5
            assert abs(nanoseconds / 1e9 - time.time() - off) < 5


@pytest.mark.parametrize(
    ("persistence", "kept"), [("aof", b"here"), ("snapshots", b"here"), ("none", None)]
)
def test_a_killed_server_comes_back_with_what_it_keeps(
    tmp_path: Path, persistence: str, kept: bytes | None
) -> None:
    server = RedisServer(tmp_path / "redis", persistence)
    try:
        server.start()
        server.client.set("key", "here")
        until(lambda: persistence != "snapshots" or (server.folder / "dump.rdb").exists())
        server.kill()
        server.start()
        assert server.client.get("key") == kept
    finally:
        server.close()


def test_a_worker_that_dies_is_started_again_and_its_death_counted(tmp_path: Path) -> None:
    workers = Workers({"PATH": os.environ["PATH"]}, tmp_path / "log")
    try:
        worker = workers.add(1, app="no.such.app")  # ends by itself
        until(lambda: workers.deaths >= 1 and len(worker.groups) >= 2)
        until(lambda: worker.alive)
        deaths = workers.deaths
        workers.signal(worker, signal.SIGKILL, group=True)
        killed = worker.pid
        until(lambda: worker.pid != killed)
        assert workers.deaths == deaths
    finally:
        workers.close()
    assert not workers.alive()


def test_a_report_is_the_same_in_every_process_and_another_with_another_seed() -> None:
    assert write(3, 1).identity == write(3, 1).identity != write(3, 2).identity
    assert len({each.identity for each in write_all(300, 1)}) == 300
    assert len(poisonous_numbers(100, 3)) == 3


def test_every_row_says_what_it_does() -> None:
    rows = every()
    assert len(rows) > 30
    assert all(isinstance(row, Row) and row.does.endswith(".") for row in rows.values())


def test_what_is_not_clean_is_told_and_decides_the_exit_code(capsys) -> None:
    numbers = (0.0, None, 0.0, 0.0, 0, 0, 0.0, 0.0)
    bad = Outcome(QUIET.name, "sqlite", 1, 10, ("Report 3 is gone.",), (), (), (), *numbers)
    good = Outcome(QUIET.name, "sqlite", 1, 10, (), (), (), (), *numbers)
    table = Table(as_json=False)
    assert table.add(good)
    assert not table.add(bad)
    assert "Report 3 is gone." in capsys.readouterr().out
    assert not Table(as_json=True).add(bad)


def test_the_release_before_is_found_and_has_not_the_newest_migration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("NO GIT HISTORY, so no release before is looked for")
    newest = max(each.name for each in (ROOT / releases.MIGRATIONS).glob("[0-9]*.py"))
    tree = releases.take_out(None, tmp_path / "release")
    before = {each.name for each in (tree / releases.MIGRATIONS).glob("[0-9]*.py")}
    assert before
    assert newest not in before
    monkeypatch.setattr(releases, "ROOT", tmp_path)
    with pytest.raises(releases.NoRelease, match="git has no other release here"):
        releases.the_one_before()


def test_what_was_left_out_is_said_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    numbers = (0.0, None, 0.0, 0.0, 0, 0, 0.0, 0.0)
    none = Outcome("two-releases", "sqlite", 2, 10, (), (), (), (), *numbers, left_out="No git.")
    table = Table(as_json=True)
    assert table.add(none)
    table.say_what_was_left_out()
    assert "two-releases, sqlite, seed 2: No git." in capsys.readouterr().err


def until(what: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("what", "before", "after", "flat"),
    [
        ("reading, child, MB", 100.0, 104.9, True),
        ("reading, child, MB", 100.0, 106.0, False),
        ("redis, MB", 3.0, 2.0, True),
        ("redis, connections", 12.0, 12.0, True),
        ("redis, connections", 12.0, 13.0, False),
    ],
)
def test_a_soak_names_what_grows(what: str, before: float, after: float, flat: bool) -> None:
    samples = {what: [(float(n), before if n < 60 else after) for n in range(100)]}
    (measured,) = quarters(samples)
    assert (measured.amiss() is None) is flat
    assert flat or what in str(measured.amiss())


def test_a_soak_that_was_too_short_says_so() -> None:
    (measured,) = quarters({"redis, MB": [(1.0, 3.0)]})
    assert "too short" in str(measured.amiss())
