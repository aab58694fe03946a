"""`onrecord changes`: what is new, withdrawn or newly disputed since one last looked."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from producers.options import Home, Json, existing_ledger, settings_of
from producers.past import RECALL, gone_by
from producers.terminal import busy, out, print_json, say

if TYPE_CHECKING:
    from shared.ledger import Ledger

app = typer.Typer()

LAST = "LAST"


@app.command()
def changes(
    since: Annotated[
        str,
        typer.Option(
            "--since",
            metavar="TIME|LAST",
            help="A moment, a day, 3d ago, or when this reader last looked.",
        ),
    ] = LAST,
    reader: Annotated[
        str | None,
        typer.Option("--reader", metavar="NAME", help="Who looks; the login name unless given."),
    ] = None,
    peek: Annotated[
        bool, typer.Option("--peek", help="Look without its counting as having looked.")
    ] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Tell what the picture says otherwise now: what is new, disputed, withdrawn, and because of which reports.

    It is the difference of two pictures, not a list of all that happened between. With --since LAST, which is
    the default, a reader is told each change once.
    """
    from producers.programs import answers

    ledger = existing_ledger(settings_of(home))
    who = reader or getpass.getuser()
    at = _moment(ledger, since, who)
    with busy("Comparing the picture of then with that of now ..."):
        head, *told = answers(ledger.settings, RECALL, "changes", repr(at))
    if as_json:
        print_json(told)
    else:
        _show(ledger, told, at)
    sys.stdout.flush()  # whoever reads it may be gone: then it was not told
    if since == LAST and not peek and head["drawn_at"] is not None:
        ledger.looked(who, head["drawn_at"])


def _moment(ledger: Ledger, since: str, reader: str) -> float:
    """The beginning of all things for whoever has never looked."""
    return (ledger.last_look(reader) or 0.0) if since == LAST else gone_by(since)


def _show(ledger: Ledger, told: list[dict[str, Any]], at: float) -> None:
    from producers.views.changes import changes_view

    since = f"since {datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC" if at else "so far"
    if not told:
        say(f"The picture has not changed {since}.")
        return
    reports = {name: ledger.report(name) for each in told for name in each["because"]}
    out().print(changes_view(told, reports))
    number = "One situation has" if len(told) == 1 else f"{len(told):,} situations have"
    say(f"{number} changed {since}.")
