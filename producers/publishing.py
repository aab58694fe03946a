"""`onrecord publish`: reports through the door."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

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
    RevisionOf,
    Withdrawn,
    settings_of,
    stop,
)
from producers.phrases import short
from producers.terminal import counting, one_line, out, print_json, say
from shared.records import Status

if TYPE_CHECKING:
    from shared.ledger.views import Receipt

app = typer.Typer()


@app.command()
def publish(
    paths: Paths = None,
    manifest: Manifest = None,
    outlet: Outlet = None,
    published: Published = None,
    ref: Ref = None,
    revision_of: RevisionOf = None,
    status: Withdrawn = Status.USABLE,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until the workers are done.")] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Hand reports to the line: they are kept, and the workers are woken.

    A .json file is a CloudEvents envelope, or an object with text, outlet, published, ref, revision_of, status.
    """
    from producers.line import Line

    settings = settings_of(home)
    given = Given(outlet, published, ref, revision_of, status)
    arrivals = chosen(paths, manifest, given, settings.max_characters)
    receipts: list[Receipt] = []
    refused = 0
    with Line(settings) as line:
        for arrival, receipt in line.accept_all(arrivals):
            if isinstance(arrival, Refused):
                refused += 1
                complain(arrival, as_json)
            elif receipt is not None:
                receipts.append(receipt)
                _acknowledge(receipt, arrival.data.ref, as_json)
        if wait and receipts:
            if not any(each.alive for each in line.ledger.workers()):
                say(
                    "No worker is running on this ledger. Start one with onrecord work; this waits for it."
                )
            with counting("Waiting for the workers", len(receipts)) as done:
                line.wait([receipt.report for receipt in receipts], done)
    if refused:
        raise stop(Exit.PROBLEMS)


def _acknowledge(receipt: Receipt, ref: str | None, as_json: bool) -> None:
    if as_json:
        print_json([{"ref": ref, **asdict(receipt)}])
        return
    known = "was known already" if receipt.known else "is accepted"
    report = f"report {short(receipt.report)}, trace {receipt.trace}"
    out().print(one_line(f"{ref or 'The report'} {known}: {report}."), soft_wrap=True)
