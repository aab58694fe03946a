"""What the commands have in common: options, exit codes, and how the ledger is opened."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shared.records import Status

if TYPE_CHECKING:
    from shared.ledger import Ledger
    from shared.settings import Settings


class Exit(IntEnum):
    """What a command says to the shell."""

    DONE = 0
    PROBLEMS = 1
    """Some of it could not be done: a file was refused, a report is in quarantine, the doctor found an illness."""
    USAGE = 2
    """The command cannot be understood, or names something that does not exist."""
    UNAVAILABLE = 3
    """Something outside is missing: the broker, the ledger, the language model."""
    BUG = 4
    """A fault of onrecord itself; the traceback is printed."""
    INTERRUPTED = 130


Home = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help="Data folder; else ONRECORD_HOME, else .onrecord."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")
]
Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH...", help="Texts, JSON files or folders; - is standard input."),
]
Manifest = Annotated[
    Path | None,
    typer.Option(
        "--manifest",
        metavar="FILE",
        help="JSON list of file, outlet, published, revision_of, status.",
    ),
]
Outlet = Annotated[str | None, typer.Option("--outlet", help="Who published it.")]
Published = Annotated[
    str | None,
    typer.Option("--published", metavar="DATE", help="When: 2019-02-21 or 2019-02-21T10:00:00Z."),
]
Ref = Annotated[
    str | None, typer.Option("--ref", help="What you call it; a file's name unless given.")
]
RevisionOf = Annotated[
    str | None, typer.Option("--revision-of", metavar="REF", help="The report that it corrects.")
]
Withdrawn = Annotated[
    Status, typer.Option("--status", help="canceled: the outlet takes the report back.")
]
Workers = Annotated[
    int | None, typer.Option("--workers", min=1, metavar="N", help="Worker processes.")
]


def settings_of(home: Path | None, **given: object) -> Settings:
    """The settings of this command; what the person typed wins over the environment."""
    from shared.settings import read_settings

    return read_settings(home=home, **given)


def existing_ledger(settings: Settings, create: bool | None = None, pooled: bool = True) -> Ledger:
    """The ledger, if there is one: looking at nothing must not make a data folder."""
    from shared.ledger import open_ledger

    needs_ledger(settings)
    return open_ledger(settings, create, pooled)


def needs_ledger(settings: Settings) -> None:
    """Raises `Unavailable` when there is no ledger yet."""
    from shared.errors import Unavailable

    if not ledger_exists(settings):
        raise Unavailable(
            f"There is no ledger in {settings.home} yet. Publish a report with onrecord publish or "
            "onrecord run, or name another data folder with --home."
        )


def ledger_exists(settings: Settings) -> bool:
    """Of a PostgreSQL ledger only a look can tell."""
    return settings.ledger_url is not None or (settings.home / "ledger.db").is_file()


def stop(code: Exit) -> typer.Exit:
    """To be raised where a command ends otherwise than well."""
    return typer.Exit(int(code))
