"""Reading stored reports again, with a newer reader or after a fault of it.

Meanwhile the picture stays as it is: the new claims wait beside the report and take the old ones'
place when the picture is redrawn with them. So a bad reading spoils no other report's turn.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, or_, select
from sqlalchemy import exists as there_is
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from shared.hops import Hop, Outcome, State
from shared.ledger.codec import as_claim, claim_row, written
from shared.ledger.engine import Store
from shared.ledger.holding import hand_over
from shared.ledger.schema import claim, deletion, reading, report, work
from shared.ledger.stays import records_of, take_leave
from shared.ledger.views import Stored
from shared.records import Claim

BATCH = 500
_HANDED_BEFORE = select(
    there_is().where(work.c.report == bindparam("its_report"), work.c.hop == Hop.RECONCILE)
)

_STEP = work.alias("step")
_OF_IT = there_is().where(_STEP.c.report == report.c.id)
_STANDS_STILL = _OF_IT.where(_STEP.c.state == State.QUARANTINED)
_DROPPED_UNREAD = _OF_IT.where(
    _STEP.c.hop == Hop.INTAKE, _STEP.c.state == State.DONE, _STEP.c.outcome == Outcome.DROPPED
)


class Rereading(Store):
    """Finding stored reports, and sending them through again."""

    def stored(
        self,
        since: float | None = None,
        until: float | None = None,
        version: str | None = None,
        outlet: str | None = None,
        reports: Collection[str] | None = None,
        unread: bool = False,
    ) -> tuple[Stored, ...]:
        """Reports that have been read, by when they were accepted: in [since, until), by a version. Not those whose
        words were removed, nor those that wait in quarantine: their entries would stay behind. With `unread` also those that
        were dropped before they were read.
        """
        meant = work.c.state == State.DONE
        if unread:
            meant = or_(meant, _DROPPED_UNREAD)
        wanted = (
            select(report.c.id, report.c.ref, report.c.outlet, report.c.accepted_at, work.c.version)
            .outerjoin(work, (work.c.report == report.c.id) & (work.c.hop == Hop.EXTRACT))
            .where(meant, ~_STANDS_STILL, ~there_is().where(deletion.c.report == report.c.id))
        )
        asked = (
            since is None or report.c.accepted_at >= since,
            until is None or report.c.accepted_at < until,
            version is None or work.c.version == version,
            outlet is None or report.c.outlet == outlet,
            reports is None or report.c.id.in_(reports),
        )
        wanted = wanted.where(*(each for each in asked if each is not True))
        with self.reading() as db:
            rows = db.execute(wanted.order_by(report.c.accepted_at, report.c.id))
            return tuple(Stored(*row) for row in rows)

    def removed(self, report_id: str) -> bool:
        """Whether its words were removed for good."""
        with self.reading() as db:
            gone = select(deletion.c.id).where(deletion.c.report == report_id)
            return db.execute(gone.limit(1)).first() is not None

    def read_again(self, reports: Sequence[str], hop: Hop) -> int:
        """They wait at `hop` again, behind all that comes in; how many there were to send.

        What waits or is worked at there in any case is left alone.
        """
        sent = 0
        for start in range(0, len(reports), BATCH):
            batch = reports[start : start + BATCH]
            with self.writing() as db:
                done = select(work.c.report).where(
                    work.c.hop == hop, work.c.state == State.DONE, work.c.report.in_(batch)
                )
                now = self.now(db)
                for each in db.execute(done).scalars().all():
                    hand_over(db, each, hop, now, later=True)
                    sent += 1
        return sent


def in_the_picture(db: Connection, report_id: str) -> bool:
    """Whether the report was handed to reconcile before."""
    return bool(db.execute(_HANDED_BEFORE, {"its_report": report_id}).scalar())


def put_by(db: Connection, report_id: str, claims: Iterable[Claim]) -> None:
    """Keep the new claims until the picture is redrawn with them."""
    insert = sqlite_insert if db.dialect.name == "sqlite" else postgres_insert
    kept = json.dumps([written(each) for each in claims])
    new = insert(reading).values(report=report_id, claims=kept)
    db.execute(new.on_conflict_do_update(index_elements=["report"], set_={"claims": kept}))


def put_by_for(db: Connection, reports: Iterable[str]) -> Mapping[str, tuple[Claim, ...]]:
    """The new claims of those of the reports that were read again."""
    rows = db.execute(select(reading).where(reading.c.report.in_(tuple(reports))))
    return {row.report: tuple(as_claim(text) for text in json.loads(row.claims)) for row in rows}


def take_over(db: Connection, reports: Iterable[str], at: float) -> None:
    """The new claims take the place of the old ones, with the redraw of that moment."""
    kept = select(reading).where(reading.c.report.in_(tuple(reports)))
    for row in db.execute(kept).all():
        new = [as_claim(text) for text in json.loads(row.claims)]
        if sorted(map(written, new)) != sorted(records_of(db, row.report)):
            take_leave(db, row.report, at)
            db.execute(delete(claim).where(claim.c.report == row.report))
            if new:
                db.execute(claim.insert(), [claim_row(each) for each in new])
        db.execute(delete(reading).where(reading.c.report == row.report))
