"""New reports and their first work, written in one transaction.

Every publisher waits for this, so it is said in the driver's own words: SQLAlchemy takes as long over a statement as
the ledger itself. SQLite is told in three statements. PostgreSQL takes all three as one, which is its own transaction:
who hands over one report at a time waits for every question and answer, and would wait for seven of them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from shared.hops import Hop, State
from shared.ledger.engine import Store
from shared.ledger.holding import AT_ONCE
from shared.ledger.schema import report
from shared.ledger.tallies import ACCEPTED, door_name

GIVEN = tuple(each.name for each in report.c if each.name != "accepted_at")
MOST = 32
"""Reports in one statement: PostgreSQL makes a plan for each number of them, and takes 65,535 values at most."""

_REPORT = f"INSERT INTO report ({', '.join(GIVEN)}, accepted_at)"
_WORK = "INSERT INTO work (report, hop, state, due_at, enqueued_at)"
_WAITING = f"'{Hop.INTAKE}', '{State.DUE}', {AT_ONCE}"
_TALLY = "INSERT INTO tally (hop, outcome, waited_s, worked_s, worker, minute, number)"
_COUNTED = f"'{Hop.INTAKE}', '{ACCEPTED}', 0, 0"
_ADDED_UP = "ON CONFLICT (minute, hop, worker, outcome) DO UPDATE SET number = tally.number + excluded.number"
_CLOCK = "CAST(extract(epoch FROM clock_timestamp()) AS double precision)"


class Entering(Store):
    """How reports get into the tables."""

    def enter(self, rows: Sequence[Mapping[str, Any]]) -> set[str]:
        """The ids of those that were not there yet. Each row has the columns `GIVEN`, each id comes once."""
        if not rows:
            return set()
        return self._in_turn(rows) if self.sqlite else self._as_one(rows)

    def _in_turn(self, rows: Sequence[Mapping[str, Any]]) -> set[str]:
        entering, waiting, counting = _three()
        with self.driver() as driver:
            driver.execute("BEGIN IMMEDIATE")
            now, new = time.time(), []
            for row in rows:
                driver.execute(entering, (*_values(row), now))
                if driver.rowcount:
                    new.append(row["id"])
            if new:
                driver.executemany(waiting, [(each, now) for each in new])
                driver.execute(counting, (door_name(), int(now // 60), len(new)))
            driver.execute("COMMIT")
        return set(new)

    def _as_one(self, rows: Sequence[Mapping[str, Any]]) -> set[str]:
        """More than `MOST` are several statements, which are one transaction all the same."""
        portions = [rows[start : start + MOST] for start in range(0, len(rows), MOST)]
        with self.driver() as driver:
            if len(portions) > 1:
                driver.execute("BEGIN")
            new = set()
            for portion in portions:
                given = [value for row in portion for value in _values(row)]
                driver.execute(_one(len(portion)), [*given, door_name()])
                new |= {entered for (entered,) in driver.fetchall()}
            if len(portions) > 1:
                driver.execute("COMMIT")
        return new


def _values(row: Mapping[str, Any]) -> list[Any]:
    return [row[name] for name in GIVEN]


@cache
def _three() -> tuple[str, str, str]:
    """For SQLite: a report, its first work, and how many were new."""
    return (
        f"{_REPORT} VALUES ({', '.join('?' for _ in GIVEN)}, ?) ON CONFLICT DO NOTHING",
        f"{_WORK} VALUES (?, {_WAITING}, ?)",
        f"{_TALLY} VALUES ({_COUNTED}, ?, ?, ?) {_ADDED_UP}",
    )


@cache
def _one(number: int) -> str:
    """For PostgreSQL: all of that for so many reports, given one after the other, and then who counts them."""
    last = number * len(GIVEN)
    places = [f"${each}" for each in range(1, last + 1)]
    rows = [places[start : start + len(GIVEN)] for start in range(0, last, len(GIVEN))]
    values = ", ".join(f"({', '.join(row)}, {_CLOCK})" for row in rows)
    minute = "floor(max(accepted_at) / 60)"
    return f"""
        WITH entered AS (
            {_REPORT} VALUES {values} ON CONFLICT DO NOTHING RETURNING id, accepted_at
        ), waits AS (
            {_WORK} SELECT id, {_WAITING}, accepted_at FROM entered
        ), counts AS (
            {_TALLY} SELECT {_COUNTED}, ${last + 1}, {minute}, count(*) FROM entered HAVING count(*) > 0 {_ADDED_UP}
        )
        SELECT id FROM entered
    """  # noqa: S608  # places for values, and no values
