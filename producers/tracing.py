"""`onrecord trace`: one report's way from the door to the picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from producers.options import Home, Json, existing_ledger, settings_of
from producers.terminal import out, print_json, say
from shared.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.ledger.views import Journey, Quarantined

app = typer.Typer()


@app.command()
def trace(
    name: Annotated[
        str,
        typer.Argument(metavar="ID", help="A trace, a report's id or its beginning, or its ref."),
    ],
    logs: Annotated[
        list[Path] | None,
        typer.Option("--log", metavar="FILE", help="Logs in JSON: what they say of it, too."),
    ] = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Follow one report from the door to the picture, with its waiting and working times.

    Of a trace that several reports share, all of them; what was refused at the queue and became no report, too.
    The ledger knows how each hop ended; what went before, tries and deaths of processes, only the logs of
    workers and publishers do.
    """
    from producers.loglines import about
    from producers.views.journeys import lines_view

    ledger = existing_ledger(settings_of(home))
    journeys, refused = ledger.journeys(name), ledger.no_reports(name)
    if not journeys and not refused:
        raise Unreadable(
            f"No one report is meant by {name}. Give its trace, its ref, or at least four signs of its id; "
            "onrecord publish prints them."
        )
    lines = about(journeys, refused, logs or [])
    if as_json:
        print_json(journeys)
        print_json(refused)
        print_json(line.fields for line in lines)
        return
    _show(journeys, refused)
    if lines:
        out().print(lines_view(lines))
    elif logs:
        say("The logs say nothing about it.")


def _show(journeys: Sequence[Journey], refused: Sequence[Quarantined]) -> None:
    from producers.views.journeys import journey_view
    from producers.views.operations import quarantine_table

    for journey in journeys:
        out().print(journey_view(journey))
    if refused:
        say("This became no report; onrecord quarantine show says more.")
        out().print(quarantine_table(refused))
