"""`onrecord read`: reports into claims in one process, without broker and ledger."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, NamedTuple

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
from producers.terminal import busy, out, print_json, say
from shared.errors import Unreadable
from shared.records import Annotation, Claim, Report

app = typer.Typer()


Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write what was read as a page into FILE."),
]


class Was(NamedTuple):
    """A report as it was read."""

    report: Report
    claims: tuple[Claim, ...]
    annotations: tuple[Annotation, ...]


@app.command()
def read(
    paths: Paths = None,
    manifest: Manifest = None,
    outlet: Outlet = None,
    published: Published = None,
    ref: Ref = None,
    as_json: Json = False,
    html: Html = None,
    home: Home = None,
) -> None:
    """Read reports here and now: the text with its claims marked, and who says what.

    Nothing is stored. With --json: the claim lines that `onrecord export` would write, of all files. With --html: a page
    that shows on the text who is said to know, how, what numbers, days, places and hedges were read, whom the text
    speaks of, and what was left over. A file that cannot be read is named, and the others are read.
    """
    longest = settings_of(home).max_characters
    if html is not None:
        _refuse(html, paths or [])
    given = Given(outlet=outlet, published=published, ref=ref)
    refused, pages = 0, []
    for arrival in chosen(paths, manifest, given, longest):
        result = arrival if isinstance(arrival, Refused) else _read(arrival.report(), longest)
        if isinstance(result, Refused):
            refused += 1
            complain(result, as_json)
        elif as_json:
            print_json(result.claims)
        elif html is None:
            _show(result)
        if html is not None and isinstance(result, Was):
            pages.append(result)
    if html is not None and pages:
        _write(html, pages)
    if refused:
        raise stop(Exit.PROBLEMS)


def _read(report: Report, longest: int) -> Was | Refused:
    from workers.local import admit_and_read

    name = report.ref or "standard input"
    try:
        with busy(f"Reading {name} ..."):
            found = admit_and_read(report, longest)
            return Was(report, tuple(found.claims), tuple(found.annotations))
    except Unreadable as error:
        return Refused(name, str(error))


def _show(was: Was) -> None:
    from producers.views.claims import read_report

    out().print(read_report(*was))


def _refuse(page: Path, inputs: Sequence[str]) -> None:
    """A page is no folder, and takes the place of no report."""
    given = {Path(each).resolve() for each in inputs if each != "-"}
    if page.is_dir() or page.resolve() in given:
        what = "is a folder" if page.is_dir() else "is one of the reports"
        say(f"The page cannot be written to {page}: it {what}. Name another file.")
        raise stop(Exit.USAGE)


def _write(path: Path, pages: Sequence[Was]) -> None:
    """All or nothing: a page that was there stays until the new one is whole."""
    from producers.views.page import page, sheet

    whole = path.with_name(f"{path.name}.part")
    try:
        whole.write_text(page([sheet(*each) for each in pages]), encoding="utf-8")
        whole.replace(path)
    except OSError as error:
        with suppress(OSError):
            whole.unlink()
        say(f"The page cannot be written to {path}: {error.strerror}. Name another file.")
        raise stop(Exit.USAGE) from error
    say(f"{len(pages)} {'report is' if len(pages) == 1 else 'reports are'} in {path}.")
