"""The whole ledger into a file, and out of one: also from SQLite into PostgreSQL and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Table,
    cast,
    column,
    create_engine,
    func,
    select,
    table,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.exc import DataError, IntegrityError

from shared.errors import Unavailable, Unreadable
from shared.hops import State
from shared.ledger.archive import Archive, Head, Row, writing
from shared.ledger.engine import Store
from shared.ledger.migration import LOCK, WrongSchema, known_revisions, newest, revision_of, upgrade
from shared.ledger.schema import lease, metadata, situation_update, work, worker
from shared.settings import masked
from shared.version import VERSION

Done = Callable[[int], None]
OF_THE_RUNNING_SYSTEM = (worker, lease)
"""Who is at work belongs to the machines, not to what they work at."""
GAP = 1_000_000
"""Listeners drop updates by their numbers: those after a restore must be higher than any that was
given out after the backup."""
STEP = 1000


class Backup(Store):
    """Carrying the ledger away and back."""

    def backup(self, path: Path, force: bool = False, done: Done = lambda _: None) -> Head:
        """Everything as of one moment, while others go on working. `done` is told how many rows are written.

        Raises `Unavailable` when the ledger is damaged: then no file is written.
        """
        with self.reading() as db:
            self._refuse_damage(db)
            schema = revision_of(db)
            if schema != newest():  # tables that this version does not know would be missing
                raise WrongSchema(
                    f"The ledger has schema {schema}, and this version writes backups of {newest()} only. "
                    "Back it up with the version of onrecord that brought it there."
                )
            head = Head(
                onrecord=VERSION,
                schema=schema,
                at=self.now(db),
                counts={each.name: _count(db, each) for each in _carried()},
                numbers=self._numbers(db),
            )
            with writing(path, head, force) as archive:
                ticks = _ticking(done)
                for each in _carried():
                    rows = _streamed(db, each)
                    archive.table(each.name, each.columns.keys(), map(ticks, rows))
        return head

    def restore(self, path: Path, done: Done = lambda _: None, dry_run: bool = False) -> Head:
        """Fill this empty ledger from a backup, whole or not at all; what was at work is due again.

        A backup of an older schema is put into the tables of its time, and these are brought up to date.
        Raises `Unreadable` for a file that cannot be used, and for a ledger that is not empty.
        """
        archive = usable(path)
        with self.writing() as db:
            if not self.sqlite:
                db.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
                _refuse_unless_owner(db)
            self._refuse_unless_empty(db)
            if not dry_run:
                self._fill(db, archive, done)
        return archive.head

    def _fill(self, db: Connection, archive: Archive, done: Done) -> None:
        if archive.head.schema != newest():
            metadata.drop_all(db)
            db.execute(text("DELETE FROM alembic_version"))
            upgrade(db, archive.head.schema)
        for name in reversed(archive.head.counts):  # what a migration puts in, the backup has too
            db.execute(table(name).delete())
        number = 0
        for name, batch in _batches(archive):
            number += len(batch)
            _insert(db, name, batch)
            done(number)
        if archive.head.schema != newest():
            upgrade(db)
        db.execute(
            update(work)
            .where(work.c.state == State.CLAIMED)
            # Whoever was at it did not fail: it counts as handed back.
            .values(state=State.DUE, due_at=0.0, claimed_by=None, returned=work.c.returned + 1)
        )
        self._go_on_numbering(db, archive.head.numbers)

    def _refuse_damage(self, db: Connection) -> None:
        if not self.sqlite:
            return
        found = db.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if found != "ok":
            raise Unavailable(
                f"The ledger at {masked(self.settings.ledger_address)} is damaged "
                f"({' '.join(str(found).split())}), so no backup of it was written. "
                "Restore the last good backup into a new ledger."
            )

    def _refuse_unless_empty(self, db: Connection) -> None:
        fresh = _fresh()
        full = [each.name for each in _carried() if _count(db, each) > fresh[each.name]]
        if full:
            raise Unreadable(
                f"The ledger at {masked(self.settings.ledger_address)} is not empty (it has rows in "
                f"{', '.join(full)}), and a restore overwrites nothing. Restore into a new one: name "
                "another --home or ONRECORD_LEDGER_URL, or move the old ledger away."
            )

    def _numbers(self, db: Connection) -> dict[str, int]:
        if self.sqlite:
            rows = db.execute(text("SELECT name, seq FROM sqlite_sequence ORDER BY name"))
            return {row.name: row.seq for row in rows if row.name in metadata.tables}
        # Not from the sequence itself: the workers' role may use it, and not look into it.
        last = func.pg_sequence_last_value
        return {
            each.name: db.execute(select(last(cast(_sequence(db, each), REGCLASS)))).scalar() or 0
            for each in _numbered()
        }

    def _go_on_numbering(self, db: Connection, numbers: dict[str, int]) -> None:
        for each in _numbered():
            highest = db.execute(select(func.max(each.c.id))).scalar() or 0
            last = max(highest, numbers.get(each.name, 0))
            last += GAP if each is situation_update else 0
            given = {"name": each.name, "last": last}
            if self.sqlite:
                db.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), given)
                db.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :last)"), given)
            elif last:
                db.execute(select(func.setval(_sequence(db, each), last)))


def usable(path: Path) -> Archive:
    """The backup at that path, read to its end. Raises `Unreadable` for one that cannot be restored."""
    archive = Archive(path)
    if archive.head.schema not in known_revisions():
        raise Unreadable(
            f"The backup {path} has schema {archive.head.schema}, which this version does not "
            f"know. Restore it with onrecord {archive.head.onrecord} or newer."
        )
    archive.check()
    return archive


def _refuse_unless_owner(db: Connection) -> None:
    for each in _numbered():
        may = select(func.has_sequence_privilege(_sequence(db, each), "UPDATE"))
        if not db.execute(may).scalar():
            raise Unreadable(
                "This role may not restore: it cannot set the numbers that rows get. Restore as the "
                "owner of the tables (onrecord_owner), and work as before afterwards."
            )


def _carried() -> list[Table]:
    return [each for each in metadata.sorted_tables if each not in OF_THE_RUNNING_SYSTEM]


def _numbered() -> list[Table]:
    """Those whose rows get a number that is never given twice."""
    return [each for each in _carried() if each.dialect_options["sqlite"]["autoincrement"]]


def _sequence(db: Connection, numbered: Table) -> str:
    return str(db.execute(select(func.pg_get_serial_sequence(numbered.name, "id"))).scalar_one())


def _count(db: Connection, counted: Table) -> int:
    return db.execute(select(func.count()).select_from(counted)).scalar_one()


def _streamed(db: Connection, wanted: Table) -> Iterator[Any]:
    ordered = select(wanted).order_by(*wanted.primary_key.columns)
    return iter(db.execute(ordered, execution_options={"yield_per": STEP}))


def _ticking(done: Done) -> Callable[[Any], Any]:
    number = 0

    def tick(row: Any) -> Any:  # noqa: ANN401  # a row, passed on as it is
        nonlocal number
        number += 1
        if number % STEP == 0:
            done(number)
        return row

    return tick


def _fresh() -> dict[str, int]:
    """How many rows a new ledger has in each table: some migrations put one in."""
    engine = create_engine("sqlite://")
    with engine.begin() as db:
        upgrade(db)
        found = {each.name: _count(db, each) for each in _carried()}
    engine.dispose()
    return found


def _batches(archive: Archive) -> Iterator[tuple[str, list[Row]]]:
    for name, rows in groupby(archive.rows(), key=lambda row: row[0]):
        while batch := [row for _, row in islice(rows, STEP)]:
            yield name, batch


def _insert(db: Connection, name: str, batch: list[Row]) -> None:
    # By the names in the file, not by today's tables: the backup may be of an older schema.
    into = table(name, *(column(each) for each in batch[0]))
    try:
        db.execute(into.insert(), batch)
    except (DataError, IntegrityError) as error:
        raise Unreadable(
            f"The backup has a row of the table {name} that this ledger does not take "
            f"({type(error.orig).__name__}). Nothing was restored. If it was written from a damaged "
            "ledger, use an older one."
        ) from error
