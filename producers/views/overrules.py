"""What analysts have decided about what is one happening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from rich import box
from rich.table import Table
from rich.text import Text

from producers.terminal import words
from shared.ledger.overruling import Entry
from shared.overrules import Act, Overrule

SAYS = {
    Act.JOIN: "are one happening",
    Act.SPLIT: "are not of one happening with the rest",
    Act.PIN: "belong together, and not where they were",
}


def overrules_table(entries: Sequence[Entry]) -> Table:
    """A line each, the oldest first."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("overrule", justify="right")
    table.add_column("what", ratio=3)
    table.add_column("who, when and why", ratio=4)
    table.add_column("in force", ratio=2)
    for each in entries:
        author = words(f"{each.who}, {_minute(each.at)}").append(f"\n{each.why}", "italic")
        table.add_row(str(each.id), _what(each.overrule), author, _standing(each))
    return table


def overrule_line(entry: Entry) -> Text:
    """One of them on one line, below the situation that it has shaped."""
    line = Text(f"overrule {entry.id}: ", "bold").append(_what(entry.overrule))
    return line.append(f" ({entry.who}, {_minute(entry.at)}: ", "dim").append(
        words(f"{entry.why})", "dim")
    )


def _what(made: Overrule) -> str:
    claims = made.these or made.together
    number = "1 claim" if len(claims) == 1 else f"{len(claims):,} claims"
    return f"{made.act}: {number} {SAYS[made.act]}"


def _standing(entry: Entry) -> Text:
    if entry.withdrawn_at is not None:
        gone = f"withdrawn by {entry.withdrawn_by}, {_minute(entry.withdrawn_at)}: "
        return words(gone + (entry.withdrawn_why or ""), "dim")
    if entry.since is None:
        return Text("waits for a redraw", "yellow")
    return Text(f"since {_minute(entry.since)}", "green")


def _minute(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M}"
