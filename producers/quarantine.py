"""`onrecord quarantine`: look at what could not be done, do it again, or drop it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from producers.options import Exit, Home, Json, existing_ledger, settings_of, stop
from producers.terminal import out, print_json, say
from shared.errors import Unreadable
from shared.hops import Hop, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.ledger import Ledger
    from shared.ledger.views import Quarantined, QuarantinedEntry
    from shared.settings import Settings

    Act = Callable[[Settings, Ledger, int], bool]
    """What is done to one entry, by its number; whether anything was to be done."""

MEANWHILE = "was seen to by somebody else meanwhile"

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
Why = Annotated[Reason | None, typer.Option("--reason", help="Why they are there.")]
AtHop = Annotated[Hop | None, typer.Option("--hop", help="Where they stopped.")]
Outlet = Annotated[str | None, typer.Option("--outlet", help="Whose reports they are.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Name them, and leave them as they are.")]


@app.command("list")
def list_(
    reason: Why = None,
    hop: AtHop = None,
    outlet: Outlet = None,
    resolved: Annotated[
        bool, typer.Option("--resolved", help="Also those that were replayed or dropped.")
    ] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """List what waits in quarantine. The exit code is 1 when something does."""
    from producers.views.operations import quarantine_table

    entries = _of_cause(existing_ledger(settings_of(home)), reason, hop, outlet, resolved)
    if as_json:
        print_json(entries)
    elif entries:
        out().print(quarantine_table(entries))
    elif not any((reason, hop, outlet)):
        say("Nothing is in quarantine.")
    if any(entry.resolution is None for entry in entries):
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


def _command(act: Act, asked: Act, done: str, would: str) -> Callable[..., None]:
    """A command that sees to entries, chosen by number or by cause. A dry run asks, and does nothing."""

    def see_to(
        numbers: Numbers = None,
        everything: All = False,
        reason: Why = None,
        hop: AtHop = None,
        outlet: Outlet = None,
        dry_run: DryRun = False,
        as_json: Json = False,
        home: Home = None,
    ) -> None:
        settings = settings_of(home)
        ledger = existing_ledger(settings)
        refused = 0
        for entry in _chosen(ledger, numbers, everything, reason, hop, outlet):
            can, why = False, None
            try:
                can = (asked if dry_run else act)(settings, ledger, entry.id)
                sentence = (would if dry_run else done) if can else MEANWHILE
            except Unreadable as error:
                refused += 1
                why = str(error)
                sentence = f"stays in quarantine: {why}"
            told = {"entry": entry.id, "would" if dry_run else "done": can, "why": why}
            _told(told, f"Entry {entry.id} {sentence}".removesuffix(".") + ".", as_json)
        if refused:
            raise stop(Exit.PROBLEMS)

    return see_to


def _replay(settings: Settings, ledger: Ledger, number: int) -> bool:
    from producers.line import log
    from shared.logs import Event, configure

    configure(settings.log_format)
    receipt = ledger.replay(number)
    if receipt is not None:
        log(settings, Event.REPLAYED, trace=receipt.trace, report=receipt.report, entry=number)
    return receipt is not None


app.command(
    "replay",
    help="Send entries through the line again, from the hop where they stopped. What cannot be sent, since "
    "it is no report, stays in quarantine; the exit code is then 1.",
)(
    _command(
        _replay,
        lambda _, ledger, number: ledger.replayable(number),
        "waits to be worked again",
        "would be worked again",
    )
)
app.command(
    "drop",
    help="Take entries out of quarantine. What was submitted is kept (onrecord quarantine show), and a report "
    "can be taken up again with onrecord replay.",
)(
    _command(
        lambda _, ledger, number: ledger.drop(number),
        lambda *_: True,
        "is dropped; the original report is kept",
        "would be dropped",
    )
)


def _told(done: Mapping[str, object], sentence: str, as_json: bool) -> None:
    if as_json:
        print_json([done])
    else:
        say(sentence)


def _of_cause(
    ledger: Ledger,
    reason: Reason | None,
    hop: Hop | None,
    outlet: str | None,
    resolved: bool = False,
) -> list[Quarantined]:
    """What waits (or waited) and is of all these. That nothing is, is said: a mistyped name must not look like success."""
    if outlet is not None and not ledger.has_reports_of(outlet):
        raise Unreadable(f"There is no report of {outlet} in this ledger; nothing was done.")
    found = [
        entry
        for entry in ledger.quarantined(resolved)
        if reason in (None, entry.reason)
        and hop in (None, entry.hop)
        and outlet in (None, entry.outlet)
    ]
    asked = {"reason": reason, "hop": hop, "outlet": outlet}
    causes = [f"{name} {value}" for name, value in asked.items() if value]
    if causes and not found:
        where = "waits or waited" if resolved else "waits"
        say(f"Nothing that {where} in quarantine is of {' and '.join(causes)}.")
    return found


def _chosen(
    ledger: Ledger,
    numbers: list[int] | None,
    everything: bool,
    reason: Reason | None,
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
            again = (
                f"; onrecord replay {entry.report} takes the report up again"
                if entry.resolution == "dropped" and entry.report
                else ""
            )
            raise Unreadable(
                f"Entry {entry.id} was {entry.resolution} already; nothing was done{again}."
            )
    return entries


def _entry(ledger: Ledger, number: int) -> QuarantinedEntry:
    found = ledger.quarantine_entry(number)
    if found is None:
        raise Unreadable(
            f"There is no quarantine entry {number}. onrecord quarantine list shows what there is."
        )
    return found
