"""One report as read: its text with the claims marked, and the claims as a table."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from producers.phrases import manner, minute, quantity, speaker, when, where
from producers.terminal import one_line, words
from producers.views.marked import colours, marked, voice
from shared.records import Annotation, Claim, Report


def read_report(
    report: Report, claims: Sequence[Claim], annotations: Sequence[Annotation] = ()
) -> RenderableType:
    """Head, marked text, table, and what was left over; claims in the order in which they stand in the text."""
    ordered = in_order(claims)
    left = left_over(report, annotations)
    return Group(
        Rule(Text(one_line(title(report)), style="bold"), align="left"),
        marked(report.text, ordered, annotations),
        claim_table(ordered) if ordered else Text("No claims were found in it."),
        *((words(left, "dim"), Text()) if left else ()),
    )


def in_order(claims: Sequence[Claim]) -> list[Claim]:
    """As they stand in the text."""
    return sorted(claims, key=lambda claim: (claim.start, claim.end, claim.id))


def left_over(report: Report, annotations: Sequence[Annotation]) -> str:
    """What ended in no claim, in a sentence; nothing of nothing."""
    found = [
        f"{a.kind.value} «{_short(report.text[slice(*a.span)])}»" for a in annotations if a.left
    ]
    return f"Left over, in no claim: {', '.join(found)}." if found else ""


def _short(text: str) -> str:
    """A long quotation by its first words."""
    line = one_line(text)
    return line if len(line) <= 40 else line[:39].rstrip() + "…"


def title(report: Report) -> str:
    """What the report is called, who published it and when, as far as known."""
    parts = (report.ref or report.id, report.outlet, report.published and minute(report.published))
    withdrawn = " (withdrawn)" if report.status == "canceled" else ""
    return " · ".join(part for part in parts if part) + withdrawn


def claim_table(claims: Sequence[Claim]) -> Table:
    """Who, how, and what with its figures, days and places."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("#", justify="right", style="dim")
    table.add_column("who", max_width=26)
    table.add_column("how", max_width=14)
    table.add_column("what is claimed", ratio=1)
    style = colours(claims)
    for place, claim in enumerate(claims, start=1):
        who = words(speaker(claim), style[voice(claim)] if claim.source else "")
        table.add_row(str(place), who, manner(claim), content(claim))
    return table


def content(claim: Claim) -> Text:
    """The claimed words, and under them what was read out of them."""
    shown = words(claim.text)
    read = facts(claim)
    if read:
        shown.append("\n" + one_line(read), style="dim")
    return shown


def facts(claim: Claim) -> str:
    """Kind, numbers, days and places, as far as there are."""
    parts = [
        claim.kinds[0].value if claim.kinds else "",
        *(quantity(each) for each in claim.quantities),
        when(claim.time),
        ", ".join(where(each) for each in claim.places),
    ]
    return " · ".join(part for part in parts if part)
