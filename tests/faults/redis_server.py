"""A Redis-compatible server that can be killed, stopped and started again where it was."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from shared.embedded import program
from tests.faults.ports import free_port

PERSISTENCE = {
    "aof": ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""],
    "always": ["--appendonly", "yes", "--appendfsync", "always", "--save", ""],
    # A snapshot every second when anything changed: what comes back is a little old.
    "snapshots": ["--appendonly", "no", "--save", "1 1"],
    "none": ["--appendonly", "no", "--save", ""],
}


class RedisServer:
    """One server on one port for as long as the run lasts, however often it dies."""

    def __init__(self, folder: Path, persistence: str) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._arguments = [
            *("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder)),
            *("--maxmemory-policy", "noeviction", "--logfile", "server.log"),
            *PERSISTENCE[persistence],
        ]
        self._process: subprocess.Popen[bytes] | None = None
        self.client = redis.Redis(
            port=self.port, socket_timeout=5.0, retry=Retry(NoBackoff(), 0), protocol=2
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(
            [program(), *self._arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C is the harness's to answer
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with suppress(redis.RedisError):
                self.client.ping()
                return
            time.sleep(0.02)
        raise RuntimeError(f"The server did not start; see {self.folder / 'server.log'}.")

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
        self._process = None

    def stall(self) -> None:
        """It takes connections and bytes, as the system does that for it, and answers nothing."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        self.client.close()
        self.kill()

    def _signal(self, number: int) -> None:
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, number)
