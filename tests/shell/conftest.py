"""The command line in one process, with a data folder of its own; and ledgers that much was taken into."""

import io
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from subprocess import PIPE
from types import SimpleNamespace

import pytest
from standins import Quiet

from producers.cli import main
from shared.ledger import open_ledger
from shared.settings import Settings, read_settings
from tests.ledgers import copied, copy_of, do, named
from tests.told import Written, take_in
from workers import core
from workers.shell import Shell


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in ("ONRECORD_BROKER_URL", "ONRECORD_LEDGER_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def onrecord(home, capfd):
    """Runs a command; gives exit code, standard output, standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(each) for each in arguments])
        printed = capfd.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return run


class Here:
    """A program behind a command as `producers.programs` starts it, without a process of its own."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], **_: object) -> None:
        _, _, program, *arguments = command
        printed = io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
            for name, value in env.items():
                patch.setenv(name, value)
            self.returncode = import_module(program).main(arguments)
        self.stdout = io.StringIO(printed.getvalue())

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *_: object) -> None: ...

    def terminate(self) -> None: ...


@pytest.fixture
def programs_here(monkeypatch) -> None:
    """Spares a second for each question, where it is not about the process."""
    monkeypatch.setattr("producers.programs.subprocess", SimpleNamespace(Popen=Here, PIPE=PIPE))


def _all_taken_in(settings: Settings) -> None:
    """The first texts are in no language: intake lets them pass without looking."""
    ledger = open_ledger(settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workers.intake.admit", lambda *_: None)
        texts = Written(1)
        take_in(Shell(settings, ledger, Quiet(), texts, core.redraw), texts.envelopes.values())
    ledger.close()


@pytest.fixture(scope="session")
def sqlite_told(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with all of `Written(1)` in its picture, to be copied."""
    home = tmp_path_factory.mktemp("told") / "home"
    copied(sqlite_template, home)
    _all_taken_in(read_settings(home=home))
    return home / "ledger.db"


@pytest.fixture(scope="session")
def postgres_told(
    postgres: str, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same in PostgreSQL."""
    name = f"t{uuid.uuid4().hex}"
    do(postgres, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    home = tmp_path_factory.mktemp("told")
    _all_taken_in(read_settings(home=home, ledger_url=named(postgres, name)))
    yield name
    do(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def told_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of such a ledger of each kind."""
    return copy_of("told", request, tmp_path / "home")
