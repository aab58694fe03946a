"""Ledgers that are filled once and copied for each test: a copy takes a fraction of the time."""

import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import NullPool, create_engine, text

from shared.settings import Settings, read_settings

Fill = Callable[[Settings], object]
"""Makes the ledger of these settings and puts into it what tests begin with; leaves nobody in it."""
Copy = Callable[[Fill, Path], Settings]
"""Gives a data folder a ledger that is filled like that."""


class SqliteOriginals:
    """One file for each way to fill it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[Fill, Path] = {}

    def copy(self, fill: Fill, home: Path) -> Settings:
        """Settings of a data folder with a ledger like that."""
        if fill not in self._made:
            settings = read_settings(home=self._folder / str(len(self._made)))
            fill(settings)
            self._made[fill] = settings.home / "ledger.db"
        home.mkdir(exist_ok=True)
        shutil.copy(self._made[fill], home / "ledger.db")
        return read_settings(home=home, retry_pause=0.001)


class PostgresOriginals:
    """One database for each way to fill it."""

    def __init__(self, server: str, folder: Path) -> None:
        self._server, self._folder = server, folder
        self._made: dict[Fill, str] = {}
        self._copies: list[str] = []

    def copy(self, fill: Fill, home: Path) -> Settings:
        """Settings of a ledger like that, which lasts until `drop`."""
        if fill not in self._made:
            self._made[fill] = new_database(self._server)
            fill(read_settings(home=self._folder, ledger_url=named(self._server, self._made[fill])))
        self._copies.append(new_database(self._server, template=self._made[fill]))
        url = named(self._server, self._copies[-1])
        return read_settings(home=home, ledger_url=url, retry_pause=0.001)

    def drop(self) -> None:
        """The copies."""
        while self._copies:
            drop(self._server, self._copies.pop())

    def close(self) -> None:
        """The originals."""
        for each in self._made.values():
            drop(self._server, each)


def named(server: str, database: str) -> str:
    """The address of this database."""
    return urlsplit(server)._replace(path=f"/{database}").geturl()


def new_database(server: str, template: str = "template1") -> str:
    name = f"t{uuid.uuid4().hex}"
    do(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return name


def drop(server: str, database: str) -> None:
    do(server, f"DROP DATABASE {database} WITH (FORCE)")


def do(server: str, statement: str) -> None:
    """Outside of any transaction."""
    address = server.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))
