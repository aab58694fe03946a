"""`onrecord quarantine`: look at what could not be done, do it again, or drop it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from producers.options import Exit, Home, Json, existing_ledger, settings_of, stop
from producers.terminal import out, print_json, say
from shared.errors import Unreadable

if TYPE_CHECKING:
    from shared.ledger import Ledger
    from shared.ledger.views import QuarantinedEntry

app = typer.Typer(
    help="Look at what could not be done, do it again, or drop it.", no_args_is_help=True
)

Number = Annotated[
    int, typer.Argument(metavar="ID", help="As `onrecord quarantine list` prints it.")
]
Numbers = Annotated[
    list[int] | None,
    typer.Argument(metavar="ID...", help="As `onrecord quarantine list` prints them."),
]
All = Annotated[bool, typer.Option("--all", help="Everything that waits in quarantine.")]


@app.command("list")
def list_(as_json: Json = False, home: Home = None) -> None:
    """List what waits in quarantine. The exit code is 1 when something does."""
    from producers.views.operations import quarantine_table

    entries = existing_ledger(settings_of(home)).quarantined()
    if as_json:
        print_json(entries)
    elif entries:
        out().print(quarantine_table(entries))
    else:
        say("Nothing is in quarantine.")
    if entries:
        raise stop(Exit.PROBLEMS)


@app.command()
def show(number: Number, as_json: Json = False, home: Home = None) -> None:
    """Show one entry: what is wrong, where, since when, and what was submitted."""
    from producers.views.operations import quarantine_entry

    entry = _entry(existing_ledger(settings_of(home)), number)
    if as_json:
        print_json([entry])
    else:
        out().print(quarantine_entry(entry))


@app.command()
def replay(numbers: Numbers = None, everything: All = False, home: Home = None) -> None:
    """Send entries through the line again, from the hop where they stopped."""
    from producers.line import log
    from shared.logs import Event, configure

    settings = settings_of(home)
    configure(settings.log_format)
    ledger = existing_ledger(settings)
    for number in _chosen(ledger, numbers, everything):
        receipt = ledger.replay(number)
        if receipt is not None:
            log(settings, Event.REPLAYED, trace=receipt.trace, report=receipt.report, entry=number)
        say(f"Entry {number} waits to be worked again.")


@app.command()
def drop(numbers: Numbers = None, everything: All = False, home: Home = None) -> None:
    """Take entries out of quarantine for good. The original report is kept."""
    ledger = existing_ledger(settings_of(home))
    for number in _chosen(ledger, numbers, everything):
        ledger.drop(number)
        say(f"Entry {number} is dropped; the original report is kept.")


def _chosen(ledger: Ledger, numbers: list[int] | None, everything: bool) -> list[int]:
    """Checked before the first is touched: a mistyped number leaves all as it was."""
    if bool(numbers) == everything:
        raise Unreadable(
            "Name entries by their numbers, or all of them with --all: one of the two."
        )
    if everything:
        return [entry.id for entry in ledger.quarantined()]
    entries = [_entry(ledger, number) for number in numbers or ()]
    for entry in entries:
        if entry.resolution is not None:
            raise Unreadable(f"Entry {entry.id} was {entry.resolution} already; nothing was done.")
    return [entry.id for entry in entries]


def _entry(ledger: Ledger, number: int) -> QuarantinedEntry:
    found = ledger.quarantine_entry(number)
    if found is None:
        raise Unreadable(
            f"There is no quarantine entry {number}. onrecord quarantine list shows what there is."
        )
    return found
