"""Rows of work: when one can be claimed, claiming one, whose it is, its end, and the next one's beginning.

Every report runs through these statements at every hop. They are made once: to make one costs several times as
much as to run it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Executable,
    Row,
    and_,
    bindparam,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from shared.errors import Overtaken
from shared.hops import Hop, Outcome, State
from shared.ledger.schema import DUE, pause, report, work
from shared.ledger.tallies import count
from shared.ledger.views import Held
from shared.version import VERSION

FIRST_COME = (work.c.later, work.c.enqueued_at, work.c.report)
AT_ONCE = 0.0
"""`due_at` of what need not wait: no clock that is set back can make it wait."""


def ready_at(hop: Hop | BindParameter[str]) -> ColumnElement[bool]:
    """True of the work that can be claimed at this hop, at the `moment` and not after `latest` that are given with it."""
    return and_(
        work.c.hop == hop,
        DUE,
        or_(work.c.due_at <= bindparam("moment"), work.c.due_at > bindparam("latest")),
        ~exists().where(pause.c.hop == hop),
    )


READY = ready_at(bindparam("at_hop"))
MINE = and_(
    work.c.report == bindparam("its_report"),
    work.c.hop == bindparam("its_hop"),
    work.c.state == State.CLAIMED,
    work.c.claimed_by == bindparam("its_holder"),
    work.c.attempts == bindparam("its_attempts"),
)
"""True of the work only as long as this very claim of it stands: `claim_of` gives whose."""
_CLAIMING = update(work).values(
    state=State.CLAIMED,
    claimed_at=bindparam("moment"),
    claimed_by=bindparam("holder"),
    attempts=work.c.attempts + 1,
)
_OF_REPORT = [
    select(column).where(report.c.id == work.c.report).correlate(work).scalar_subquery().label(column.name)
    for column in (report.c.trace, report.c.ref)
]  # fmt: skip
_CLOSING = (
    update(work)
    .where(MINE)
    .values(
        state=State.DONE,
        done_at=bindparam("ended_at"),
        outcome=bindparam("ended_as"),
        counts=bindparam("found"),
        version=VERSION,
    )
)
_HANDED_OVER = {
    "state": State.DUE,
    "due_at": AT_ONCE,
    "attempts": 0,
    "returned": 0,
    "tried": 0,
    "claimed_by": None,
    "claimed_at": None,
    "done_at": None,
    "outcome": None,
    "counts": None,
}


@cache
def taking(sqlite: bool, preferred: bool) -> Executable:
    """Claims one report that is ready: the `preferred` one, or the one that waits longest."""
    first = select(work.c.report).where(READY).correlate(None).limit(1)
    if preferred:
        first = first.where(work.c.report == bindparam("preferred"))
    else:
        first = first.order_by(*FIRST_COME)
    if not sqlite:
        first = first.with_for_update(skip_locked=True)
    chosen = work.c.report == first.scalar_subquery()
    claimed = _CLAIMING.where(work.c.hop == bindparam("at_hop"), chosen)
    return claimed.returning(work, *_OF_REPORT)


TAKING_THESE = _CLAIMING.where(
    work.c.hop == bindparam("at_hop"), work.c.report.in_(bindparam("reports", expanding=True))
).returning(work, *_OF_REPORT)
"""Claims all `reports` named."""


def as_held(row: Row[Any]) -> Held:
    return Held(
        report=row.report,
        trace=row.trace,
        ref=row.ref,
        hop=Hop(row.hop),
        holder=row.claimed_by,
        attempts=row.attempts,
        returned=row.returned,
        tried=row.tried,
        later=row.later,
        enqueued_at=row.enqueued_at,
        claimed_at=row.claimed_at,
    )


def claim_of(held: Held) -> dict[str, object]:
    """What `MINE` asks for."""
    return {
        "its_report": held.report,
        "its_hop": held.hop,
        "its_holder": held.holder,
        "its_attempts": held.attempts,
    }


def close(
    db: Connection, held: Iterable[Held], outcome: Outcome, counts: dict[str, int], now: float
) -> None:
    """Mark as done what is still ours; all of it must be, else `Overtaken` is raised."""
    held = tuple(held)
    end = {"ended_at": now, "ended_as": outcome, "found": json.dumps(counts)}
    for one in held:
        if db.execute(_CLOSING, claim_of(one) | end).rowcount != 1:
            raise Overtaken(
                f"The claim of report {one.report} at {one.hop} was taken over by another worker."
            )
    count(db, held, outcome, now)


def hand_over(db: Connection, report_id: str, hop: Hop, now: float, later: bool = False) -> None:
    """The report waits at the hop as soon as the transaction is committed; once more, if it was there before."""
    row = {"report": report_id, "hop": hop, "enqueued_at": now, "later": later}
    db.execute(_handing_over(db.dialect.name), _HANDED_OVER | row)


@cache
def _handing_over(dialect: str) -> Executable:
    new = (sqlite_insert if dialect == "sqlite" else postgres_insert)(work)
    key = ("report", "hop")
    anew = {name: new.excluded[name] for name in (*_HANDED_OVER, "enqueued_at", "later")}
    return new.on_conflict_do_update(index_elements=key, set_=anew)
