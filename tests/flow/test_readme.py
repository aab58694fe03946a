"""The README's commands, run as they are printed, and their output where it is the same on every machine."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
BLOCK = re.compile(r"^```console\n(.*?)^```", re.M | re.S)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.M)
CUT = "[...]"
"""Stands in an output for lines left out."""

NOT_RUN = {"make test", "make help"}
"""This very test is in the first; the second is tested with the Makefile."""

CHANGES = (
    (re.compile(r"\b[0-9a-f]{8,32}\b"), "ID"),
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?Z?"), "MOMENT"),
    (re.compile(r"\b(?:\d+ min )?\d+(?:\.\d+)? (?:ms|s)\b"), "WHILE"),
    (re.compile(r"\b\d+\.\d\b"), "PACE"),
    (re.compile(r"[ ─]+"), " "),
)


def steps() -> Iterator[tuple[str, str]]:
    """Each command that is printed, with the output that is printed under it."""
    for block in BLOCK.findall(README.read_text(encoding="utf-8")):
        yield from COMMAND.findall(block)


def runnable(command: str) -> list[str]:
    """The command with this environment's programs; `make demo` as the Makefile has it."""
    if command == "make demo":
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        command = re.search(r"^demo:.*\n\t@(.*)$", makefile, re.M)[1].replace("$(BIN)", ".venv/bin")
    programs = Path(sys.executable).parent
    return ["bash", "-c", command.replace(".venv/bin/", f"{programs}/")]


def printed(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    """As in a terminal of 100 columns: results, and what is said to the person, in order."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")
    }
    environment |= {"ONRECORD_HOME": str(home), "COLUMNS": "100"}
    done = subprocess.run(
        runnable(command), cwd=ROOT, env=environment, text=True, check=False, timeout=120,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    done.stdout = done.stdout.replace(f"{Path(sys.executable).parent}/", ".venv/bin/")
    return done


def stable(text: str) -> list[str]:
    """The lines with what changes from run to run masked, and log lines left out."""
    for pattern, instead in CHANGES:
        text = pattern.sub(instead, text)
    return [line.strip() for line in text.splitlines() if line.strip() and line[0] != "{"]


@pytest.mark.flow
@pytest.mark.timeout(400)
def test_the_readme_s_commands_do_what_it_says(tmp_path):
    ran = 0
    for command, shown in steps():
        if command in NOT_RUN:
            continue
        done = printed(command, tmp_path / "home")
        assert done.returncode == 0, f"{command}\n{done.stdout}"
        lines = stable(done.stdout)
        for line in stable(shown):
            if line != CUT:
                assert line in lines, f"{command} does not print: {line}\n{done.stdout}"
        ran += 1
    assert ran >= 5


def test_every_command_that_the_readme_names_exists():
    from producers.cli import app

    known = {group.name for group in app.registered_groups if group.name} | {
        info.name or info.callback.__name__
        for group in app.registered_groups
        for info in group.typer_instance.registered_commands
    }
    readme = README.read_text(encoding="utf-8")
    named = re.findall(r"(?:`|^\$ \.venv/bin/|^    .*)onrecord ([a-z]+)", readme, re.M)
    assert len(named) > 8
    assert set(named) <= known
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:`|^\$ )make ([a-z]+)", readme, re.M):
        assert re.search(rf"^{target}:", makefile, re.M)


def test_the_settings_are_all_told_and_as_they_are():
    """Those to begin with on the first page, all of them in the contract's."""
    from shared.settings import Settings

    rows = re.findall(r"^\| `ONRECORD_(\w+)` \| (?:`(.*?)`)? *\| (.*?) \|$", README.read_text(encoding="utf-8"), re.M)  # fmt: skip
    fields = {name.upper(): field for name, field in Settings.model_fields.items()}
    assert rows
    for name, default, meaning in rows:
        field = fields[name]
        assert default == ("" if field.default is None else str(field.default)), name
        assert meaning == field.description, name
    table = (ROOT / "shared" / "README.md").read_text(encoding="utf-8")
    assert not [name for name in fields if f"`{name}`" not in table]
