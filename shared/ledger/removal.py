"""Taking one report out for good, words and claims; its id stays, so that it does not come back.

Its row without its words stays in the line: the picture is redrawn for it as for any report, and has
nothing of it afterwards. Workers of an older release, who know nothing of removals, do the same.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from shared.errors import Unreadable
from shared.hops import Hop, Outcome, State
from shared.ledger.cases import Case, case_of
from shared.ledger.catalogue import stamp
from shared.ledger.codec import as_update, written
from shared.ledger.engine import Store
from shared.ledger.holding import hand_over
from shared.ledger.reading import SHORTEST_PREFIX, begins_with
from shared.ledger.retention import record_deletion
from shared.ledger.schema import (
    card,
    card_key,
    deletion,
    metadata,
    picture,
    quarantine,
    report,
    seat,
    situation_update,
    work,
)
from shared.records import Status

WORD = "report"
STAYING = (work, quarantine, deletion, card, card_key, seat)
"""Tables whose rows of the report stay, without its words; those of all others go. The cards go with the
next redraw, which finds out by them what was drawn of it."""
CHECKPOINT_SECONDS = 3.0
NAMED = 3
"""Reports that are named to whoever has given their ref."""


@dataclass(frozen=True)
class Removed:
    """What was, or would be, taken out."""

    report: str
    characters: int
    claims: int
    entries: int
    in_the_picture: bool


class Removal(Store):
    """One report out of the ledger, on request."""

    def the_report(self, name: str) -> str:
        """The id of the one report meant by an id or its beginning; nothing vaguer, since it is to go."""
        begins = begins_with(report.c.id, name)
        with self.reading() as db:
            found = db.execute(select(report.c.id).where(begins).limit(2)).scalars().all()
            named = select(report.c.id).where(report.c.ref == name).order_by(report.c.accepted_at)
            called = db.execute(named.limit(NAMED)).scalars().all()
        if len(found) != 1 or len(name) < SHORTEST_PREFIX:
            so = f" {name} is what {' and '.join(called)} is called." if called else ""
            raise Unreadable(
                f"No one report is meant by {name}. Give its id, or at least four signs of its beginning, since it "
                f"is to go for good and several may have one ref.{so}"
            )
        return str(found[0])

    def remove(self, identity: str, who: str, why: str, dry_run: bool = False) -> Removed:
        """Words, envelope, claims and what quarantine kept of it, in one transaction.

        Raises `Unreadable` when it was removed before.
        """
        with self.writing() as db:
            if self.sqlite:  # else its words would lie about in the file
                db.exec_driver_sql("PRAGMA secure_delete = ON")
            case = case_of(db, identity)
            if case is None or case.removed:
                raise Unreadable(f"There is no report {identity}, or it was removed already.")
            entries = select(quarantine.c.id).where(quarantine.c.report == identity)
            gone = Removed(
                report=identity,
                characters=len(bytes(case.report.text).decode("utf-8", "replace")),
                claims=len(case.claims),
                entries=len(db.execute(entries).all()),
                in_the_picture=Hop.RECONCILE in case.work,
            )
            if not dry_run:
                now = self.now(db)
                _take_out(db, case, now)
                _lead_out(db, case, now)
                entry = {"who": who, "why": why, "what": WORD, "report": identity}
                record_deletion(db, now, 1, entry)
        return gone

    def wipe(self) -> bool:
        """Clear SQLite's log of what was removed. `False` while somebody reads an older state."""
        until = time.monotonic() + CHECKPOINT_SECONDS
        while self.sqlite:
            plain = self.engine.raw_connection()
            try:
                busy = plain.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                plain.close()
            if not busy:
                return True
            if time.monotonic() > until:
                return False
            time.sleep(0.1)
        return True


def _take_out(db: Connection, case: Case, now: float) -> None:
    for table in metadata.tables.values():
        if table not in STAYING:
            for key in table.foreign_keys:
                if key.column is report.c.id:
                    db.execute(delete(table).where(key.parent == case.id))
    its_entries = quarantine.c.report == case.id
    db.execute(update(quarantine).where(its_entries).values(payload=b"", traceback=None))
    waiting = its_entries & quarantine.c.resolved_at.is_(None)
    db.execute(update(quarantine).where(waiting).values(resolved_at=now, resolution="removed"))
    _forget_in_history(db, case.id)
    nothing = dict.fromkeys(("outlet", "ref", "published", "revision_of"))
    words = {"text": b"", "envelope": b"", "status": Status.CANCELED}
    db.execute(update(report).where(report.c.id == case.id).values(**nothing, **words))


def _forget_in_history(db: Connection, identity: str) -> None:
    """What changed because of it was told in words that may name who spoke in it."""
    because = situation_update.c.record.contains(f'"{identity}"')
    for row in db.execute(select(situation_update).where(because)).all():
        told = as_update(row.record)
        if identity in told.because:
            silent = told.model_copy(update={"text": "A report behind this was removed."})
            db.execute(
                update(situation_update)
                .where(situation_update.c.id == row.id)
                .values(record=written(silent))
            )


def _lead_out(db: Connection, case: Case, now: float) -> None:
    """What the picture has of it goes with the next redraw; what was before that ends here."""
    its_work = work.c.report == case.id
    ended = {"state": State.DONE, "done_at": now, "claimed_by": None}
    db.execute(
        update(work)
        .where(its_work, work.c.state != State.DONE)
        .values(**ended, outcome=Outcome.DROPPED)
    )
    extracted = its_work & (work.c.hop == Hop.EXTRACT)
    db.execute(update(work).where(extracted).values(counts=json.dumps({"claims": 0})))
    if Hop.RECONCILE in case.work:
        hand_over(db, case.id, Hop.RECONCILE, now)
    # A redraw that has read its claims already must not be written.
    drawn = db.execute(select(picture.c.version, picture.c.drawn_as)).one()
    moved = {"version": drawn.version + 1}
    if drawn.drawn_as == stamp(drawn.version):
        moved["drawn_as"] = stamp(drawn.version + 1)
    db.execute(update(picture).values(**moved))
