"""The publisher process as the harness has it in hand: how far it may go, what it was told."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from tests.faults.workers import ROOT


class Publishing:
    """Publishes the reports of a run, and is started again when it dies, until all are accepted."""

    def __init__(
        self, arguments: list[str], total: int, environment: dict[str, str], home: Path
    ) -> None:
        path = os.pathsep.join([str(ROOT / "tests/faults/clock"), str(ROOT)])
        self._environment = environment | {"PYTHONPATH": path}
        self._notes = home / "accepted"
        self._log = home / "publisher.log"
        self._total = total
        self._arguments = ["--notes", str(self._notes), "--total", str(total), *arguments]
        self._allowed = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._watch = threading.Thread(target=self._watching, name="publisher", daemon=True)
        self.deaths = 0

    def start(self) -> None:
        self._notes.touch()
        self._start()
        self._watch.start()

    def allow(self, upto: int) -> None:
        """It may publish the first so many reports."""
        with self._lock:
            self._allowed = max(self._allowed, upto)
            self._tell()

    def accepted(self) -> dict[int, str]:
        """By number, the id under which each report was accepted."""
        lines = [line.split() for line in self._notes.read_text().splitlines()]
        return {int(number): identity for number, identity, _ in lines}

    def slowest(self) -> float:
        """Seconds that the report took which waited longest at the door."""
        took = [float(line.split()[2]) for line in self._notes.read_text().splitlines()]
        return max(took, default=0.0)

    def kill(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.kill()

    def close(self) -> None:
        self._closed.set()
        if self._watch.is_alive():
            self._watch.join()
        if self._process is not None:
            self._process.kill()
            self._gone()

    def _watching(self) -> None:
        while not self._closed.wait(0.02):
            if self._process is not None and self._process.poll() is not None:
                accepted = len(self.accepted())
                self.deaths += self._process.returncode != 0
                if accepted < self._total:
                    with self._lock:
                        self._start()
                        self._tell()
                else:
                    return

    def _gone(self) -> None:
        """Let go of a process that has ended, or is about to."""
        assert self._process is not None
        self._process.wait()
        if self._process.stdin is not None:
            with suppress(OSError):  # what was not read by it is lost with it
                self._process.stdin.close()

    def _start(self) -> None:
        if self._process is not None:
            self._gone()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.faults.publisher", *self._arguments),
                    *("--first", str(len(self.accepted()))),
                ],
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=ROOT,
            )

    def _tell(self) -> None:
        if self._process is not None and self._process.stdin is not None and self._allowed:
            with suppress(OSError):  # it died just now, and is told when it is there again
                self._process.stdin.write(f"{self._allowed}\n".encode())
                self._process.stdin.flush()
