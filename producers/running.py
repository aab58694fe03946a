"""`onrecord run`, `demo`, `work`: the main job in one go, and worker processes."""

from __future__ import annotations

from contextlib import ExitStack
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from producers.door import Arrival, Given, Refused
from producers.inputs import chosen, complain
from producers.options import (
    Exit,
    Home,
    Json,
    Manifest,
    Outlet,
    Paths,
    Published,
    Workers,
    settings_of,
    stop,
)
from producers.phrases import short
from producers.terminal import counting, invocation, print_json, say
from shared.hops import Hop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from producers.line import Line
    from shared.settings import Settings

app = typer.Typer()

Export = Annotated[
    Path | None,
    typer.Option("--export", metavar="DIR", help="Write claims.jsonl and situations.jsonl there."),
]


@app.command()
def run(
    paths: Paths = None,
    manifest: Manifest = None,
    outlet: Outlet = None,
    published: Published = None,
    workers: Workers = None,
    export: Export = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Do the main job in one go: publish reports, work them, show what they amount to.

    Starts worker processes, and the embedded broker unless one is configured, and stops them again.
    """
    settings = settings_of(home, workers=workers)
    given = Given(outlet=outlet, published=published)
    arrivals = chosen(paths, manifest, given, settings.max_characters)
    _run(settings, arrivals, export, as_json, home)


@app.command()
def demo(
    workers: Workers = None, export: Export = None, as_json: Json = False, home: Home = None
) -> None:
    """Run the nine made-up reports that come with onrecord."""
    settings = settings_of(home, workers=workers)
    with resources.as_file(resources.files("producers") / "samples") as samples:
        arrivals = list(chosen(None, samples / "manifest.json", Given(), settings.max_characters))
    _run(settings, arrivals, export, as_json, home)


@app.command()
def work(
    workers: Workers = None,
    queue: Annotated[
        list[Hop] | None, typer.Option("--queue", help="All unless given; may be repeated.")
    ] = None,
    home: Home = None,
) -> None:
    """Work what waits, until interrupted. Start it as often and on as many machines as you like."""
    from producers.working import become_worker

    become_worker(settings_of(home, workers=workers), queue or [])


def _run(
    settings: Settings,
    arrivals: Iterable[Arrival],
    export: Path | None,
    as_json: bool,
    home: Path | None,
) -> None:
    from producers.line import Line
    from producers.working import ending_in_order, worker_processes
    from shared.export import make_folder

    if export is not None:
        make_folder(export)
    with ExitStack() as held:
        held.enter_context(ending_in_order())
        line = held.enter_context(Line(settings))
        reports, refused = _accepted(line, arrivals, as_json)
        if refused and not reports:
            raise stop(Exit.PROBLEMS)
        alive = held.enter_context(worker_processes(settings))
        with counting("Reading and reconciling", len(reports)) as done:
            line.wait(reports, done, alive)
        quarantined = _quarantined(line, set(reports))
        _picture(line, export, as_json, home)
    if refused or quarantined:
        raise stop(Exit.PROBLEMS)


def _accepted(line: Line, arrivals: Iterable[Arrival], as_json: bool) -> tuple[list[str], int]:
    """The reports taken over, and how many were refused: known before any worker is started."""
    reports: list[str] = []
    refused = 0
    for arrival, receipt in line.accept_all(arrivals):
        if isinstance(arrival, Refused):
            refused += 1
            complain(arrival, as_json)
        elif receipt is not None:
            reports.append(receipt.report)
    return reports, refused


def _quarantined(line: Line, reports: set[str]) -> int:
    entries = [entry for entry in line.ledger.quarantined() if entry.report in reports]
    for entry in entries:
        say(
            f"{entry.ref or entry.report} is in quarantine (onrecord quarantine show {entry.id}): {entry.message}"
        )
    return len(entries)


def _picture(line: Line, export: Path | None, as_json: bool, home: Path | None) -> None:
    from producers.asking import hint
    from producers.terminal import out
    from producers.views.situations import by_weight, in_full, overview

    picture = by_weight(line.ledger.situations())
    if export is not None:
        from shared.export import write_claims, write_situations

        write_claims(line.ledger.claims(), export)
        write_situations(picture, export)
        say(f"The export is in {export}.")
    if as_json:
        print_json(picture)
        return
    if not picture:
        say("No situation came of the reports. What they say can be seen with onrecord read.")
        return
    out().print(overview(picture))
    out().print(in_full(picture[0], {claim.id: claim for claim in line.ledger.claims()}))
    say(hint(picture[0], home))
    if len(picture) > 1:
        say(f"Another situation in full: {invocation(f'show {short(picture[1].id)}', home)}")
