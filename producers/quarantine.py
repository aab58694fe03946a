"""`onrecord quarantine`: look at what could not be done, do it again, or drop it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from producers.options import Exit, Home, Json, existing_ledger, settings_of, stop
from producers.terminal import out, print_json, say
from shared.errors import Unreadable
from shared.hops import Hop

if TYPE_CHECKING:
    from shared.ledger import Ledger
    from shared.ledger.views import Quarantined, QuarantinedEntry
    from shared.settings import Settings

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
Reason = Annotated[
    str | None,
    typer.Option("--reason", help="unreadable, lost, unavailable, slow, large, bug."),
]
AtHop = Annotated[Hop | None, typer.Option("--hop", help="Where they stopped.")]
Outlet = Annotated[str | None, typer.Option("--outlet", help="Whose reports they are.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Name them, and leave them as they are.")]


@app.command("list")
def list_(
    reason: Reason = None,
    hop: AtHop = None,
    outlet: Outlet = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """List what waits in quarantine. The exit code is 1 when something does."""
    from producers.views.operations import quarantine_table

    entries = _of_cause(existing_ledger(settings_of(home)), reason, hop, outlet)
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
def replay(
    numbers: Numbers = None,
    everything: All = False,
    reason: Reason = None,
    hop: AtHop = None,
    outlet: Outlet = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Send entries through the line again, from the hop where they stopped.

    What cannot be sent, since it is no report, stays in quarantine; the exit code is then 1.
    """
    from shared.logs import configure

    settings = settings_of(home)
    configure(settings.log_format)
    ledger = existing_ledger(settings)
    refused = 0
    for entry in _chosen(ledger, numbers, everything, reason, hop, outlet):
        done: dict[str, object] = {"entry": entry.id, "done": False}
        try:
            done["done"] = not dry_run and _replayed(settings, ledger, entry.id)
            sentence = "would be worked again" if dry_run else "waits to be worked again"
        except Unreadable as error:
            refused += 1
            sentence = f"stays in quarantine: {error}"
        _told(done, f"Entry {entry.id} {sentence}".removesuffix(".") + ".", as_json)
    if refused:
        raise stop(Exit.PROBLEMS)


@app.command()
def drop(
    numbers: Numbers = None,
    everything: All = False,
    reason: Reason = None,
    hop: AtHop = None,
    outlet: Outlet = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Take entries out of quarantine for good. The original report is kept."""
    ledger = existing_ledger(settings_of(home))
    for entry in _chosen(ledger, numbers, everything, reason, hop, outlet):
        done = not dry_run and ledger.drop(entry.id)
        sentence = "would be dropped" if dry_run else "is dropped; the original report is kept"
        _told({"entry": entry.id, "done": done}, f"Entry {entry.id} {sentence}.", as_json)


def _replayed(settings: Settings, ledger: Ledger, number: int) -> bool:
    from producers.line import log
    from shared.logs import Event

    receipt = ledger.replay(number)
    if receipt is not None:
        log(settings, Event.REPLAYED, trace=receipt.trace, report=receipt.report, entry=number)
    return receipt is not None


def _told(done: dict[str, object], sentence: str, as_json: bool) -> None:
    if as_json:
        print_json([done])
    else:
        say(sentence)


def _of_cause(
    ledger: Ledger, reason: str | None, hop: Hop | None, outlet: str | None
) -> list[Quarantined]:
    return [
        entry
        for entry in ledger.quarantined()
        if reason in (None, entry.reason)
        and hop in (None, entry.hop)
        and outlet in (None, entry.outlet)
    ]


def _chosen(
    ledger: Ledger,
    numbers: list[int] | None,
    everything: bool,
    reason: str | None,
    hop: Hop | None,
    outlet: str | None,
) -> list[Quarantined]:
    """Checked before the first is touched: a mistyped number leaves all as it was."""
    by_cause = any((reason, hop, outlet))
    if bool(numbers) + everything + by_cause != 1:
        raise Unreadable(
            "Name entries by their numbers, or by --reason, --hop and --outlet, or all of them with "
            "--all: one of the three."
        )
    if not numbers:
        return _of_cause(ledger, reason, hop, outlet)
    entries: list[Quarantined] = [_entry(ledger, number) for number in numbers]
    for entry in entries:
        if entry.resolution is not None:
            raise Unreadable(f"Entry {entry.id} was {entry.resolution} already; nothing was done.")
    return entries


def _entry(ledger: Ledger, number: int) -> QuarantinedEntry:
    found = ledger.quarantine_entry(number)
    if found is None:
        raise Unreadable(
            f"There is no quarantine entry {number}. onrecord quarantine list shows what there is."
        )
    return found
