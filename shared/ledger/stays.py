"""Stays: when a report was in the picture, and with which claims.

A stay begins with the redraw that takes the report in. One that was read again into other claims ends its stay
and begins the next; the claims it had are kept with the stay that ended.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert, select, update

from shared.ledger.catalogue import batches
from shared.ledger.schema import claim, stay


def records_of(db: Connection, report: str) -> Sequence[str]:
    """The claims of a report as they are written, by id."""
    ordered = select(claim.c.record).where(claim.c.report == report).order_by(claim.c.id)
    return db.execute(ordered).scalars().all()


def take_leave(db: Connection, report: str, at: float) -> None:
    """Its stay ends, since its claims are about to be replaced; they are kept with it."""
    ended = {"until": at, "claims": json.dumps(records_of(db, report))}
    db.execute(update(stay).where(stay.c.report == report, stay.c.until.is_(None)).values(ended))


def enter(db: Connection, reports: Iterable[str], at: float) -> None:
    """A stay begins for each of these that is not in the midst of one."""
    wanted = sorted(set(reports))
    there: set[str] = set()
    for batch in batches(wanted):
        going_on = select(stay.c.report).where(stay.c.report.in_(batch), stay.c.until.is_(None))
        there |= set(db.execute(going_on).scalars())
    if new := [{"report": each, "since": at} for each in wanted if each not in there]:
        db.execute(insert(stay), new)
