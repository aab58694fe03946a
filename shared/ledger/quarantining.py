"""Quarantine: where a message that cannot be done waits, with who, when, what, where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, Select, Update, select, update

from shared.envelope import Envelope, submission
from shared.errors import Overtaken
from shared.hops import Hop, Outcome, Reason, State
from shared.ledger.engine import Store
from shared.ledger.holding import MINE, claim_of, hand_over
from shared.ledger.schema import quarantine, report, work
from shared.ledger.tallies import TURNED_AWAY, add, count
from shared.ledger.views import Held, Quarantined, QuarantinedEntry, Receipt
from shared.purported import purported


class Quarantine(Store):
    """Putting away, looking at, sending again."""

    def put_away(self, held: Held, reason: str, message: str, traceback: str | None = None) -> int:
        """The report leaves the line; its envelope stays, to the letter. Returns the entry's number.

        Raises `Overtaken` when the work is no longer ours.
        """
        with self.writing() as db:
            now = self.now(db)
            outcome = Outcome.REFUSED if reason == Reason.UNREADABLE else Outcome.QUARANTINED
            moved = db.execute(
                update(work)
                .where(MINE)
                .values(state=State.QUARANTINED, done_at=now, outcome=outcome),
                claim_of(held),
            )
            if moved.rowcount != 1:
                raise Overtaken(f"The claim of report {held.report} was taken over by another.")
            count(db, [held], outcome, now)
            kept = select(report.c.envelope).where(report.c.id == held.report)
            entry = {
                "report": held.report,
                "trace": held.trace,
                "hop": held.hop,
                "reason": reason,
                "message": _storable(message),
                "traceback": traceback,
                "worker": held.holder,
                "attempts": held.attempts,
                "payload": db.execute(kept).scalar_one(),
            }
            return _enter(db, entry, now)

    def put_away_unknown(
        self,
        payload: str | bytes,
        message: str,
        worker: str,
        hop: Hop = Hop.INTAKE,
        trace: str | None = None,
    ) -> int:
        """Something that is not even an envelope came in by the queue: kept as it came, and counted.

        The same trace is the same piece: who put it away may have died before it could be taken off
        the queue.
        """
        kept = payload.encode("utf-8", "backslashreplace") if isinstance(payload, str) else payload
        with self.writing() as db:
            if trace is not None:
                known = db.execute(
                    select(quarantine.c.id).where(quarantine.c.trace == trace)
                ).scalar()
                if known is not None:
                    return int(known)
            entry = {
                "hop": hop,
                "reason": Reason.UNREADABLE,
                "trace": trace,
                "message": _storable(message),
                "worker": worker,
                "attempts": 1,
                "payload": kept,
            }
            now = self.now(db)
            add(db, hop, worker, TURNED_AWAY, 1, now)
            return _enter(db, entry, now)

    def quarantined(self, resolved: bool = False) -> tuple[Quarantined, ...]:
        """The entries that wait for somebody; with `resolved` also those that were seen to."""
        wanted = _entries().order_by(quarantine.c.id)
        if not resolved:
            wanted = wanted.where(quarantine.c.resolved_at.is_(None))
        with self.reading() as db:
            return tuple(Quarantined(**_fields(row)) for row in db.execute(wanted))

    def has_reports_of(self, outlet: str) -> bool:
        """Whether there is any report of this outlet, or something in quarantine that says it is one."""
        found = select(report.c.id).where(report.c.outlet == outlet).limit(1)
        with self.reading() as db:
            if db.execute(found).first() is not None:
                return True
            return any(entry.outlet == outlet for entry in _of_no_report(db))

    def no_reports(self, name: str) -> tuple[Quarantined, ...]:
        """What was refused and became no report, by its trace, or the trace or ref that it came with."""
        with self.reading() as db:
            return tuple(
                entry
                for entry in _of_no_report(db)
                if name in (entry.trace, entry.caller, entry.ref) and entry.resolution != "replayed"
            )

    def quarantine_entry(self, number: int) -> QuarantinedEntry | None:
        """One entry with the original payload."""
        with self.reading() as db:
            row = db.execute(_entries().where(quarantine.c.id == number)).first()
        if row is None:
            return None
        return QuarantinedEntry(**_fields(row), payload=_payload(row))

    def replayable(self, number: int) -> bool:
        """Whether `replay` would send it: there is such an entry, and nobody has seen to it.

        Raises `Unreadable` where `replay` would.
        """
        entry = self.quarantine_entry(number)
        if entry is None or entry.resolution is not None:
            return False
        if entry.report is None:
            _envelope(entry)
        return True

    def replay(self, number: int) -> Receipt | None:
        """Send an entry through again, from the hop where it failed, with its attempts at zero.

        `None` when there is no such entry or it was seen to before: replaying twice applies once.
        Raises `Unreadable` when it is not even an envelope, and leaves it in quarantine.
        """
        entry = self.quarantine_entry(number)
        if entry is None or entry.resolution is not None:
            return None
        if entry.report is None:
            envelope = _envelope(entry)
            receipt: Receipt = self.accept(envelope)  # type: ignore[attr-defined]
            with self.writing() as db:
                resolved = _resolve(db, number, "replayed", self.now(db))
            return receipt if resolved else None
        with self.writing() as db:
            now = self.now(db)
            if not _resolve(db, number, "replayed", now):
                return None
            if db.execute(_of(entry).values(state=State.DUE)).rowcount:
                hand_over(db, entry.report, entry.hop, now)
        return Receipt(entry.report, entry.trace or "", known=True)

    def drop(self, number: int) -> bool:
        """Resolve an entry without doing it. The original stays in the ledger, and a report can be read again."""
        entry = self.quarantine_entry(number)
        if entry is None:
            return False
        with self.writing() as db:
            if not _resolve(db, number, "dropped", self.now(db)):
                return False
            db.execute(_of(entry).values(state=State.DONE, outcome=Outcome.DROPPED))
        return True


def _entries() -> Select[Any]:
    return select(quarantine, report.c.ref, report.c.outlet).outerjoin(
        report, report.c.id == quarantine.c.report
    )


def _of_no_report(db: Connection) -> Iterator[Quarantined]:
    for row in db.execute(
        _entries().where(quarantine.c.report.is_(None)).order_by(quarantine.c.id)
    ):
        yield Quarantined(**_fields(row))


def _payload(row: Row[Any]) -> str:
    return bytes(row.payload).decode("utf-8", "backslashreplace")


def _fields(row: Row[Any]) -> dict[str, Any]:
    own = _own(row)
    return own if row.report is not None else own | asdict(purported(_payload(row)))


def _own(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "report": row.report,
        "ref": row.ref,
        "outlet": row.outlet,
        "trace": row.trace,
        "hop": Hop(row.hop),
        "reason": row.reason,
        "message": row.message,
        "traceback": row.traceback,
        "worker": row.worker,
        "attempts": row.attempts,
        "at": row.at,
        "resolution": row.resolution,
    }


def _envelope(entry: QuarantinedEntry) -> Envelope:
    return Envelope.parse(submission(entry.payload))


def _of(entry: Quarantined) -> Update:
    return update(work).where(
        work.c.report == entry.report,
        work.c.hop == entry.hop,
        work.c.state == State.QUARANTINED,
    )


def _enter(db: Connection, entry: dict[str, Any], now: float) -> int:
    new = quarantine.insert().values(**entry, at=now).returning(quarantine.c.id)
    return int(db.execute(new).scalar_one())


def _resolve(db: Connection, number: int, how: str, now: float) -> bool:
    resolved = db.execute(
        update(quarantine)
        .where(quarantine.c.id == number, quarantine.c.resolved_at.is_(None))
        .values(resolved_at=now, resolution=how)
    )
    return resolved.rowcount == 1


def _storable(message: str) -> str:
    return message.replace("\x00", "\N{REPLACEMENT CHARACTER}")
