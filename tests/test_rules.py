"""The rules of the house, as tests: sizes, imports, style, types, and what the repository may hold."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("shared", "workers", "producers")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "misc"}
TRACKED_TEXT = {".py", ".toml", ".md", ".txt", ".tsv", ".json", ".yml", ".lock", ".ini", ""}


def code() -> list[Path]:
    return sorted(path for name in (*PACKAGES, "tests") for path in (ROOT / name).rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tool(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )


def beside_python(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def test_no_file_is_longer_than_a_person_reads_at_once():
    lengths = {
        relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in code()
    }
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def test_no_function_is_longer_than_a_page():
    assert not [
        f"{relative(path)}:{node.lineno} {node.name}"
        for path in code()
        for node in ast.walk(parsed(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]


def test_every_module_has_a_name_that_says_what_is_in_it():
    assert not [relative(path) for path in code() if path.stem in FORBIDDEN_NAMES]


def test_every_module_says_what_it_is():
    trees = {
        relative(path): parsed(path) for path in code() if relative(path).split("/")[0] in PACKAGES
    }
    assert not [name for name, tree in trees.items() if tree.body and not ast.get_docstring(tree)]


def test_the_imports_keep_to_the_contracts():
    done = tool(beside_python("lint-imports"), "--no-cache")
    assert done.returncode == 0, done.stdout


def test_the_style_is_the_house_s():
    done = tool(beside_python("ruff"), "check", "--no-cache", "--output-format", "concise", ".")
    assert done.returncode == 0, done.stdout


def test_the_code_is_formatted():
    done = tool(beside_python("ruff"), "format", "--no-cache", "--check", ".")
    assert done.returncode == 0, done.stdout


@pytest.mark.timeout(300)
def test_the_types_hold():
    done = tool(beside_python("mypy"))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["requirements.lock", "runtime.lock"])
def test_a_lock_names_no_index_and_hashes_everything(name):
    lock = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in lock
    assert "--index" not in lock
    assert "--find-links" not in lock
    pinned = re.findall(r"^[a-z0-9][^\s=]*==\S+.*?(?=^[a-z0-9#]|\Z)", lock, re.M | re.S)
    assert len(pinned) > 30
    assert not [block.split()[0] for block in pinned if "--hash=sha256:" not in block]


def pins(name):
    lock = (ROOT / name).read_text(encoding="utf-8").lower()
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", lock, re.M))


def names_of(requirements):
    matches = [re.match(r"[A-Za-z0-9_.-]+", each) for each in requirements]
    return {match[0].lower().replace("_", "-") for match in matches}


def test_the_locks_have_what_the_project_asks_for_and_production_has_no_tools():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    running = names_of(project["project"]["dependencies"])
    tools = names_of(project["dependency-groups"]["dev"])
    all_of_it, production = pins("requirements.lock"), pins("runtime.lock")
    assert running | tools <= all_of_it.keys()
    assert running <= production.keys()
    assert not tools & production.keys()
    assert production.items() <= all_of_it.items(), "what is tested is what runs"


def tracked() -> list[Path]:
    listed = tool("git", "ls-files", "-z")
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_nothing_of_one_machine_is_in_the_repository():
    """No path of somebody's machine and no lock that carries an index address."""
    assert not [path for path in tracked() if path.name in ("uv.lock", "poetry.lock")]
    homes = re.compile(r"/(?:home|Users)/[a-z]|/root/|[A-Z]:\\\\Users")
    found = [
        relative(path)
        for path in tracked()
        if path.suffix in TRACKED_TEXT and path.is_file() and path != Path(__file__).resolve()
        if homes.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert not found


def test_every_package_says_what_is_in_it_and_why():
    for name in (*PACKAGES, "tests"):
        assert (ROOT / name / "README.md").is_file(), name


def test_make_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split()
    listed = tool("make", "help").stdout
    assert not [name for name in phony if f"make {name}" not in listed]


def test_ci_runs_the_tests():
    ci = ROOT / ".ci" / "run"
    assert ci.stat().st_mode & 0o111
    assert "make test" in ci.read_text(encoding="utf-8")


def test_cleaning_leaves_reports_alone():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    removed = re.search(r"^clean:.*\n\t@rm -rf (.*)$", makefile, re.M)[1].split()
    assert not [each for each in removed if each.startswith(".onrecord")]
