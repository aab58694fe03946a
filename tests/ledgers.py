"""Ledgers that are made once and copied for each test: a copy takes a fraction of the time."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import NullPool, create_engine, text

from shared.settings import Settings, read_settings


def named(server: str, database: str) -> str:
    return urlsplit(server)._replace(path=f"/{database}").geturl()


def do(server: str, *statements: str) -> None:
    address = server.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


def copied(template: Path, home: Path) -> None:
    """A data folder whose ledger is a copy of this file, which nobody has open."""
    home.mkdir()
    shutil.copy(template, home / "ledger.db")


def copy_of(which: str, request: pytest.FixtureRequest, home: Path) -> Settings:
    """Settings of a copy of the ledger that the fixture `KIND_WHICH` made, of the kind the test is run for."""
    template = request.getfixturevalue(f"{request.param}_{which}")
    if request.param == "sqlite":
        copied(template, home)
        return read_settings(home=home, retry_pause=0.001)
    url = request.getfixturevalue("postgres_copy")(template)
    return read_settings(home=home, ledger_url=url, retry_pause=0.001)
