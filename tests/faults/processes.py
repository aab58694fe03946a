"""What the system says of processes."""

from __future__ import annotations

import signal
import sys
from pathlib import Path


def _stats() -> dict[int, tuple[str, int, int, int]]:
    """State, parent, group and start of every process."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = path.read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        found[int(path.parent.name)] = (rest[0], int(rest[1]), int(rest[2]), int(rest[19]))
    return found


def children(pid: int) -> list[int]:
    """Living children of a process, the oldest first."""
    born = [(s[3], each) for each, s in _stats().items() if s[1] == pid and s[0] != "Z"]
    return [each for _, each in sorted(born)]


def group_members(group: int) -> list[int]:
    """Living processes of a process group."""
    return [each for each, s in _stats().items() if s[2] == group and s[0] != "Z"]


def end_in_order() -> None:
    """A harness that is asked to end ends what it started, as after Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
