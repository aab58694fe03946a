"""What was let go of, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich import box
from rich.table import Table

from producers.terminal import words
from producers.views.journeys import clock
from shared.ledger.retention import SORTS, Deleted


def sorts(numbers: Mapping[str, int], dry_run: bool) -> Table:
    """One row a sort: what it is, and how many are gone or would go."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("sort", no_wrap=True)
    table.add_column("what it is", ratio=1)
    table.add_column("would go" if dry_run else "gone", justify="right", no_wrap=True)
    for sort in SORTS:
        table.add_row(sort.word, sort.says, f"{numbers[sort.word]:,}")
    return table


def deletions(found: Sequence[Deleted]) -> Table:
    """Each deletion: when, who, what and why; the newest last."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("when (UTC)", "what"):
        table.add_column(column, no_wrap=True)
    table.add_column("number", justify="right")
    table.add_column("by")
    table.add_column("why", ratio=1)
    for each in found:
        table.add_row(
            clock(each.at)[:19],
            f"{each.what} {each.report or ''}".strip(),
            f"{each.number:,}",
            words(each.who),
            words(each.why),
        )
    return table
