"""The code of another release, taken out of the repository, to run beside this one's."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from pathlib import Path

from tests.faults.disks import CannotMount
from tests.faults.workers import ROOT

MIGRATIONS = "shared/ledger/migrations/versions"


class NoRelease(CannotMount):
    """There is none to be had, with a sentence that says why."""


def the_one_before() -> str:
    """The newest commit whose ledger has another schema: the last without the newest migration."""
    migration = _git("log", "-1", "--format=%H", "--diff-filter=A", "--", MIGRATIONS).decode()
    return _git("rev-parse", "--verify", f"{migration.strip()}^").decode().strip()


def described(commit: str) -> str:
    return _git("log", "-1", "--format=%h of %cs, %s", commit).decode().strip()


def take_out(commit: str | None, folder: Path) -> Path:
    """The tree of a commit or tag, with the harness of its time, which knows its core."""
    asked = commit or the_one_before()
    packed = _git("archive", "--format=tar", asked, "shared", "workers", "producers", "tests")
    with tarfile.open(fileobj=io.BytesIO(packed)) as tree:
        tree.extractall(folder, filter="data")
    return folder


def _git(*arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    except FileNotFoundError:
        raise NoRelease("There is no git here to take another release from.") from None
    if done.returncode != 0:
        why = done.stderr.decode().strip()
        raise NoRelease(f"git has no other release here ({why}); name one: --release COMMIT.")
    return done.stdout


def migrate_with(tree: Path, environment: dict[str, str]) -> None:
    """Make the ledger's tables as that release does."""
    subprocess.run(
        [sys.executable, "-m", "shared.ledger"],
        cwd=tree, env=environment | {"PYTHONPATH": str(tree)}, check=True, capture_output=True,
    )  # fmt: skip
