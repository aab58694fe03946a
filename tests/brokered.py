"""A line on a broker and a ledger given from outside: publish, work with a real worker, audit."""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from standins import PROSE, pending, submit

from shared.broker import Bell
from shared.hops import Hop
from shared.ledger import Ledger, open_ledger
from shared.processes import worker_command
from shared.settings import Settings, read_settings

ROOT = Path(__file__).parents[1]
PATH = os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "flow")))


def brisk(**given: object) -> Settings:
    """Settings by which faults are noticed within a test's time."""
    return read_settings(relay_seconds=0.3, heartbeat_seconds=3.0, retry_pause=0.1, **given)


class Brokered:
    """What a test does with the line, as the user that the settings say."""

    def __init__(self, settings: Settings, ledger: Ledger, bell: Bell) -> None:
        self.ledger = ledger
        self.bell = bell
        self.log = settings.home / "worker.log"
        self.reports: list[str] = []
        self.pid = 0
        """Of the worker, which leads a group of its own."""

    def publish(self, *numbers: int, text: str = PROSE) -> bool:
        """Whether the broker was told of them; the ledger has them in any case."""
        new = [submit(self.ledger, number, text).report for number in numbers]
        self.reports += new
        return self.bell.ring(Hop.INTAKE, new)

    def until(self, what: Callable[[], object], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline, self.log.read_text()[-4000:]
            time.sleep(0.05)

    def until_done(self, seconds: float = 60) -> None:
        self.until(lambda: not pending(self.ledger), seconds)

    def audit(self) -> None:
        """Each report has its one claim, the picture is of exactly these, nothing is put away."""
        assert Counter(claim.report for claim in self.ledger.claims()) == Counter(self.reports)
        (one,) = self.ledger.situations()
        assert one.title.split(",") == [claim.id for claim in self.ledger.claims()]
        assert not self.ledger.quarantined()


@contextmanager
def working(settings: Settings, processes: int = 2) -> Iterator[Brokered]:
    """One worker with a reader of a few lines, for as long as the block lasts."""
    ledger = open_ledger(settings)
    assert settings.broker_url is not None
    bell = Bell(settings.broker_url, settings)
    line = Brokered(settings, ledger, bell)
    with line.log.open("ab") as log:
        worker = subprocess.Popen(
            worker_command(processes, app="standin_app"),
            env=os.environ | settings.environment() | {"PYTHONPATH": PATH},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    line.pid = worker.pid
    try:
        yield line
    finally:
        worker.terminate()
        with suppress(subprocess.TimeoutExpired):
            worker.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)
        bell.close()
        ledger.close()
