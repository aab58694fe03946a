"""The command line in one process, with a data folder of its own."""

import pytest

from producers.cli import main


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
