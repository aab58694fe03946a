"""Two releases side by side on one queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from shared.ledger.schema import work
from tests.faults.row import row

if TYPE_CHECKING:
    from tests.faults.line import Line


def _both_worked(line: Line) -> Iterator[str]:
    """By who last claimed each piece of work."""
    with line.ledger.reading() as db:
        holders = db.execute(select(work.c.claimed_by)).scalars().all()
    by = Counter(str(holder).split(":")[1] for holder in holders if holder)
    for worker in line.workers.all:
        if not by[str(worker.pid)]:
            yield f"The worker {worker.pid} has done nothing; by the others: {dict(by)}."


@row(workers=1, release=True, check=_both_worked)
def two_releases(line: Line) -> None:
    """A worker of the release before (--release) and one of this; the schema is migrated under the old one."""
    with line.fault():
        line.publishing.allow(len(line.written))
        line.reach(1.0)
