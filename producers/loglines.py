"""What logs say about a report: their lines are JSON, and name the trace and the report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.errors import Unreadable
from shared.ledger import Journey
from shared.ledger.views import Quarantined

COLUMNS = ("time", "event", "hop", "worker")
KNOWN = {*COLUMNS, "level", "outcome", "trace", "report", "ref", "traces", "reports"}


@dataclass(frozen=True)
class Line:
    """One line of a log."""

    fields: dict[str, Any]

    def cells(self) -> tuple[str, ...]:
        """When, what, where, who, and all the rest in one."""
        rest = ", ".join(
            f"{name} {each}" for name, each in self.fields.items() if name not in KNOWN
        )
        moment, *others = (str(self.fields.get(name, "")) for name in COLUMNS)
        return (moment.replace("T", " ")[:23], *others, rest)


def about(
    journeys: Sequence[Journey], refused: Sequence[Quarantined], files: Iterable[Path]
) -> tuple[Line, ...]:
    """The lines of these files that name one of the reports or its trace, in order of time."""
    wanted = {name for each in journeys for name in (each.report, each.trace)}
    wanted |= {each.trace for each in refused if each.trace is not None}
    found = [line for file in files for line in _lines(file) if _names(line) & wanted]
    return tuple(Line(fields) for fields in sorted(found, key=lambda line: str(line.get("time"))))


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    """What is no JSON object, as the last words of a program that crashed, is passed over."""
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                try:
                    fields = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(fields, dict):
                    yield fields
    except OSError as error:
        raise Unreadable(
            f"The log {file} cannot be read: {error.strerror}. Name a file of lines as onrecord writes them."
        ) from error


def _names(line: dict[str, Any]) -> set[str]:
    many = [
        each
        for key in ("traces", "reports")
        for each in line.get(key) or ()
        if isinstance(each, str)
    ]
    return {*many, str(line.get("trace")), str(line.get("report"))}
