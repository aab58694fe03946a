"""What has changed, the disputed first: situation by situation, with the reports that made the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from producers.phrases import short
from producers.terminal import one_line, words
from shared.records import Report

SORTS = {
    "disputed": ("newly disputed", "bold red"),
    "withdrawn": ("withdrawn", "magenta"),
    "new": ("new", "bold green"),
    "changed": ("changed", "yellow"),
    "carried": ("as before", "dim"),
}
"""In the order they are shown in."""
WIDTH = max(len(word) for word, _ in SORTS.values())
REPORTS = 4
SUMMARY = 100


def changes_view(
    told: Sequence[Mapping[str, Any]],
    reports: Mapping[str, Report | None],
) -> RenderableType:
    """The differences as `python -m workers.recalling changes` tells them; those with disputes come first."""
    parts: list[RenderableType] = []
    for each in sorted(told, key=_urgency):
        parts += [Rule(_head(each), align="left"), _lines(each)]
        parts.append(Padding(_because(each, reports), (0, 0, 1, 2)))
    return Group(*parts)


def _urgency(each: Mapping[str, Any]) -> tuple[int, str, str]:
    ranks = list(SORTS)
    return min(ranks.index(one["sort"]) for one in each["told"]), each["title"], each["situation"]


def _head(each: Mapping[str, Any]) -> Text:
    head = words(each["title"], "bold").append(f"  {short(each['situation'])}", "not bold dim")
    return head.append("" if each["change"] == "changed" else f"  {each['change']}", "not bold")


def _lines(each: Mapping[str, Any]) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=WIDTH + 2, justify="right")
    grid.add_column(ratio=1)
    grid.add_column(no_wrap=True, style="dim")
    for sort, (word, style) in SORTS.items():
        for one in (one for one in each["told"] if one["sort"] == sort):
            what = words(one["text"])
            if one["says"]:
                what.append(f"\n«{_shortened(one['says'])}»", "italic")
            address = f"{short(each['situation'])}:{one['part']}" if one["part"] else ""
            grid.add_row(Text(word, style), what, address)
    return grid


def _shortened(said: str) -> str:
    said = one_line(said)
    return said if len(said) <= SUMMARY else f"{said[:SUMMARY]} …"


def _because(each: Mapping[str, Any], reports: Mapping[str, Report | None]) -> Text:
    known = [report for name in each["because"] if (report := reports[name]) is not None]
    named = [
        " · ".join(part for part in (one.outlet, one.ref or short(one.id)) if part) for one in known
    ]
    causes = [f"overrule {number}" for number in each["overrules"]] + named[:REPORTS]
    more = f" and {len(named) - REPORTS:,} more" if len(named) > REPORTS else ""
    return Text(one_line(f"because of {'; '.join(causes)}{more}") if causes else "", "dim")
