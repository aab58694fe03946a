"""The short form of `make faults`: a few faults, few reports, one seed, times scaled down.

What the harness's audit can see is shown in tests/shell/test_faults_audit.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.faults.ledger_server import Postgres, SqliteFile
from tests.faults.line import Options
from tests.faults.reports import Expected
from tests.faults.rows.every import every
from tests.faults.run import QUIET, run

pytestmark = [pytest.mark.flow, pytest.mark.timeout(120)]

SHORT = Options(
    reports=60,
    pace=0.1,
    often=0.15,
    most_workers=1,
    relay_seconds=0.3,
    heartbeat_seconds=2.0,
    patience=60.0,
)
LOCKED = replace(SHORT, pace=0.2)
"""Two seconds without a writer: as long as a worker's heartbeat."""
RESTARTED = replace(SHORT, patience=150.0)
"""What was claimed when the ledger went away may stay claimed for the time a task may take."""
SEED = 1


@pytest.fixture(scope="module")
def quiet() -> Expected:
    """What a run without any fault exports: just what its reports amount to."""
    outcome = run(QUIET, SHORT, SEED, SqliteFile())
    assert outcome.clean, outcome.json()
    assert outcome.extra == outcome.deaths == 0
    assert outcome.exports is not None
    return outcome.exports


@pytest.fixture(scope="module")
def restartable() -> Iterator[Postgres]:
    """A PostgreSQL of our own, since it is stopped under the line."""
    try:
        server = Postgres()
    except Exception as error:
        pytest.skip(f"NO POSTGRESQL, so its restart is not tested: {error}")
    yield server
    server.close()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("child-kill", SHORT),
        ("worker-kill", SHORT),
        ("flushall", SHORT),
        ("redis-kill-none", SHORT),
        ("redis-stall", SHORT),
        ("ledger-locked-10", LOCKED),
    ],
)
def test_a_fault_loses_nothing_doubles_nothing_and_changes_no_figure(
    quiet: Expected, name: str, options: Options
) -> None:
    outcome = run(every()[name], options, SEED, SqliteFile(), quiet)
    assert outcome.clean, outcome.json()


@pytest.mark.timeout(240)
def test_neither_does_a_restart_of_postgresql(quiet: Expected, restartable: Postgres) -> None:
    outcome = run(every()["postgres-restart"], RESTARTED, SEED, restartable, quiet)
    assert outcome.clean, outcome.json()


@pytest.mark.timeout(240)
def test_garbage_on_every_queue_is_kept_and_costs_neither_a_report_nor_a_worker(
    quiet: Expected,
) -> None:
    outcome = run(every()["garbage"], SHORT, SEED, SqliteFile(), quiet)
    assert outcome.clean, outcome.json()
    assert outcome.deaths == 0
