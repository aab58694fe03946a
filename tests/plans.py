"""How SQLite goes about the questions that are put to a ledger."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from shared.ledger import Ledger


@contextmanager
def plans_of(ledger: Ledger) -> Iterator[list[str]]:
    """When the block ends, the plans of all that was asked in it are in the list."""
    asked: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            asked.append((statement, parameters))

    event.listen(ledger.engine, "before_cursor_execute", note)
    plans: list[str] = []
    yield plans
    event.remove(ledger.engine, "before_cursor_execute", note)
    with ledger.reading() as db:
        for statement, parameters in asked:
            explained = db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans += [row[3] for row in explained]


PARTIAL = {"work_due", "work_claimed", "situation_update_unsent"}
"""Indexes of what waits, is claimed or is unsent, and of nothing else."""


def read_whole(plans: list[str]) -> set[str]:
    """Tables, or whole indexes of them, that are gone through from end to end."""
    through = [plan.split() for plan in plans if plan.startswith("SCAN")]
    return {words[1] for words in through if not PARTIAL & set(words)} - {"CONSTANT"}
