"""Bringing the ledger's tables to the form this version works with."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text

from shared.errors import OnrecordError
from shared.ledger.engine import Store, make_engine
from shared.ledger.schema import compatible
from shared.settings import Settings, masked

LOCK = 7_311_042
"""Any number, the same in all processes: PostgreSQL's lock on migrating."""


class WrongSchema(OnrecordError):
    """The ledger's tables are of another version than this program."""


def migrate(settings: Settings) -> str:
    """Bring the ledger to this version; harmless when it is there. Returns the revision."""
    store = Store(settings, make_engine(settings))
    try:
        with store.writing() as db:
            if not store.sqlite:
                db.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
            if _revision(db) != newest():
                config = _config()
                config.attributes["connection"] = db
                command.upgrade(config, "head")
    finally:
        store.close()
    return newest()


def newest() -> str:
    """The revision this version works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise WrongSchema("The program has no migrations. Install it again.")
    return head


def check(store: Store) -> None:
    """Refuse a ledger of another version, saying what to do."""
    with store.reading() as db:
        found = _revision(db)
    wanted = newest()
    if found == wanted:
        return
    where = masked(store.settings.ledger_address)
    with store.reading() as db:
        oldest = _oldest(db)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is None or found in known:
        raise WrongSchema(
            f"The ledger at {where} has schema {found or 'none'}, and this version needs {wanted}. "
            "Run `python -m shared.ledger` once with the same settings."
        )
    if oldest in known:
        # A newer release has only added to it: this one goes on beside the newer one's workers.
        return
    raise WrongSchema(
        f"The ledger at {where} has schema {found}, which this version does not know. "
        "Use the version of onrecord that wrote it, or a newer one."
    )


def _oldest(db: Connection) -> str | None:
    """The oldest schema whose programs may use this ledger, if it says so."""
    if not inspect(db).has_table(compatible.name):
        return None
    return db.execute(select(compatible.c.oldest)).scalar()


def _revision(db: Connection) -> str | None:
    return MigrationContext.configure(db).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
