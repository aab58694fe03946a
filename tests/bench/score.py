"""All measures of reading in one table: `make score`, or `python -m tests.bench.score DATA`.

DATA holds `bench/` and `gold/`, each set with its own scorer. What the working tree reaches stands
beside the committed figures (`figures.json`), with how many cases were gained and lost;
`--cases PART` names these, `--commit` writes the figures down.
"""

from __future__ import annotations

import argparse
import importlib
import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.bench.measuring import Counts, Measured

PARTS = {
    "places": "places",
    "muc": "counts and days of conflict reports",
    "attributions": "who said what",
    "newsquant": "quantities",
    "recognizers": "numbers, ranges, days",
    "meantime": "time",
    "certainty": "certainty",
    "kinds": "kinds",
    "stances": "stance",
    "names": "names",
    "claims": "claims whole",
    "incidents": "incidents of many outlets",
    "pictures": "the picture",
}
"""Module of this folder and what it measures; the slowest first, so that both cores end together."""

WIDEST = 130
"""A table that is piped into a file is not cut to 80 signs."""

COMMITTED = Path(__file__).with_name("figures.json")


def measure(part: str, data: Path) -> Measured:
    found: Measured = importlib.import_module(f"tests.bench.{part}").measure(data)
    return found


def measure_all(parts: Iterable[str], data: Path) -> dict[str, Measured]:
    wanted = list(parts)
    with ProcessPoolExecutor(2) as pool:
        running = {pool.submit(measure, part, data): part for part in wanted}
        done = track(as_completed(running), "Reading", len(wanted), transient=True)
        found = {running[each]: each.result() for each in done}
    return {part: found[part] for part in PARTS if part in found}


def missed(cases: Mapping[str, Counts]) -> dict[str, list[int]]:
    """The cases with a fault; what is not among them was right."""
    return {key: list(c) for key, c in sorted(cases.items()) if not c[0] == c[1] == c[2]}


def faults(counts: Iterable[int]) -> int:
    right, given, wanted = counts
    return given - right + wanted - right


def moved(part: str, measured: Measured, committed: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Each case with more (above 0) or fewer faults than in the committed figures."""
    before = committed.get(part, {}).get("missed", {})
    for key, counts in sorted(measured.cases.items()):
        change = faults(counts) - faults(before.get(key, (0, 0, 0)))
        if change:
            yield key, change


def table(measured: Mapping[str, Measured], committed: Mapping[str, Any]) -> Table:
    shown = Table(box=None, pad_edge=False)
    for title in ("part", "measure"):
        shown.add_column(title, no_wrap=True)
    for title in ("committed", "now", "mark", "", "better in", "worse in"):
        shown.add_column(title, justify="right", no_wrap=True)
    for part, each in measured.items():
        before = committed.get(part, {}).get("rows", {})
        changes = [change for _, change in moved(part, each, committed)] if before else []
        for index, row in enumerate(each.rows):
            then = before.get(row.what)
            first = index == 0
            shown.add_row(
                PARTS[part] if first else "",
                row.what,
                "" if then is None else f"{then:.1f}",
                f"{row.value:.1f}",
                "" if row.mark is None else f"{row.mark:g}",
                "" if row.mark is None else "reached" if row.value >= row.mark else "short",
                str(sum(change < 0 for change in changes)) if first else "",
                str(sum(change > 0 for change in changes)) if first else "",
            )
    return shown


def figures(measured: Mapping[str, Measured], committed: Mapping[str, Any]) -> dict[str, Any]:
    now = {
        part: {"rows": {row.what: row.value for row in each.rows}, "missed": missed(each.cases)}
        for part, each in measured.items()
    }
    return dict(sorted({**committed, **now}.items()))


def write(found: Mapping[str, Any]) -> None:
    """One case a line, so that a change of reading shows in the history what it gained and lost."""
    text = json.dumps(found, indent=1, ensure_ascii=False)
    text = text.replace("[\n    ", "[").replace(",\n    ", ", ").replace("\n   ]", "]")
    COMMITTED.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", action="append", choices=PARTS, help="measure this part only")
    parser.add_argument("--cases", action="append", choices=PARTS, help="name what moved in it")
    parser.add_argument("--commit", action="store_true", help="write the figures down")
    given = parser.parse_args()
    committed = json.loads(COMMITTED.read_text(encoding="utf-8")) if COMMITTED.exists() else {}
    measured = measure_all(given.only or PARTS, given.data)
    console = Console(width=max(Console().width, WIDEST))
    console.print(table(measured, committed))
    for part in given.cases or ():
        for key, change in moved(part, measured[part], committed):
            console.print(f"{'worse ' if change > 0 else 'better'} {part}: {key}", highlight=False)
    if given.commit:
        write(figures(measured, committed))


if __name__ == "__main__":
    main()
