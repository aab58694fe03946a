"""The drills of the runbook: what they tell one to type is a command, and has a way back."""

import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

from shared.embedded import using
from shared.hops import Hop

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "workers" / "RUNNING.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"`([^`]+)`")


def drills() -> list[list[str]]:
    """The cells of each row: what it is, by hand, undo, faults, what one sees."""
    _, table = PAGE.split("| drill | by hand | undo |")
    lines = table.split("\n\n")[0].splitlines()[2:]
    cells = [re.split(r"(?<!\\)\|", line.strip("|")) for line in lines]
    return [[cell.strip().replace("\\|", "|") for cell in each] for each in cells]


def commands() -> list[str]:
    return [each for row in drills() for cell in row[1:3] for each in COMMAND.findall(cell)]


def to_redis(folder: Path) -> str:
    """The function `R`, as the page has it for the embedded server; the page's python is ours."""
    (line,) = re.findall(r"^R\(\) \{ python .*$", PAGE, re.MULTILINE)
    return line.replace("{ python ", f"{{ {sys.executable} ").replace(".onrecord", str(folder))


def test_each_drill_by_hand_is_a_command_or_none_and_has_its_fault():
    for what, by_hand, undo, faults, _ in drills():
        assert COMMAND.search(faults) or faults == "the same", what
        assert not by_hand or COMMAND.search(by_hand), what
        assert by_hand or not undo, what


@pytest.mark.parametrize("command", commands())
def test_what_is_to_be_typed_is_a_command_to_the_shell(command):
    found = subprocess.run(
        ["bash", "-n", "-c", command], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stderr) == (0, "")


def test_what_is_said_to_redis_is_understood_and_undone(tmp_path):
    with using(tmp_path) as url, redis.Redis.from_url(url) as client:
        client.lpush(Hop.EXTRACT, "x")
        said = [each for each in commands() if each.startswith("R ")]
        for command in said:
            found = subprocess.run(
                ["bash", "-c", f"{to_redis(tmp_path)}\n{command.replace('10000', '1000')}"],
                capture_output=True,
                text=True,
                timeout=30,
                check=False,
            )
            assert (found.returncode, found.stderr) == (0, ""), command
        assert int(client.config_get("maxmemory")["maxmemory"]) > 1
        client.set("taken", "1")
    assert len(said) >= 6


def test_what_is_locked_is_so_and_comes_back(tmp_path):
    """What the page has for SQLite, with a shorter lock."""
    folder = tmp_path / ".onrecord"
    folder.mkdir()
    (lock,) = [each for each in commands() if "sqlite3" in each]
    with sqlite3.connect(folder / "ledger.db", timeout=0) as ledger:
        ledger.execute("CREATE TABLE work (x)")
        ledger.commit()
        typed = lock.replace("python", sys.executable, 1).replace("sleep(10)", "sleep(3)")
        typing = subprocess.Popen(["bash", "-c", f"exec {typed}"], cwd=tmp_path)
        refused: list[float] = []
        while typing.poll() is None:
            try:
                ledger.execute("INSERT INTO work VALUES (1)")
                ledger.rollback()
            except sqlite3.OperationalError as error:
                assert "locked" in str(error)
                refused.append(time.monotonic())
            time.sleep(0.02)
        assert typing.returncode == 0
        assert refused[-1] - refused[0] > 2, "it is held, not only taken"
        ledger.execute("INSERT INTO work VALUES (1)")
