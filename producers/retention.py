"""`onrecord retention`: let go of what is old, or of one report for good; each deletion is recorded."""

from __future__ import annotations

import getpass
import re
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from producers.options import DryRun, Home, Json, existing_ledger, settings_of
from producers.terminal import counting, one_line, out, print_json, say
from shared.errors import Unreadable

if TYPE_CHECKING:
    from shared.ledger import Ledger

app = typer.Typer()

SECONDS = {"h": 3600.0, "d": 86400.0, "w": 7 * 86400.0}
OlderThan = Annotated[
    str | None,
    typer.Option("--older-than", metavar="AGE", help="90d, 12h or 8w: what is older may go."),
]
WholeReports = Annotated[
    bool,
    typer.Option("--reports", help="With --older-than: reports too, with all that was read from them."),
]  # fmt: skip
OfOutlet = Annotated[
    str | None, typer.Option("--outlet", metavar="NAME", help="With --reports: of this outlet only.")
]  # fmt: skip
One = Annotated[
    str | None, typer.Option("--report", metavar="ID", help="Take one report out for good.")
]
Why = Annotated[str | None, typer.Option("--why", metavar="TEXT", help="Is recorded.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="You, unless given.")]
Log = Annotated[bool, typer.Option("--log", help="Show what was deleted: when, by whom, why.")]


@app.command()
def retention(
    older_than: OlderThan = None,
    reports: WholeReports = False,
    outlet: OfOutlet = None,
    report: One = None,
    why: Why = None,
    by: By = None,
    log: Log = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Let go of what is old and that nothing depends on; or of one report for good.

    A report that is taken out leaves its id, so that it does not come back, and the picture is redrawn without it.
    """
    if [older_than is not None, report is not None, log].count(True) != 1:
        raise Unreadable("Say what: --older-than AGE, --report ID, or --log; one of the three.")
    if (reports or report) and not (why or "").strip():
        raise Unreadable("Say why the report is to go, with --why TEXT: it is recorded.")
    if (reports and older_than is None) or (outlet is not None and not reports):
        raise Unreadable("--reports goes with --older-than, and --outlet with --reports.")
    ledger = existing_ledger(settings_of(home))
    who = by or getpass.getuser()
    if log:
        _show(ledger, as_json)
    elif older_than is not None:
        before = time.time() - age(older_than)
        _let_go(ledger, before, who, why or f"older than {older_than}", dry_run, as_json)
        if reports:
            chosen = ledger.old_reports(before, outlet)
            _remove(ledger, chosen, who, why or "", dry_run, as_json)
    elif report is not None:
        _remove(ledger, [ledger.the_report(report)], who, why or "", dry_run, as_json)


def age(written: str) -> float:
    """`90d` in seconds."""
    found = re.fullmatch(r"([1-9]\d{0,5})([hdw])", written.strip())
    if found is None:
        raise Unreadable(f"The age {written} is not understood. Write it like 90d, 12h or 8w.")
    return int(found[1]) * SECONDS[found[2]]


def _let_go(
    ledger: Ledger, before: float, who: str, why: str, dry_run: bool, as_json: bool
) -> None:
    from producers.views.retention import sorts

    numbers = ledger.old(before)
    if not dry_run:
        with counting("Deleting", sum(numbers.values())) as done:
            numbers = ledger.retire(before, who, why, done)
    if as_json:
        print_json([{"before": before, "dry_run": dry_run, "number": n, "what": w} for w, n in numbers.items()])  # fmt: skip
    else:
        out().print(sorts(numbers, dry_run))


def _remove(
    ledger: Ledger, chosen: list[str] | tuple[str, ...], who: str, why: str, dry_run: bool, as_json: bool
) -> None:  # fmt: skip
    with counting("Removing reports", len(chosen)) as done:
        for number, identity in enumerate(chosen, 1):
            gone = ledger.remove(identity, who, why, dry_run)
            done(number)
            if as_json:
                print_json([{"dry_run": dry_run, "what": "report", **asdict(gone)}])
                continue
            kept = f"{gone.characters:,} characters, {gone.claims} claims, {gone.entries} entries of quarantine"
            is_gone = "would be removed" if dry_run else "is removed"
            out().print(one_line(f"Report {gone.report} {is_gone}: {kept}."), soft_wrap=True)
    if chosen and not dry_run:
        _after(ledger)
    elif not chosen:
        say("No report is that old.")


def _after(ledger: Ledger) -> None:
    say(
        "The picture is redrawn without what was removed as soon as a worker runs. Backups, exports and the "
        "stream onrecord:updates are not touched: what they still have of it is yours to delete."
    )
    if not ledger.wipe():
        say(
            "Somebody reads an older state of the ledger's file, so its log still has the words. "
            "They go when all commands and workers have ended, or with the next onrecord retention."
        )


def _show(ledger: Ledger, as_json: bool) -> None:
    from producers.views.retention import deletions

    found = ledger.deletions()
    if as_json:
        print_json(found)
    elif found:
        out().print(deletions(found))
    else:
        say("Nothing was deleted yet.")
