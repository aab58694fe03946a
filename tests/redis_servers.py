"""Redis-compatible servers and sentinels that a test starts for itself, with settings of its own."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import redis

from shared.embedded import program


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """One process; `password` is that of the default user."""

    port: int
    password: str | None
    process: subprocess.Popen[bytes]

    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port, password=self.password, socket_timeout=5)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(10)


@contextmanager
def server(
    folder: Path, *lines: str, password: str | None = None, sentinel: bool = False
) -> Iterator[Server]:
    """A server on loopback for as long as the block lasts, with these lines in its settings."""
    port = free_port()
    place = folder / f"redis-{port}"
    place.mkdir()
    settings = ["bind 127.0.0.1", f"port {port}", f'dir "{place}"', 'logfile "server.log"', *lines]
    if not sentinel:
        settings += ['save ""', "appendonly no"]
    if password:
        settings.append(f'requirepass "{password}"')
    (place / "server.conf").write_text("\n".join(settings) + "\n")
    command = [program(), place / "server.conf", *(["--sentinel"] if sentinel else [])]
    started = Server(port, password, subprocess.Popen(command, stdout=subprocess.DEVNULL))
    try:
        with started.client() as client:
            _await(client, place / "server.log")
        yield started
    finally:
        started.stop()


def _await(client: redis.Redis, log: Path) -> None:
    deadline = time.monotonic() + 10
    while True:
        with suppress(redis.ConnectionError):
            client.ping()
            return
        assert time.monotonic() < deadline, log.read_text()[-2000:]
        time.sleep(0.02)
