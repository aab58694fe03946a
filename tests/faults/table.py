"""The table, a row as soon as its fault is over."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table as Grid

from tests.faults.run import Outcome

COLUMNS = (
    ("fault", 22, "left"), ("ledger", 8, "left"), ("seed", 4, "right"), ("missing", 7, "right"),
    ("doubled", 7, "right"), ("changed", 7, "right"), ("stall s", 7, "right"), ("back in s", 9, "right"),
    ("fault s", 7, "right"), ("door s", 6, "right"), ("extra", 5, "right"), ("deaths", 6, "right"),
    ("took s", 6, "right"),
)  # fmt: skip
EXAMPLES = 3


class Table:
    """Prints outcomes on standard output, and what is being done on standard error."""

    def __init__(self, as_json: bool) -> None:
        self._json = as_json
        self._console = Console(width=130, highlight=False)
        self._watched = sys.stderr.isatty()
        self._begun = False
        self._left_out: list[str] = []

    def begin(self, what: str) -> None:
        if self._watched:
            sys.stderr.write(f"\r\033[K{what} ...")
            sys.stderr.flush()

    def add(self, outcome: Outcome) -> bool:
        """One row; whether it is as it must be."""
        if self._watched:
            sys.stderr.write("\r\033[K")
        if outcome.left_out:
            row = f"{outcome.fault}, {outcome.ledger}, seed {outcome.seed}"
            self._left_out.append(f"{row}: {outcome.left_out}")
        if self._json:
            print(outcome.json(), flush=True)
            return outcome.clean
        self._console.print(self._grid(outcome))
        self._begun = True
        self._explain(outcome)
        sys.stdout.flush()
        return outcome.clean

    def say_what_was_left_out(self) -> None:
        """Last, where it is seen: a row that was not run has shown nothing."""
        if self._left_out:
            print("LEFT OUT, and so not shown:", *self._left_out, sep="\n    ", file=sys.stderr)

    def _grid(self, outcome: Outcome) -> Grid:
        grid = Grid(box=None, show_header=not self._begun, padding=(0, 1, 0, 0))
        for name, width, side in COLUMNS:
            grid.add_column(name, width=width, justify=side, no_wrap=True)
        grid.add_row(*_cells(outcome), style=None if outcome.clean else "bold red")
        return grid

    def _explain(self, outcome: Outcome) -> None:
        if outcome.left_out:
            self._console.print(f"    left out: {outcome.left_out}", markup=False)
        for each in outcome.complaints:
            self._console.print(f"    {each}", markup=False)
        for found in (outcome.missing, outcome.doubled, outcome.changed):
            for each in found[:EXAMPLES]:
                self._console.print(f"    {each}", markup=False)


def _cells(outcome: Outcome) -> list[str]:
    back = "-" if outcome.recover_s is None else str(outcome.recover_s)
    numbers = [outcome.stall_s, back, outcome.fault_s, outcome.door_s, outcome.extra]
    counts = [len(found) for found in (outcome.missing, outcome.doubled, outcome.changed)]
    cells = [outcome.fault, outcome.ledger, outcome.seed, *counts, *numbers]
    return [str(each) for each in (*cells, outcome.deaths, outcome.total_s)]
