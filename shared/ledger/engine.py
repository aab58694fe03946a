"""The connection to the ledger: the same transactions on SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from shared import home
from shared.errors import LedgerAway
from shared.settings import Settings, masked

BUSY_MS = 15_000
ASLEEP_SECONDS = 1.0
"""A connection that was not used for so long is asked whether it is still there."""
_SLEEPS_SINCE = "sleeps since"
_BEGINS = "onrecord_begins"
_TRANSACTIONS = {
    # IMMEDIATE: a transaction that reads first and writes later would be refused at the
    # write, without waiting, when another process wrote in between.
    True: ("BEGIN", "BEGIN IMMEDIATE"),
    False: ("BEGIN ISOLATION LEVEL REPEATABLE READ", "BEGIN"),
}
"""How those that read and those that write begin: on SQLite, and on PostgreSQL."""
_CLOCK = text("SELECT extract(epoch FROM clock_timestamp())")


def make_engine(settings: Settings, pooled: bool = True) -> Engine:
    """An engine for the ledger of these settings; nothing is connected yet.

    Without a pool no connection outlives its transaction: for processes that fork.
    """
    address = settings.ledger_address
    if address.startswith("sqlite"):
        home.make(settings.home)
        return _sqlite(address, pooled)
    # The drivers would begin transactions late and by guess; we begin them ourselves, below.
    pool: dict[str, Any] = (
        {"pool_size": 2, "max_overflow": 4} if pooled else {"poolclass": NullPool}
    )
    engine = create_engine(address, isolation_level="AUTOCOMMIT", **pool)
    _begin_as_asked(engine)
    if pooled:
        _look_after_sleep(engine)
    return engine


def _begin_as_asked(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if begins := connection.get_execution_options().get(_BEGINS, "BEGIN"):
            connection.exec_driver_sql(begins)


def _look_after_sleep(engine: Engine) -> None:
    """PostgreSQL may have been restarted since a connection was last used.

    Asked before every use (SQLAlchemy's `pool_pre_ping`), it is one more answer that every publisher waits for.
    """

    @event.listens_for(engine, "checkin")
    def _lie_down(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info[_SLEEPS_SINCE] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _wake(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        slept = time.monotonic() - record.info.get(_SLEEPS_SINCE, time.monotonic())
        if slept < ASLEEP_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError("It is gone.") from error  # the pool then makes another


def _sqlite(address: str, pooled: bool) -> Engine:
    engine = create_engine(
        address,
        connect_args={"timeout": BUSY_MS / 1000},
        poolclass=QueuePool if pooled else NullPool,
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # as for PostgreSQL: we begin transactions ourselves
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        # FULL: what the ledger has taken over must survive a power cut; nobody else has it.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    _begin_as_asked(engine)
    return engine


class Store:
    """Transactions and the ledger's clock. What the ledger can do is built on this."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self.settings = settings
        self.engine = engine
        self._to_read, self._to_write = _TRANSACTIONS[self.sqlite]

    @property
    def sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of the ledger."""
        with self._connected(self._to_read) as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """For a single statement, which is a transaction by itself: saves the asking for beginning and end."""
        with self._connected("") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All of it or nothing."""
        with self._connected(self._to_write) as connection:
            yield connection

    @contextmanager
    def driver(self) -> Iterator[DBAPICursor]:
        """The driver itself, past SQLAlchemy, which takes longer over a statement than the ledger does: for what each
        publisher waits for. A statement is a transaction by itself unless one was begun; what is not ended is undone.
        """
        try:
            with closing(self.engine.raw_connection()) as connection:
                try:
                    yield self._cursor(connection)
                except BaseException as error:
                    self._let_go(connection, error)
                    raise
        except self._dbapi.Error as error:
            if self._is_away(error):
                raise self._unavailable(error) from error
            raise

    def _cursor(self, connection: PoolProxiedConnection) -> DBAPICursor:
        """Values have places, `?` or `$1`: psycopg's usual cursor would look through each statement for `%s`."""
        if self.sqlite:
            return connection.cursor()
        cursor: DBAPICursor = self._dbapi.RawCursor(connection.driver_connection)
        return cursor

    def _let_go(self, connection: PoolProxiedConnection, error: BaseException) -> None:
        """It may be lost, or in the middle of an answer; if it is lost, so are the others that lie in the pool."""
        lost = self.engine.dialect.is_disconnect(error, connection.dbapi_connection, None)  # type: ignore[arg-type]
        connection.invalidate(error)
        if lost:
            self.engine.dispose()

    @contextmanager
    def _connected(self, begins: str) -> Iterator[Connection]:
        try:
            with self._connection() as plain:
                connection = plain.execution_options(**{_BEGINS: begins})
                with connection.begin():
                    yield connection
        except DBAPIError as error:
            if error.connection_invalidated or self._is_away(error.orig):
                raise self._unavailable(error.orig) from error
            raise

    def _connection(self) -> Connection:
        try:
            return self.engine.connect()
        except DBAPIError as error:
            raise self._unavailable(error.orig) from error

    @property
    def _dbapi(self) -> Any:  # noqa: ANN401  # a driver is a module, with a type of its own each
        return self.engine.dialect.loaded_dbapi

    def _is_away(self, error: BaseException | None) -> bool:
        return isinstance(error, self._dbapi.OperationalError) or _damaged(error)

    def _unavailable(self, error: BaseException | None) -> LedgerAway:
        where = masked(self.settings.ledger_address)
        if _damaged(error):
            return LedgerAway(
                f"The ledger at {where} is damaged ({_first_line(error)}). Put a backup of it in "
                "its place, or move it away to begin a new one."
            )
        return LedgerAway(
            f"The ledger at {where} cannot be used now "
            f"({type(error).__name__}: {_first_line(error)}). "
            "Check that it runs and can be reached."
        )

    def now(self, connection: Connection) -> float:
        """The ledger's clock: leases must not depend on whose clock is right."""
        if self.sqlite:
            return time.time()
        return float(connection.execute(_CLOCK).scalar_one())

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def _damaged(error: BaseException | None) -> bool:
    """Of SQLite: no database, or one whose pages make no sense. Its other errors have kinds of their own."""
    return type(error) is sqlite3.DatabaseError


def _first_line(error: BaseException | None) -> str:
    return str(error).strip().split("\n", 1)[0]
