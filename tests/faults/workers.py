"""Worker processes under a supervisor that starts each again, half a second after it died."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from shared.hops import Hop
from shared.processes import worker_command
from tests.faults.processes import children, group_members

RESTART_SECONDS = 0.5
ROOT = Path(__file__).parents[2]


@dataclass
class Worker:
    """One place for a worker, whichever process has it now."""

    command: list[str]
    environment: dict[str, str]
    tree: Path
    """Where its code is. `python -m` looks there first, before PYTHONPATH."""
    process: subprocess.Popen[bytes] | None = None
    doomed: bool = False
    """The harness ended the process that is there now."""
    died_at: float | None = None
    groups: list[int] = field(default_factory=list)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def children(self) -> list[int]:
        """Its pool, in the order they were made."""
        return children(self.pid)


class Workers:
    """All workers of a run."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._environment = environment
        self.log = log
        self.all: list[Worker] = []
        self.deaths = 0
        """Ends of a worker that the harness did not bring about."""
        self.restarting = True
        self._closed = threading.Event()
        self._watch = threading.Thread(target=self._watching, name="supervisor", daemon=True)

    def add(
        self,
        processes: int,
        app: str = "tests.faults.app",
        tree: Path = ROOT,
        hops: Sequence[Hop] = tuple(Hop),
    ) -> Worker:
        """Start a worker, of another release if another `tree` of the code is given."""
        path = os.pathsep.join([str(ROOT / "tests/faults/clock"), str(tree)])
        environment = os.environ | self._environment | {"PYTHONPATH": path}
        worker = Worker(worker_command(processes, hops, app), environment, tree)
        self._start(worker)
        self.all.append(worker)
        if not self._watch.is_alive():
            self._watch.start()
        return worker

    def signal(self, worker: Worker, number: int, group: bool = False) -> None:
        """Send it a signal; one that ends it is not counted as a death of its own."""
        worker.doomed = number not in (signal.SIGSTOP, signal.SIGCONT)
        with suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(worker.pid, number)

    def alive(self) -> list[Worker]:
        return [each for each in self.all if each.alive]

    def orphans(self) -> list[int]:
        """Processes of workers whose main process is gone."""
        now = {each.pid for each in self.all if each.alive}
        gone = [group for each in self.all for group in each.groups if group not in now]
        return [pid for group in gone for pid in group_members(group)]

    def close(self) -> None:
        """End them all, at once: what they hold is the audit's no more."""
        self._closed.set()
        if self._watch.is_alive():
            self._watch.join()
        for group in [group for each in self.all for group in each.groups]:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        for each in self.all:
            if each.process is not None:
                each.process.wait()

    def _watching(self) -> None:
        while not self._closed.wait(0.05):
            for each in self.all:
                if each.alive or each.process is None:
                    continue
                if each.died_at is None:
                    each.died_at = time.monotonic()
                    self.deaths += not each.doomed
                if self.restarting and time.monotonic() - each.died_at >= RESTART_SECONDS:
                    self._start(each)

    def _start(self, worker: Worker) -> None:
        with self.log.open("ab") as log:
            worker.process = subprocess.Popen(
                worker.command,
                env=worker.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=worker.tree,
            )
        worker.groups.append(worker.process.pid)
        worker.doomed, worker.died_at = False, None
