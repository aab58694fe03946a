"""The code of another release, taken out of the repository, to run beside this one's."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from pathlib import Path

from tests.faults.disks import CannotMount
from tests.faults.workers import ROOT


class NoRelease(CannotMount):
    """There is none to be had, with a sentence that says why."""


def take_out(commit: str | None, folder: Path) -> Path:
    """The tree of a commit or tag, with the harness of its time, which knows its core."""
    if commit is None:
        raise NoRelease("No other release was named: --release COMMIT.")
    packed = subprocess.run(
        ["git", "archive", "--format=tar", commit, "shared", "workers", "producers", "tests"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if packed.returncode != 0:
        raise NoRelease(f"git has no {commit} here: {packed.stderr.decode().strip()}")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as tree:
        tree.extractall(folder, filter="data")
    return folder


def migrate_with(tree: Path, environment: dict[str, str]) -> None:
    """Make the ledger's tables as that release does."""
    subprocess.run(
        [sys.executable, "-m", "shared.ledger"],
        cwd=tree, env=environment | {"PYTHONPATH": str(tree)}, check=True, capture_output=True,
    )  # fmt: skip
