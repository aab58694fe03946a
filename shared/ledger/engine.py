"""The connection to the ledger: the same transactions on SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError

from shared import home
from shared.errors import LedgerAway
from shared.settings import Settings, masked

BUSY_MS = 15_000


def make_engine(settings: Settings, pooled: bool = True) -> Engine:
    """An engine for the ledger of these settings; nothing is connected yet.

    Without a pool no connection outlives its transaction: for processes that fork.
    """
    address = settings.ledger_address
    if address.startswith("sqlite"):
        home.make(settings.home)
        return _sqlite(address, pooled)
    if not pooled:
        return create_engine(address, poolclass=NullPool)
    # pre_ping: PostgreSQL may have been restarted since the connection was last used.
    return create_engine(address, pool_pre_ping=True, pool_size=2, max_overflow=4)


def _sqlite(address: str, pooled: bool) -> Engine:
    engine = create_engine(
        address,
        connect_args={"timeout": BUSY_MS / 1000},
        poolclass=QueuePool if pooled else NullPool,
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        # The driver would begin transactions late and by guess; we begin them ourselves, below.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        # FULL: what the ledger has taken over must survive a power cut; nobody else has it.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # IMMEDIATE: a transaction that reads first and writes later would be refused at the
        # write, without waiting, when another process wrote in between.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


class Store:
    """Transactions and the ledger's clock. What the ledger can do is built on this."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self.settings = settings
        self.engine = engine

    @property
    def sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of the ledger."""
        options: dict[str, Any] = {} if self.sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._connected(options) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All of it or nothing."""
        options: dict[str, Any] = {"writes": True} if self.sqlite else {}
        with self._connected(options) as connection:
            yield connection

    @contextmanager
    def _connected(self, options: dict[str, Any]) -> Iterator[Connection]:
        try:
            with self._connection() as plain:
                connection = plain.execution_options(**options)
                with connection.begin():
                    yield connection
        except OperationalError as error:
            raise self._unavailable(error) from error
        except DBAPIError as error:
            if error.connection_invalidated or _damaged(error):
                raise self._unavailable(error) from error
            raise

    def _connection(self) -> Connection:
        try:
            return self.engine.connect()
        except DBAPIError as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: DBAPIError) -> LedgerAway:
        where = masked(self.settings.ledger_address)
        if _damaged(error):
            return LedgerAway(
                f"The ledger at {where} is damaged ({_first_line(error.orig)}). Put a backup of it in "
                "its place, or move it away to begin a new one."
            )
        return LedgerAway(
            f"The ledger at {where} cannot be used now "
            f"({type(error.orig).__name__}: {_first_line(error.orig)}). "
            "Check that it runs and can be reached."
        )

    def now(self, connection: Connection) -> float:
        """The ledger's clock: leases must not depend on whose clock is right."""
        if self.sqlite:
            return time.time()
        return float(
            connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one()
        )

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def _damaged(error: DBAPIError) -> bool:
    """Of SQLite: no database, or one whose pages make no sense. Its other errors have kinds of their own."""
    return type(error.orig) is sqlite3.DatabaseError


def _first_line(error: BaseException | None) -> str:
    return str(error).strip().split("\n", 1)[0]
