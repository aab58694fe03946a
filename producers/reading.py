"""`onrecord read`: reports into claims in one process, without broker and ledger."""

from __future__ import annotations

import typer

from producers.door import Given, Refused
from producers.inputs import chosen, complain
from producers.options import (
    Exit,
    Home,
    Json,
    Manifest,
    Outlet,
    Paths,
    Published,
    Ref,
    settings_of,
    stop,
)
from producers.terminal import busy, out, print_json
from shared.errors import Unreadable
from shared.records import Claim, Report

app = typer.Typer()


@app.command()
def read(
    paths: Paths = None,
    manifest: Manifest = None,
    outlet: Outlet = None,
    published: Published = None,
    ref: Ref = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Read reports here and now: the text with its claims marked, and who says what.

    Nothing is stored. With --json: the claim lines that `onrecord export` would write, of all files.
    A file that cannot be read is named, and the others are read.
    """
    longest = settings_of(home).max_characters
    given = Given(outlet=outlet, published=published, ref=ref)
    refused = 0
    for arrival in chosen(paths, manifest, given, longest):
        result = arrival if isinstance(arrival, Refused) else _read(arrival.report(), longest)
        if isinstance(result, Refused):
            refused += 1
            complain(result)
        elif as_json:
            print_json(result[1])
        else:
            _show(*result)
    if refused:
        raise stop(Exit.PROBLEMS)


def _read(report: Report, longest: int) -> tuple[Report, tuple[Claim, ...]] | Refused:
    from workers.local import admit_and_read

    name = report.ref or "standard input"
    try:
        with busy(f"Reading {name} ..."):
            return report, tuple(admit_and_read(report, longest).claims)
    except Unreadable as error:
        return Refused(name, str(error))


def _show(report: Report, claims: tuple[Claim, ...]) -> None:
    from producers.views.claims import read_report

    out().print(read_report(report, claims))
