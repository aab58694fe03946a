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
from shared.records import Claim, Report


def read_report(report: Report, claims: Sequence[Claim]) -> RenderableType:
    """Head, marked text and table; claims in the order in which they stand in the text."""
    ordered = sorted(claims, key=lambda claim: (claim.start, claim.end, claim.id))
    return Group(
        Rule(Text(one_line(title(report)), style="bold"), align="left"),
        marked(report.text.strip("\n"), _shifted(report, ordered)),
        claim_table(ordered) if ordered else Text("No claims were found in it."),
    )


def title(report: Report) -> str:
    """What the report is called, who published it and when, as far as known."""
    parts = (report.ref or report.id, report.outlet, report.published and minute(report.published))
    withdrawn = " (withdrawn)" if report.status == "canceled" else ""
    return " · ".join(part for part in parts if part) + withdrawn


def _shifted(report: Report, claims: Sequence[Claim]) -> list[Claim]:
    """The claims counted from where the shown text begins, without the blank lines before it."""
    lead = len(report.text) - len(report.text.lstrip("\n"))
    return [
        claim.model_copy(update={"start": claim.start - lead, "end": claim.end - lead})
        for claim in claims
    ]


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
    facts = " · ".join(part for part in _facts(claim) if part)
    if facts:
        shown.append("\n" + one_line(facts), style="dim")
    return shown


def _facts(claim: Claim) -> list[str]:
    return [
        claim.kinds[0].value if claim.kinds else "",
        *(quantity(each) for each in claim.quantities),
        when(claim.time),
        ", ".join(where(each) for each in claim.places),
    ]
