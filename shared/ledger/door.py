"""Taking over: from here on nothing can lose the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from shared.envelope import Envelope
from shared.ledger.entering import Entering
from shared.ledger.schema import report
from shared.ledger.views import Receipt


class Door(Entering):
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
        new = self.enter(list(first.values()))
        traces = self._traces([each for each in first if each not in new])
        receipts = []
        for row in rows:
            trace = traces.get(row["id"], row["trace"])
            receipts.append(Receipt(row["id"], trace, known=row["id"] not in new))
            new.discard(row["id"])
            traces.setdefault(row["id"], trace)
        return tuple(receipts)

    def _traces(self, reports: Sequence[str]) -> dict[str, str]:
        """Under which each was accepted."""
        if not reports:
            return {}
        known = select(report.c.id, report.c.trace).where(report.c.id.in_(reports))
        with self.alone() as db:
            return {row.id: row.trace for row in db.execute(known)}


def _row(envelope: Envelope) -> dict[str, Any]:
    return {
        **dict(envelope.data),
        "id": envelope.identity,
        "status": envelope.data.status.value,
        "text": envelope.data.text.encode("utf-8"),
        "trace": envelope.trace,
        "traceparent": envelope.traceparent,
        "envelope": envelope.original().encode("utf-8"),
    }
