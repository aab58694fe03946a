"""Why reports are of one situation, and what came near and was kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from producers.phrases import days, short
from producers.terminal import one_line, words
from shared.picture import Situation
from shared.records import Report

Lines = Sequence[Mapping[str, Any]]
Reports = Mapping[str, Report | None]
Titles = Mapping[str, str]


def why_grouped(
    situation: Situation, told: Lines, reports: Reports, titles: Titles
) -> RenderableType:
    """As `python -m workers.explaining` tells it."""
    names = {each["telling"]: _name(each["report"], reports) for each in told}
    inside = [each for each in told if each["inside"]]
    outside = [each for each in told if not each["inside"]]
    parts: list[RenderableType] = [
        Rule(words(situation.title, "bold"), align="left"),
        _together(inside, reports, names),
    ]
    if outside:
        parts += [
            Text("Came near, and is another situation", "bold"),
            _apart(outside, reports, titles),
        ]
    return Group(*parts)


def _together(inside: Lines, reports: Reports, names: Mapping[str, str]) -> Table:
    table = _table("report", "where and when", "what speaks for its being here")
    for each in inside:
        why = Text("the first report") if each is inside[0] else _features(each["features"])
        if each is not inside[0] and each["like"]:
            why.append(f"\nas {names.get(each['like'], 'another report')}", "dim")
        if each["overruled"]:
            why.append("\nput here by an overrule", "cyan")
        table.add_row(words(_name(each["report"], reports)), _where(each), why)
    return table


def _apart(outside: Lines, reports: Reports, titles: Titles) -> Table:
    table = _table("report", "where and when", "for and against")
    for each in outside:
        why = _features(each["features"])
        weight, enough = each["weight"], each["enough"]
        though = "" if weight < enough else "; another was more like it, or two were"
        why.append(f"\n{weight:g}, {enough:g} joins{though}", "dim")
        name = words(_name(each["report"], reports))
        title = titles.get(each["situation"] or "")
        if title:
            name.append(f"\n{short(each['situation'])} {one_line(title)}", "dim")
        table.add_row(name, _where(each), why)
    return table


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    for column, ratio in zip(columns, (4, 3, 5), strict=True):
        table.add_column(column, ratio=ratio)
    return table


def _features(features: Iterable[Sequence[Any]]) -> Text:
    shown = Text()
    for name, weight in features:
        shown.append(", " if shown else "")
        shown.append(f"{name} ({weight:+g})", "red" if weight < 0 else "green")
    return shown or Text("nothing of its own", "dim")


def _where(each: Mapping[str, Any]) -> Text:
    first, last = each["days"] or (None, None)
    return words(f"{each['place'] or 'no place'}, {days(first, last)}")


def _name(identity: str, reports: Reports) -> str:
    report = reports.get(identity)
    if report is None:
        return short(identity)
    return " · ".join(part for part in (report.outlet, report.ref or short(report.id)) if part)
