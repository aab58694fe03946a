"""`onrecord re-extract`, `replay`: stored reports through the line again, behind all that comes in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from producers.options import Home, Json, existing_ledger, settings_of
from producers.terminal import counting, print_json, say
from shared.errors import Unreadable
from shared.hops import Hop

if TYPE_CHECKING:
    from shared.ledger import Ledger
    from shared.ledger.views import Stored

app = typer.Typer()

PORTION = 500

Reports = Annotated[
    list[str] | None,
    typer.Argument(metavar="REPORT...", help="By id, its beginning, or name; all unless given."),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="TIME", help="Those accepted since a day, a moment, or 3d ago."
    ),
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="TIME", help="Those accepted before.")
]
Version = Annotated[
    str | None,
    typer.Option("--version", metavar="V", help="Those that this version of onrecord has read."),
]
Outlet = Annotated[str | None, typer.Option("--outlet", help="Those of this outlet.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say how many, and send none.")]


def _command(hop: Hop) -> Callable[..., None]:
    def again(
        reports: Reports = None,
        since: Since = None,
        until: Until = None,
        version: Version = None,
        outlet: Outlet = None,
        dry_run: DryRun = False,
        as_json: Json = False,
        home: Home = None,
    ) -> None:
        if not (reports or since or until or version or outlet):
            raise Unreadable("Say which: reports by name, --since, --until, --version or --outlet.")
        ledger = existing_ledger(settings_of(home))
        found = _stored(ledger, reports, since, until, version, outlet)
        sent = 0 if dry_run else _sent(ledger, [each.report for each in found], hop)
        _tell(hop, found, None if dry_run else sent, as_json)

    return again


app.command(
    "re-extract",
    help="Read stored reports again with the reader that is installed now. The picture stays as it is "
    "until it is redrawn with what was read anew.",
)(_command(Hop.EXTRACT))
app.command("replay", help="Send stored reports through the whole line again, from intake on.")(
    _command(Hop.INTAKE)
)


def _tell(hop: Hop, found: Sequence[Stored], sent: int | None, as_json: bool) -> None:
    versions = Counter(each.version or "an unknown version" for each in found)
    if as_json:
        told = {"hop": hop, "found": len(found), "sent": sent or 0, "versions": dict(versions)}
        print_json([told])
        return
    read_by = ", ".join(f"{number:,} by {name}" for name, number in sorted(versions.items()))
    say(f"{len(found):,} reports are meant" + (f" (read {read_by})." if found else "."))
    if sent is not None:
        say(f"{sent:,} wait at {hop} again, behind all that comes in.")


def _stored(
    ledger: Ledger,
    reports: list[str] | None,
    since: str | None,
    until: str | None,
    version: str | None,
    outlet: str | None,
) -> tuple[Stored, ...]:
    from producers.moments import moment

    found = ledger.stored(
        since=None if since is None else moment(since),
        until=None if until is None else moment(until),
        version=version,
        outlet=outlet,
    )
    if not reports:
        return found
    names = {_id(ledger, name) for name in reports}
    return tuple(each for each in found if each.report in names)


def _id(ledger: Ledger, name: str) -> str:
    journey = ledger.journey(name)
    if journey is None:
        raise Unreadable(f"There is no report {name}, or it is the beginning of several.")
    if ledger.removed(journey.report):
        raise Unreadable(
            f"Report {name} was removed for good, and cannot be worked again: its words are gone "
            "(onrecord retention --log says since when and why)."
        )
    return journey.report


def _sent(ledger: Ledger, reports: Sequence[str], hop: Hop) -> int:
    sent = 0
    with counting("Sending them again", len(reports)) as done:
        for start in range(0, len(reports), PORTION):
            sent += ledger.read_again(reports[start : start + PORTION], hop)
            done(start + PORTION)
    return sent
