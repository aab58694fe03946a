"""What every measure of reading is made of: rows for the table, and cases that can be compared.

The labelled data and their scorers lie beside the project (`make score DATA=...`), never in it.
Each module of this folder with a function `measure(data)` is one part of the table.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

Counts = tuple[int, int, int]
"""Right, given, wanted: what one case adds to precision and recall."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the table, in per cent, with the mark it is to pass."""

    what: str
    value: float
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A part's figures, and what each of its cases (a sentence, a claim, a document) came to."""

    rows: tuple[Row, ...]
    cases: Mapping[str, Counts]


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def scorer(path: Path) -> ModuleType:
    """The data's own scorer, loaded from beside them: nobody marks his own work."""
    sys.path.insert(0, str(path.parent))
    try:
        spec = importlib.util.spec_from_file_location(
            f"scorer_{path.parent.name}_{path.stem}", path
        )
        if spec is None or spec.loader is None:
            raise FileNotFoundError(path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(path.parent))
    return module


def f1(counts: Iterable[Counts]) -> float:
    """Micro-averaged F1 in per cent."""
    right, given, wanted = (sum(column) for column in zip(*counts, strict=True))
    return round(200 * right / (given + wanted), 1) if given + wanted else 0.0


def share(counts: Iterable[Counts]) -> float:
    """Right of wanted in per cent."""
    right, _, wanted = (sum(column) for column in zip(*counts, strict=True))
    return round(100 * right / wanted, 1) if wanted else 0.0


def counted(result: Mapping[str, int]) -> Counts:
    """The counts in one of the scorers' results."""
    return result["tp"], result["pred"], result["gold"]
