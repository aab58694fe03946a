"""The picture: all situations at a glance, and one in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from producers.addresses import figure_address, statement_address
from producers.phrases import (
    STYLES,
    brief,
    day,
    days,
    measured,
    minute,
    number,
    short,
    speaker,
    spread,
    where,
)
from producers.terminal import one_line, words
from producers.views.bars import Bar
from shared.picture import Figure, Situation, Standing, Statement, Voice
from shared.records import Claim

Claims = Mapping[str, Claim]
HEADLINES = 3
SPEAKERS = 4


def overview(situations: Sequence[Situation]) -> RenderableType:
    """A table of all situations, the richest first."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("situation", style="dim", no_wrap=True)
    table.add_column("what, where and when", ratio=5)
    table.add_column("figures: lowest to highest claim", ratio=9)
    table.add_column("statements", ratio=3)
    for situation in by_weight(situations):
        table.add_row(
            short(situation.id), _heading(situation), _headlines(situation), _statements(situation)
        )
    return table


def by_weight(situations: Sequence[Situation]) -> list[Situation]:
    """Most independent voices first, then most claims; a tie goes by id."""
    return sorted(
        situations,
        key=lambda each: (-len(each.voices), -sum(len(v.claims) for v in each.voices), each.id),
    )


def in_full(situation: Situation, claims: Claims) -> RenderableType:
    """Title, figures with bars, statements for and against, voices."""
    parts: list[RenderableType] = [
        Rule(words(situation.title, "bold"), align="left"),
        words(f"{days(situation.start, situation.end)} · {_places(situation)}"),
        Text(
            f"situation {short(situation.id)}, newest report {minute(situation.updated)} UTC", "dim"
        ),
    ]
    if situation.figures:
        parts.append(_figures(situation))
    if situation.statements:
        parts.append(_statement_table(situation, claims))
    if situation.voices:
        parts.append(_voices(situation.voices))
    return Group(*parts)


def standing(status: Standing) -> Text:
    """The word for how something stands, in its colour."""
    return Text(status.value, style=STYLES[status])


def _heading(situation: Situation) -> Text:
    shown = words(situation.title, "bold")
    if not _dated(situation):
        shown.append("\n" + days(situation.start, situation.end), "dim")
    return shown


def _dated(situation: Situation) -> bool:
    """Whether the title says the day already."""
    return situation.start is not None and situation.start in situation.title


def _places(situation: Situation) -> str:
    return (
        ", ".join(
            where(place)
            + (
                ""
                if place.lat is None or place.lon is None
                else f" [{place.lat:.2f}, {place.lon:.2f}]"
            )
            for place in situation.places
        )
        or "no place on the map"
    )


def _headlines(situation: Situation) -> RenderableType:
    """Figures with most claims behind them come first; the rest are counted."""
    ranked = sorted(situation.figures, key=lambda each: (-weight(each), each.measure))
    grid = Table.grid(padding=(0, 1))
    for figure in ranked[:HEADLINES]:
        grid.add_row(words(measured(figure)), brief(figure), standing(figure.status))
    if len(ranked) > HEADLINES:
        grid.add_row(Text(f"and {len(ranked) - HEADLINES} more", "dim"))
    return grid


def weight(figure: Figure) -> int:
    """How many claims speak of a figure, whether they count or not."""
    return len(figure.claims) + len(figure.excluded)


def _statements(situation: Situation) -> Text:
    counted = Counter(statement.status for statement in situation.statements)
    shown = Text()
    for status in Standing:
        if counted[status]:
            shown.append(", " if shown else "")
            shown.append(f"{counted[status]} ").append(standing(status))
    return shown


def _figures(situation: Situation) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("figure", style="dim", no_wrap=True)
    table.add_column("what is counted")
    table.add_column("as of", no_wrap=True)
    table.add_column("0 to highest", no_wrap=True)
    table.add_column("low, high, best")
    table.add_column("stands", no_wrap=True)
    for place, figure in enumerate(situation.figures):
        table.add_row(
            figure_address(situation, place),
            words(measured(figure)),
            day(figure.as_of) if figure.as_of else "",
            Bar(figure),
            spread(figure),
            standing(figure.status),
        )
    return table


def _statement_table(situation: Situation, claims: Claims) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("statement", style="dim", no_wrap=True)
    table.add_column("what is stated", ratio=6)
    table.add_column("who stands where", ratio=5)
    table.add_column("stands", no_wrap=True)
    for place, statement in enumerate(situation.statements):
        table.add_row(
            statement_address(situation, place),
            words(statement.summary),
            _sides(statement, claims),
            standing(statement.status),
        )
    return table


def _sides(statement: Statement, claims: Claims) -> Text:
    shown = Text()
    for label, style, ids in (
        ("for: ", "green", statement.for_),
        ("against: ", "red", statement.against),
        ("cannot verify: ", "cyan", statement.unverified),
    ):
        names = _once_each(speaker(claims[each]) for each in ids if each in claims)
        if names:
            more = f" and {len(names) - SPEAKERS} more" if len(names) > SPEAKERS else ""
            shown.append("\n" if shown else "").append(label, style)
            shown.append(one_line("; ".join(names[:SPEAKERS]) + more))
    return shown


def _once_each(speakers: Iterable[str]) -> list[str]:
    """Without who is there by his whole name: "Tariq Haddad (the brigades)", "Haddad (the brigades)"."""
    names = list(dict.fromkeys(speakers))
    return [each for each in names if not any(other.endswith(f" {each}") for other in names)]


def _voices(voices: Sequence[Voice]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("independent voices")
    table.add_column("speaks for")
    table.add_column("claims", justify="right")
    table.add_column("copies not counted", justify="right")
    for each in voices:
        speaks_for = each.organisation if each.organisation != each.name else None
        table.add_row(
            words(each.name),
            words(speaks_for or ""),
            number(len(each.claims)),
            number(len(each.copies)),
        )
    return table


def figure_line(figure: Figure) -> Text:
    """One figure on one line: what, the spread, how it stands."""
    shown = words(measured(figure), "bold")
    if figure.as_of:
        shown.append(f", {day(figure.as_of)}")
    return shown.append(f": {spread(figure)}, ").append(standing(figure.status))
