"""Figures over time, each series drawn to one scale."""

from __future__ import annotations

from datetime import UTC, datetime

from rich import box
from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from producers.phrases import brief, day, minute
from producers.series import Series
from producers.terminal import words
from producers.views.bars import Bar
from producers.views.situations import standing
from shared.picture import Figure, Situation

WIDTH = 14


def series_view(situation: Situation, series: Series) -> RenderableType:
    """One table for each series, a line for each day; its bars have one scale."""
    parts: list[RenderableType] = [Rule(words(situation.title, "bold"), align="left")]
    for what, points in series.items():
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("as of", no_wrap=True)
        table.add_column("0 to top", no_wrap=True)
        table.add_column("claimed")
        table.add_column("stands", no_wrap=True)
        table.add_column("told (UTC)", no_wrap=True)
        table.add_column("known here", no_wrap=True)
        top = max((_highest(point.figure) for point in points), default=0)
        for point in points:
            table.add_row(
                day(point.figure.as_of),
                Bar(point.figure, width=WIDTH, top=top),
                brief(point.figure),
                standing(point.figure.status),
                _told(point.told, point.last_told),
                _moment(point.known),
            )
        parts += [words(what, "bold"), table]
    return Group(*parts)


def _highest(figure: Figure) -> float:
    return max((n for n in (figure.low, figure.best, figure.high) if n is not None), default=0)


def _told(first: str | None, last: str | None) -> Text:
    """When it was first told, and below that when last."""
    if first == last or last is None:
        return words(minute(first))
    return Text("\n").join([words(minute(first)), words(f"to {minute(last)}")])


def _moment(at: float | None) -> str:
    return "" if at is None else f"{datetime.fromtimestamp(at, UTC):%-d %b %H:%M}"
