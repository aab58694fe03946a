"""What `onrecord verify` found, for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from producers.terminal import one_line


def promises(lines: Sequence[dict[str, Any]]) -> Table:
    """One row a promise: what it says, what was looked at, how often it is broken."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("promise", no_wrap=True)
    table.add_column("what it says", ratio=1)
    for column in ("looked at", "broken", "mended"):
        table.add_column(column, justify="right", no_wrap=True)
    for line in lines:
        broken, mended = line["breaches"], line["mended"]
        table.add_row(
            Text(line["promise"], "bold red" if broken else "bold green"),
            line["holds"],
            f"{line['looked_at']:,}",
            Text(f"{broken:,}", "bold red" if broken else ""),
            f"{mended:,}" if mended else "",
        )
    return table


def breach_line(line: dict[str, Any]) -> Text:
    """One breach: where, what, and what to do."""
    return Text.assemble(
        (f"{line['promise']}: ", "bold red"),
        one_line(f"{_where(line)}{line['what']}."),
        (" " + one_line(line["todo"]), "dim"),
    )


def mended_line(line: dict[str, Any]) -> Text:
    """One breach that was mended, and how."""
    return Text.assemble(
        (f"{line['promise']}: ", "bold green"),
        one_line(f"{_where(line)}{line['what']}: {line['did']}."),
    )


def _where(line: dict[str, Any]) -> str:
    named = [
        f"{word} {line[key]}"
        for key, word in (("report", "report"), ("hop", "at"), ("name", ""))
        if line[key]
    ]
    return f"{' '.join(named)} ".lstrip() if named else ""
