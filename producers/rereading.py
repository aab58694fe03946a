"""`onrecord re-extract`, `replay`: stored reports through the line again, behind all that comes in."""

from __future__ import annotations

import getpass
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from producers.options import Home, Json, existing_ledger, settings_of
from producers.terminal import counting, print_json, say
from shared.errors import Unreadable
from shared.hops import Hop, Outcome, State

if TYPE_CHECKING:
    from shared.ledger import Ledger
    from shared.ledger.views import Journey, Stored
    from shared.settings import Settings

    Asked = tuple[float | None, float | None, str | None, str | None]
    """Since, until, version, outlet."""

app = typer.Typer()

PORTION = 500
SHOWN = 8
"""Outlets that are named where none was found."""

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
        settings = settings_of(home)
        ledger = existing_ledger(settings)
        named = None if not reports else [_journey(ledger, name) for name in reports]
        found = _stored(ledger, hop, named, (*_span(since, until), version, outlet))
        sent = 0 if dry_run else _sent(ledger, [each.report for each in found], hop)
        meant = {each.report for each in found}
        for journey in named or ():
            if journey.report not in meant:
                say(_why_not(journey) or f"{journey.ref or journey.report} is not among them.")
            elif sent:
                _log(settings, hop, journey)
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
    versions = _versions(found)
    if as_json:
        told = {"hop": hop, "found": len(found), "sent": sent or 0, "versions": dict(versions)}
        print_json([told])
        return
    say(f"{len(found):,} reports are meant ({_read_by(versions)}).")
    if sent is not None:
        say(f"{sent:,} wait at {hop} again, behind all that comes in.")


def _versions(found: Iterable[Stored]) -> Counter[str]:
    return Counter(each.version or "an unknown version" for each in found)


def _read_by(versions: Counter[str]) -> str:
    return "read " + ", ".join(f"{number:,} by {name}" for name, number in sorted(versions.items()))


def _span(since: str | None, until: str | None) -> tuple[float | None, float | None]:
    from producers.moments import moment

    first, last = (None if each is None else moment(each) for each in (since, until))
    if first is not None and last is not None and first >= last:
        raise Unreadable(f"Nothing is since {since} and before {until}. Exchange the two.")
    return first, last


def _stored(
    ledger: Ledger, hop: Hop, named: Sequence[Journey] | None, asked: Asked
) -> tuple[Stored, ...]:
    """What is meant. That nothing is, is an error: a mistyped name must not look like success."""
    reports = None if named is None else {each.report for each in named}
    # Whoever names a report that was dropped has thought better of it; an outlet's or a day's are not meant.
    unread = hop is Hop.INTAKE and reports is not None
    found = ledger.stored(*asked, reports=reports, unread=unread)
    if found:
        return found
    why = next(filter(None, map(_why_not, named or ())), None)
    raise Unreadable(f"No report is meant. {why or _what_there_is(ledger.stored())}")


def _why_not(journey: Journey) -> str | None:
    """Why a report that was named is not sent again."""
    name = journey.ref or journey.report
    if journey.quarantined:
        number = journey.quarantined[0]
        return f"{name} waits in quarantine: onrecord quarantine replay {number} sends it again."
    (*_, last) = journey.steps
    if last.outcome == Outcome.DROPPED:
        return f"{name} was dropped before it was read: onrecord replay {journey.report} takes it up again."
    if last.state is not State.DONE:
        return f"{name} is still on its way, at {last.hop}."
    return None


def _what_there_is(read: Sequence[Stored]) -> str:
    if not read:
        return "Nothing has been read in this ledger yet."
    outlets = Counter(each.outlet or "no outlet" for each in read).most_common()
    named = ", ".join(name for name, _ in outlets[:SHOWN])
    more = f" and {len(outlets) - SHOWN:,} more" if len(outlets) > SHOWN else ""
    from producers.views.journeys import clock

    first, last = clock(read[0].accepted_at)[:19], clock(read[-1].accepted_at)[:19]
    return f"There are {len(read):,} ({_read_by(_versions(read))}), of {named}{more}, accepted from {first} to {last} UTC."


def _journey(ledger: Ledger, name: str) -> Journey:
    journey = ledger.journey(name)
    if journey is None:
        raise Unreadable(f"There is no report {name}, or it is the beginning of several.")
    if ledger.removed(journey.report):
        raise Unreadable(
            f"Report {name} was removed for good, and cannot be worked again: its words are gone "
            "(onrecord retention --log says since when and why)."
        )
    return journey


def _log(settings: Settings, hop: Hop, journey: Journey) -> None:
    """A line of its trace, with who did it."""
    from producers.line import log
    from shared.logs import Event, configure

    configure(settings.log_format)
    about = {"trace": journey.trace, "report": journey.report, "hop": hop}
    log(settings, Event.REPLAYED, **about, by=getpass.getuser())


def _sent(ledger: Ledger, reports: Sequence[str], hop: Hop) -> int:
    sent = 0
    with counting("Sending them again", len(reports)) as done:
        for start in range(0, len(reports), PORTION):
            sent += ledger.read_again(reports[start : start + PORTION], hop)
            done(start + PORTION)
    return sent
