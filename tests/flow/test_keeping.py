"""Keeping a ledger that is at work: checked while workers run, carried away in the middle, and brought back."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from standins import PROSE, pending, submit, tamper

from shared.broker import Bell
from shared.embedded import using
from shared.hops import Hop
from shared.ledger import Ledger, migrate, open_ledger
from shared.processes import worker_command
from shared.settings import Settings, read_settings
from tests.ledgers import Copy

pytestmark = [pytest.mark.flow, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
PATH = os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "flow")))
SLOW = "SLOW " + PROSE
SAMPLES = ROOT / "producers" / "samples"


def environment(settings: Settings) -> dict[str, str]:
    return os.environ | settings.environment() | {"PYTHONPATH": PATH}


@contextmanager
def worker(settings: Settings) -> Iterator[None]:
    with (settings.home / "log").open("ab") as log:
        command = worker_command(2, app="standin_app")
        started = subprocess.Popen(command, env=environment(settings), stdout=log, stderr=log)
    try:
        yield
    finally:
        started.terminate()
        started.wait(30)


def verify(settings: Settings, *options: str) -> tuple[int, list[dict[str, object]]]:
    command = [sys.executable, "-m", "standin_verifying", *options]
    done = subprocess.run(
        command, env=environment(settings), capture_output=True, text=True, check=False
    )
    assert not done.stderr
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def until_done(ledger: Ledger, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while pending(ledger):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def busy(copy: Copy, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a ledger of each kind, with a broker."""
    ledger_url = copy(migrate, tmp_path).ledger_url
    with using(tmp_path / "broker") as broker:
        yield read_settings(
            home=tmp_path,
            ledger_url=ledger_url,
            broker_url=broker,
            relay_seconds=0.3,
            heartbeat_seconds=2.0,
        )


def test_a_line_at_work_breaks_no_promise(busy: Settings) -> None:
    with worker(busy), closing(open_ledger(busy)) as ledger:
        with closing(Bell(busy.broker_url or "", busy)) as bell:
            _in_the_middle_of_work(busy, ledger, bell)
        until_done(ledger)
        before = ledger.situations(), ledger.claims()
        tamper(ledger, "DELETE FROM work WHERE report = (SELECT min(id) FROM report)")
        code, lines = verify(busy, "--fix")
        mended = [line["promise"] for line in lines if line["kind"] == "mended"]
        assert (code, mended) == (0, ["line", "claims"])
        until_done(ledger)
        assert (ledger.situations(), ledger.claims()) == before
        assert verify(busy)[0] == 0


def _in_the_middle_of_work(busy: Settings, ledger: Ledger, bell: Bell) -> None:
    moving = 0
    for round_ in range(3):
        text = SLOW if round_ % 2 else PROSE
        reports = [submit(ledger, 100 * round_ + n, text).report for n in range(12)]
        bell.ring(Hop.INTAKE, reports)
        moving += pending(ledger)
        code, lines = verify(busy)
        assert code == 0, [line for line in lines if line["kind"] == "breach"]
        assert not [line for line in lines if line["kind"] == "note"]
    assert moving


def test_a_restored_ledger_goes_on_by_itself_though_the_broker_is_ahead_of_it(
    busy: Settings, tmp_path: Path
) -> None:
    ledger = open_ledger(busy)
    bell = Bell(busy.broker_url or "", busy)
    with worker(busy):
        bell.ring(Hop.INTAKE, [submit(ledger, n, SLOW).report for n in range(8)])
        while not ledger.claims():
            time.sleep(0.02)
        ledger.backup(tmp_path / "file")
        assert pending(ledger)
        bell.ring(Hop.INTAKE, [submit(ledger, n).report for n in range(50, 55)])
        until_done(ledger)
    for hop in Hop:  # wake-up messages of work that the restored ledger does not know
        bell.ring(hop, ["feedfeedfeedfeed"] * 3)
    known = {each.ref for each in ledger.reports()}
    ledger.close()

    new = busy.model_copy(update={"home": tmp_path / "new", "ledger_url": None})
    with _opened(new) as restored:
        restored.restore(tmp_path / "file")
        assert pending(restored)
        with worker(new):
            until_done(restored)
        assert len(restored.claims()) == len(restored.reports()) == 8
        assert {each.ref for each in restored.reports()} < known
        assert not restored.quarantined()
        assert verify(new)[0] == 0
    bell.close()


@contextmanager
def _opened(settings: Settings) -> Iterator[Ledger]:
    ledger = open_ledger(settings)
    yield ledger
    ledger.close()


def test_the_real_picture_is_checked_figure_by_figure(tmp_path: Path) -> None:
    def onrecord(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [
            str(Path(sys.executable).parent / "onrecord"),
            *arguments,
            "--home",
            str(tmp_path),
        ]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    assert onrecord("demo").returncode == 0
    ledger = open_ledger(read_settings(home=tmp_path))
    before = ledger.situations()
    tamper(ledger, """UPDATE situation SET record = replace(record, '"best": 42', '"best": 24')""")
    looked = onrecord("verify")
    assert looked.returncode == 1
    assert "24, claimed" in looked.stdout
    assert "42, claimed" in looked.stdout
    assert "wounded, person" in looked.stdout
    assert onrecord("verify", "--fix").returncode == 0
    assert ledger.situations() == before
    ledger.close()
