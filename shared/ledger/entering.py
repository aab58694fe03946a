"""New reports and their first work, written in one transaction.

SQLite takes them in three statements. PostgreSQL takes all three as one, which is its own transaction: a publisher
that hands over one report at a time waits for every question and answer, and would wait for seven of them.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Double,
    Executable,
    Integer,
    Text,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from shared.hops import Hop, State
from shared.ledger.engine import Store
from shared.ledger.holding import AT_ONCE
from shared.ledger.schema import report, tally, work
from shared.ledger.tallies import ACCEPTED, adding_up, count_accepted, door_name

GIVEN = [each.name for each in report.c if each.name != "accepted_at"]
BYTES = ("text", "envelope")
_WAITING = work.insert()
_ENTERING = sqlite_insert(report).on_conflict_do_nothing().returning(report.c.id)
_CLOCK = cast(func.extract("epoch", func.clock_timestamp()), Double)


class Entering(Store):
    """How reports get into the tables."""

    def enter(self, rows: Sequence[Mapping[str, Any]]) -> set[str]:
        """The ids of those that were not there yet. Each row has the columns `GIVEN`, each id comes once."""
        if not rows:
            return set()
        if self.sqlite:
            return self._in_turn(rows)
        given = {"rows": json.dumps([_as_json(row) for row in rows]), "door": door_name()}
        with self.alone() as db:
            return set(db.execute(_all_as_one(), given).scalars())

    def _in_turn(self, rows: Sequence[Mapping[str, Any]]) -> set[str]:
        with self.writing() as db:
            now = self.now(db)
            anew = [{**row, "accepted_at": now} for row in rows]
            new = set(db.execute(_ENTERING, anew).scalars())
            if new:
                db.execute(_WAITING, [_waiting(each, now) for each in sorted(new)])
                count_accepted(db, len(new), now)
        return new


def _as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, **{name: b64encode(row[name]).decode("ascii") for name in BYTES}}


def _waiting(report_id: str, now: float) -> dict[str, Any]:
    return {
        "report": report_id,
        "hop": Hop.INTAKE,
        "state": State.DUE,
        "due_at": AT_ONCE,
        "enqueued_at": now,
    }


@cache
def _all_as_one() -> Executable:
    """For PostgreSQL. It is given `rows` as JSON, since ten lists take the driver longer than all the rest, and the
    `door` that counts them."""
    columns = (column(name, Text) for name in GIVEN)
    rows = cast(bindparam("rows", type_=Text), JSON)
    given = (
        func.json_to_recordset(rows).table_valued(*columns).render_derived("given", with_types=True)
    )
    values = [func.decode(each, "base64") if each.name in BYTES else each for each in given.c]
    entered = (
        postgres_insert(report)
        .from_select([*GIVEN, "accepted_at"], select(*values, _CLOCK))
        .on_conflict_do_nothing()
        .returning(report.c.id, report.c.accepted_at)
        .cte("entered")
    )
    first = select(
        entered.c.id,
        *map(literal, (Hop.INTAKE.value, State.DUE.value, AT_ONCE)),
        entered.c.accepted_at,
    )
    waits = work.insert().from_select(["report", "hop", "state", "due_at", "enqueued_at"], first)
    counted = select(
        cast(func.floor(func.max(entered.c.accepted_at) / 60), Integer),
        *map(literal, (Hop.INTAKE.value, ACCEPTED)),
        bindparam("door", type_=tally.c.worker.type),
        func.count(),
        *map(literal, (0.0, 0.0)),
    ).having(func.count() > 0)
    columns_of_tally = ["minute", "hop", "outcome", "worker", "number", "waited_s", "worked_s"]
    counts = adding_up(postgres_insert(tally).from_select(columns_of_tally, counted))
    return select(entered.c.id).add_cte(waits.cte("waits"), counts.cte("counts"))
