"""Taking over: from here on nothing can lose the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from shared.envelope import Envelope
from shared.hops import Hop, State
from shared.ledger.engine import Store
from shared.ledger.schema import report, work
from shared.ledger.tallies import count_accepted
from shared.ledger.views import Receipt


class Door(Store):
    """Where reports enter the ledger."""

    def accept(self, envelope: Envelope) -> Receipt:
        """The report and its first work, in one transaction.

        The very same report again is known: nothing is written, and the receipt bears the trace
        it got the first time.
        """
        return self.accept_all([envelope])[0]

    def accept_all(self, envelopes: Sequence[Envelope]) -> tuple[Receipt, ...]:
        """Many in one transaction, since most of the time goes into the commit; a receipt for each."""
        rows = [_row(envelope) for envelope in envelopes]
        first = {row["id"]: row for row in reversed(rows)}
        with self.writing() as db:
            now = self.now(db)
            insert = (sqlite_insert if self.sqlite else postgres_insert)(report)
            entered = insert.on_conflict_do_nothing().returning(report.c.id)
            anew = [{**row, "accepted_at": now} for row in first.values()]
            new = set(db.execute(entered, anew).scalars()) if anew else set()
            if new:
                db.execute(work.insert(), [_waiting(each, now) for each in sorted(new)])
                count_accepted(db, len(new), now)
            traces = _traces(db, [each for each in first if each not in new])
        receipts = []
        for row in rows:
            trace = traces.get(row["id"], row["trace"])
            receipts.append(Receipt(row["id"], trace, known=row["id"] not in new))
            new.discard(row["id"])
            traces.setdefault(row["id"], trace)
        return tuple(receipts)


def _row(envelope: Envelope) -> dict[str, Any]:
    record = envelope.report()
    return {
        **record.model_dump(exclude={"text"}),
        "text": record.text.encode("utf-8"),
        "trace": envelope.trace,
        "traceparent": envelope.traceparent,
        "envelope": envelope.original().encode("utf-8"),
    }


def _traces(db: Connection, reports: Sequence[str]) -> dict[str, str]:
    if not reports:
        return {}
    known = select(report.c.id, report.c.trace).where(report.c.id.in_(reports))
    return {row.id: row.trace for row in db.execute(known)}


def _waiting(report_id: str, now: float) -> dict[str, Any]:
    return {
        "report": report_id,
        "hop": Hop.INTAKE,
        "state": State.DUE,
        "due_at": 0.0,
        "enqueued_at": now,
    }


def hand_over(db: Connection, report_id: str, hop: Hop, now: float, later: bool = False) -> None:
    """The report waits at the hop as soon as the transaction is committed; once more, if it was there before."""
    anew = {
        "state": State.DUE,
        "due_at": 0.0,
        "enqueued_at": now,
        "later": later,
        "attempts": 0,
        "returned": 0,
        "tried": 0,
        "claimed_by": None,
        "claimed_at": None,
        "done_at": None,
        "outcome": None,
        "counts": None,
    }
    insert = sqlite_insert if db.dialect.name == "sqlite" else postgres_insert
    new = insert(work).values(report=report_id, hop=hop, **anew)
    db.execute(new.on_conflict_do_update(index_elements=["report", "hop"], set_=anew))
