"""Bringing the ledger's tables to the form this version works with."""

from __future__ import annotations

from functools import cache
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
            found = revision_of(db)
            # One that a newer release has made is left alone; `check` says whether we may use it.
            if found != newest() and (found is None or found in known_revisions()):
                upgrade(db)
    finally:
        store.close()
    return newest()


def upgrade(db: Connection, revision: str = "head") -> None:
    """Bring the tables of this connection to a revision, in its transaction."""
    config = _config()
    config.attributes["connection"] = db
    command.upgrade(config, revision)


@cache
def newest() -> str:
    """The revision this version works with; asked once a process, since all migrations are read for it."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise WrongSchema("The program has no migrations. Install it again.")
    return head


def check(store: Store) -> None:
    """Refuse a ledger of another version, saying what to do."""
    with store.reading() as db:
        found = revision_of(db)
    wanted = newest()
    if found == wanted:
        return
    where = masked(store.settings.ledger_address)
    with store.reading() as db:
        oldest = _oldest(db)
    if found is None or found in known_revisions():
        raise WrongSchema(
            f"The ledger at {where} has schema {found or 'none'}, and this version needs {wanted}. "
            "Run `python -m shared.ledger` once with the same settings."
        )
    if oldest in known_revisions():
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


def known_revisions() -> frozenset[str]:
    """All that this version can bring up to date."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return frozenset(script.revision for script in scripts)


def revision_of(db: Connection) -> str | None:
    """Which form the tables have; `None` when there are none."""
    return MigrationContext.configure(db).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
