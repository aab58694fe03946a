"""Taking over: from here on nothing can lose the report."""

from __future__ import annotations

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
        record = envelope.report()
        row = {
            **record.model_dump(exclude={"text"}),
            "text": record.text.encode("utf-8"),
            "trace": envelope.trace,
            "traceparent": envelope.traceparent,
            "envelope": envelope.original().encode("utf-8"),
        }
        with self.writing() as db:
            now = self.now(db)
            insert = (sqlite_insert if self.sqlite else postgres_insert)(report)
            new = db.execute(
                insert.values(**row, accepted_at=now)
                .on_conflict_do_nothing()
                .returning(report.c.id)
            ).scalar()
            if new is None:
                first = select(report.c.trace).where(report.c.id == record.id)
                return Receipt(record.id, db.execute(first).scalar_one(), known=True)
            hand_over(db, record.id, Hop.INTAKE, now)
            count_accepted(db, now)
        return Receipt(record.id, envelope.trace, known=False)


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
