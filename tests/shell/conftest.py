"""The command line in one process, with a data folder of its own."""

import io
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from subprocess import PIPE
from types import SimpleNamespace

import pytest

from producers.cli import main
from shared.settings import Settings
from tests.ledgers import Copy
from tests.told import all_told


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


@pytest.fixture
def told_settings(copy: Copy, tmp_path: Path) -> Settings:
    """Settings of a ledger of each kind with all of the first texts in its picture."""
    return copy(all_told, tmp_path / "home")
