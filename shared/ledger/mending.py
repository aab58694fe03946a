"""Repairs that take nothing for granted: each in a transaction that looks first, none of an original."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select
from sqlalchemy import update as changing

from shared.envelope import Envelope
from shared.hops import Hop, Outcome, State
from shared.ledger.cases import Case, case_of, living
from shared.ledger.codec import as_update, written
from shared.ledger.engine import Store
from shared.ledger.holding import hand_over
from shared.ledger.schema import (
    claim,
    forward,
    metadata,
    picture,
    quarantine,
    reading,
    report,
    situation,
    situation_update,
    stay,
    work,
)
from shared.picture import Update

TAKEN_OUT = "It could not be read any more, and is drawn anew."
LOST = "What was told of the last change here is lost; this is how it stands."


class Repair:
    """What can be done for one report in one transaction."""

    def __init__(self, db: Connection, case: Case, living: frozenset[str], now: float) -> None:
        self.case = case
        self.living = living
        self._db = db
        self._now = now
        self._its_work = work.c.report == case.id

    def begin_again(self, hop: str) -> None:
        """It waits at the hop as if it came there for the first time; what followed is done anew."""
        order = [each.value for each in Hop]
        kept = order[: order.index(hop)]
        self._db.execute(delete(work).where(self._its_work, work.c.hop.not_in(kept)))
        if Hop.EXTRACT not in kept:
            self.forget_claims()
        hand_over(self._db, self.case.id, Hop(hop), self._now)

    def forget_claims(self) -> None:
        for kept in (claim, reading):
            self._db.execute(delete(kept).where(kept.c.report == self.case.id))

    def forget_reading(self) -> None:
        self._db.execute(delete(reading).where(reading.c.report == self.case.id))

    def reread(self) -> None:
        """It is read once more; until then the picture has it as it was."""
        self.forget_reading()
        hand_over(self._db, self.case.id, Hop.EXTRACT, self._now)

    def ended(self, hop: str, outcome: Outcome, counts: str | None) -> None:
        """How work that is done, or stands still, has ended."""
        step = self._its_work & (work.c.hop == hop)
        self._db.execute(changing(work).where(step).values(outcome=outcome, counts=counts))

    def stays_since(self, moment: float) -> None:
        """Since when it is in the picture as it is read now."""
        going_on = (stay.c.report == self.case.id) & stay.c.until.is_(None)
        self._db.execute(delete(stay).where(going_on))
        self._db.execute(stay.insert().values(report=self.case.id, since=moment))

    def make_due(self, hop: str) -> None:
        """Work that stands still waits again, with its attempts at zero."""
        hand_over(self._db, self.case.id, Hop(hop), self._now)

    def free(self, hop: str) -> None:
        """Work of nobody waits again; the attempt stays counted, since it may have killed its worker."""
        step = self._its_work & (work.c.hop == hop) & (work.c.state == State.CLAIMED)
        self._db.execute(
            changing(work).where(step).values(state=State.DUE, due_at=0.0, claimed_by=None)
        )

    def resolve(self, entry: int) -> None:
        self._db.execute(
            changing(quarantine)
            .where(quarantine.c.id == entry)
            .values(resolved_at=self._now, resolution="mended")
        )

    def take_from_envelope(self) -> None:
        """What was derived from the envelope is derived once more."""
        envelope = Envelope.parse(bytes(self.case.report.envelope))
        record = envelope.report()
        text = {"text": record.text.encode("utf-8")}
        trace = {"trace": envelope.trace, "traceparent": envelope.traceparent}
        if not _has_traceparent(envelope):  # minted at the door, and only there
            trace = {}
        self._db.execute(
            changing(report)
            .where(report.c.id == self.case.id)
            .values(**record.model_dump(exclude={"id", "text"}), **text, **trace)
        )


class Mending(Store):
    """The repairs of `onrecord verify --fix`."""

    @contextmanager
    def mending(self, identity: str) -> Iterator[Repair | None]:
        """One report as it is now, nobody else changing its work until the block ends."""
        with self.writing() as db:
            case = case_of(db, identity)
            yield None if case is None else Repair(db, case, living(db), self.now(db))

    def drop_orphans(self, table: str, identity: str) -> int:
        """Rows that were derived from a report which is not there; how many."""
        rows = metadata.tables[table]
        missing = select(report.c.id).where(report.c.id == identity).exists()
        with self.writing() as db:
            gone = db.execute(delete(rows).where(rows.c.report == identity, ~missing))
        return gone.rowcount

    def erase_situations(self, ids: Iterable[str]) -> None:
        """Take out situations that cannot be read; listeners are told that they are gone."""
        with self.writing() as db:
            db.execute(changing(picture).values(version=picture.c.version + 1))
            version = db.execute(select(picture.c.version)).scalar_one()
            for each in ids:
                db.execute(delete(situation).where(situation.c.id == each))
                gone = Update(situation=each, change="gone", because=(), text=TAKEN_OUT)
                row = {"at": self.now(db), "version": version, "record": written(gone)}
                db.execute(situation_update.insert().values(situation=each, **row))

    def tell_how_it_stands(self, ids: Iterable[str]) -> None:
        """An update more for situations of whose last change none tells."""
        with self.writing() as db:
            db.execute(changing(picture).values(version=picture.c.version))  # no redraw meanwhile
            drawn = db.execute(select(picture.c.version)).scalar_one()
            for each in ids:
                there = db.execute(select(situation).where(situation.c.id == each)).first()
                told = _last_told(db, each)
                if there is not None and told != (there.version, True):
                    row = {"at": there.changed_at, "version": there.version}
                elif there is None and told is not None and told[1]:
                    row = {"at": self.now(db), "version": drawn}
                else:
                    continue
                change = "gone" if there is None else "changed"
                lost = Update(situation=each, change=change, because=(), text=LOST)
                db.execute(
                    situation_update.insert().values(situation=each, record=written(lost), **row)
                )

    def number_picture(self) -> None:
        """The picture's own row, if it is missing: later than all that was drawn, and to be drawn anew."""
        with self.writing() as db:
            if db.execute(select(picture.c.one)).first() is not None:
                return
            versions = [
                db.execute(select(func.max(table.c.version))).scalar() or 0
                for table in (situation, situation_update)
            ]
            moments = [
                db.execute(select(func.max(column))).scalar()
                for column in (situation.c.changed_at, situation_update.c.at, stay.c.since)
            ]
            last = max((each for each in moments if each is not None), default=None)
            row = {"one": 1, "version": max(versions) + 1, "changed_at": last}
            db.execute(picture.insert().values(**row))

    def lead_on(self, version: int, wanted: dict[str, str]) -> bool:
        """Forward entries as the situations say; `False` when the picture is another by now."""
        with self.writing() as db:
            same = changing(picture).where(picture.c.version == version)
            if db.execute(same.values(version=version)).rowcount != 1:
                return False
            there = select(situation.c.id)
            useless = or_(forward.c.new.not_in(there), forward.c.old.in_(there))
            db.execute(delete(forward).where(or_(useless, forward.c.old.in_(tuple(wanted)))))
            rows: list[dict[str, Any]] = [{"old": old, "new": new} for old, new in wanted.items()]
            if rows:
                db.execute(forward.insert(), rows)
        return True


def _last_told(db: Connection, situation_id: str) -> tuple[int, bool] | None:
    """For which version something was last told of it, and whether that left it there."""
    told = select(situation_update).where(situation_update.c.situation == situation_id)
    row = db.execute(told.order_by(situation_update.c.id.desc()).limit(1)).first()
    if row is None:
        return None
    try:
        return row.version, as_update(row.record).change != "gone"
    except ValueError:
        return -1, True


def _has_traceparent(envelope: Envelope) -> bool:
    return f'"{envelope.traceparent}"' in envelope.original()
