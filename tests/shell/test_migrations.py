"""A migration only adds: the workers of the release before go on while it is made, and afterwards."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect

from shared.ledger.engine import Store, make_engine
from shared.ledger.migration import known_revisions, upgrade
from shared.settings import Settings, read_settings

Form = Mapping[str, Mapping[str, Any]]

EXCEPTIONS = {"0006": {"card_key: another primary key"}}
"""What may be done besides. `card_key` has nothing that the claims do not say, and the release that keeps it in this form
is the first that anybody was given; CHANGELOG.md and workers/deploy/README.md say what is seen of it. There is to be no
other: what is in the way is left beside what is new, and taken away one release later."""


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Of a ledger of each kind, without any table."""
    if request.param == "sqlite":
        return read_settings(home=tmp_path)
    return read_settings(home=tmp_path, ledger_url=request.getfixturevalue("postgres_empty"))


def form(db: Connection) -> Form:
    """All tables, with what a program that writes to them has to know."""
    looked = inspect(db)
    return {
        table: {
            "columns": {each["name"]: each for each in looked.get_columns(table)},
            "primary": looked.get_pk_constraint(table)["constrained_columns"],
            "unique": {
                *(tuple(each["column_names"]) for each in looked.get_unique_constraints(table)),
                *(tuple(e["column_names"]) for e in looked.get_indexes(table) if e["unique"]),
            },
        }
        for table in looked.get_table_names()
        if table != "alembic_version"
    }


def harm(before: Form, after: Form) -> set[str]:
    """What a program that was made for the tables before would stumble over."""
    found = {f"{table}: gone" for table in before.keys() - after.keys()}
    for table in before.keys() & after.keys():
        was, now = before[table], after[table]
        if was["primary"] != now["primary"]:
            found.add(f"{table}: another primary key")
        found |= {f"{table}: unique {', '.join(each)}" for each in now["unique"] - was["unique"]}
        for name, column in was["columns"].items():
            found |= {
                f"{table}.{name}: {what}" for what in _changed(column, now["columns"].get(name))
            }
        for name in now["columns"].keys() - was["columns"].keys():
            column = now["columns"][name]
            if not column["nullable"] and column["default"] is None:
                found.add(f"{table}.{name}: has to be given")
    return found


def _changed(was: Mapping[str, Any], now: Mapping[str, Any] | None) -> set[str]:
    if now is None:
        return {"gone"}
    found = set()
    if str(was["type"]) != str(now["type"]):
        found.add("of another type")
    if was["nullable"] and not now["nullable"]:
        found.add("has to be given")
    if was["default"] is not None and now["default"] is None:
        found.add("without its default")
    return found


def test_a_migration_only_adds(empty: Settings) -> None:
    store = Store(empty, make_engine(empty))
    before: Form = {}
    for revision in sorted(known_revisions()):
        with store.writing() as db:
            upgrade(db, revision)
        with store.reading() as db:
            after = form(db)
        assert harm(before, after) == EXCEPTIONS.get(revision, set()), revision
        before = after
    store.engine.dispose()


def test_what_does_not_only_add_is_seen(empty: Settings) -> None:
    store = Store(empty, make_engine(empty))
    with store.writing() as db:
        upgrade(db)
    with store.reading() as db:
        before = form(db)
    for statement, seen in (
        ("DROP TABLE look", "look: gone"),
        ("ALTER TABLE worker DROP COLUMN version", "worker.version: gone"),
        ("ALTER TABLE lease ADD COLUMN more INTEGER NOT NULL DEFAULT 1", None),
        ("CREATE UNIQUE INDEX once ON report (trace)", "report: unique trace"),
    ):
        with store.writing() as db:
            db.exec_driver_sql(statement)
        with store.reading() as db:
            found = harm(before, form(db))
            before = form(db)
        assert found == ({seen} if seen else set()), statement
    store.engine.dispose()
