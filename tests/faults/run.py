"""One row, once: its line, its fault, its end, its audit."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import select

from shared.export import lines
from shared.ledger.schema import work
from tests.faults.audit import Findings, audit, take_stock
from tests.faults.disks import CannotMount
from tests.faults.ledger_server import Postgres, SqliteFile
from tests.faults.line import Line, Options
from tests.faults.reports import Expected, expected
from tests.faults.row import Row
from tests.faults.stalls import Due, longest_stall, recovery, worked


@dataclass(frozen=True)
class Outcome:
    """What a fault did."""

    fault: str
    ledger: str
    seed: int
    reports: int
    missing: tuple[str, ...]
    doubled: tuple[str, ...]
    changed: tuple[str, ...]
    complaints: tuple[str, ...]
    stall_s: float
    recover_s: float | None
    fault_s: float
    door_s: float
    """The longest time that the publisher waited to be told "accepted"."""
    extra: int
    deaths: int
    worked_s: float
    """From the first report that was due at a hop to the last that was finished at one."""
    total_s: float
    left_out: str = ""
    """Why the row could not be run here."""
    exports: Expected | None = None

    @property
    def clean(self) -> bool:
        return not (self.missing or self.doubled or self.changed or self.complaints)

    def json(self) -> str:
        fields = asdict(self) | {"clean": self.clean}
        del fields["exports"]
        return json.dumps(fields)


QUIET = Row("quiet", "Nothing happens.", lambda _line: None)
"""Its exports are what all other runs of the same reports must come to."""


def run(
    row: Row,
    options: Options,
    seed: int,
    server: SqliteFile | Postgres,
    quiet: Expected | None = None,
    keep: Path | None = None,
) -> Outcome:
    """Run a row and say what came of it. With `keep` the run's folder is left there.

    Without a quiet run's exports it is compared with what is expected of its reports: so is the
    quiet run itself, and a run with other reports (more of them, or some that must not be read).
    """
    home = Path(tempfile.mkdtemp(prefix="onrecord-faults-", dir=keep))
    began = time.monotonic()
    try:
        line = Line(row, options, seed, server, home)
    except CannotMount as why:
        return _left_out(row, options, seed, server, str(why))
    else:
        return _outcome(line, seed, quiet, began)
    finally:
        if keep is None:
            shutil.rmtree(home, ignore_errors=True)


def _outcome(line: Line, seed: int, quiet: Expected | None, began: float) -> Outcome:
    try:
        line.start()
        complaints = list(line.row.act(line) or ())
        if not line.finish():
            complaints.append("The line did not come to its end; what was left is in `missing`.")
        complaints += line.row.check(line)
        deaths = line.workers.deaths  # those that follow are ours
        due, now = _due(line), time.time()
        held = take_stock(line.ledger)
        others = line.row.poisonous or line.row.more != 1.0
        wanted = expected(line.written) if quiet is None or others else quiet
        found = audit(held, line.written, line.publishing.accepted(), wanted)
        exports = Expected(lines(held.claims), lines(held.situations))
        outcome = _measured(line, seed, found, complaints, due, now, deaths, began)
        return replace(outcome, exports=exports)
    finally:
        line.close()


def _measured(
    line: Line,
    seed: int,
    found: Findings,
    complaints: Iterable[str],
    due: list[Due],
    now: float,
    deaths: int,
    began: float,
) -> Outcome:
    back = recovery(due, line.ended)
    return Outcome(
        fault=line.row.name,
        ledger=line.server.name,
        seed=seed,
        reports=len(line.written),
        missing=found.missing,
        doubled=found.doubled,
        changed=found.changed,
        complaints=tuple(complaints),
        stall_s=round(longest_stall(due, now), 1),
        recover_s=None if back is None else round(back, 1),
        fault_s=round((line.ended or 0.0) - (line.began or 0.0), 1),
        door_s=round(line.publishing.slowest(), 1),
        extra=found.extra,
        deaths=deaths,
        worked_s=round(worked(due), 2),
        total_s=round(time.monotonic() - began, 1),
    )


def _due(line: Line) -> list[Due]:
    with line.ledger.reading() as db:
        rows = db.execute(select(work.c.enqueued_at, work.c.done_at)).all()
    true = line.clock.true if line.server.name == "sqlite" else float
    return [(true(came), None if done is None else true(done)) for came, done in rows]


def _left_out(
    row: Row, options: Options, seed: int, server: SqliteFile | Postgres, why: str
) -> Outcome:
    return Outcome(
        row.name, server.name, seed, options.reports, (), (), (), (), 0.0, None, 0.0, 0.0, 0, 0, 0.0, 0.0,
        left_out=why,
    )  # fmt: skip
