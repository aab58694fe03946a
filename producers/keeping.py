"""`onrecord backup`, `restore`: the whole ledger into a file, and out of one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from producers.options import DryRun, Home, Json, existing_ledger, ledger_exists, settings_of
from producers.terminal import counting, one_line, out, print_json

if TYPE_CHECKING:
    from shared.ledger import Ledger

app = typer.Typer()


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; for your eyes only.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE if it is there.")] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Write all that is in the ledger into one file, as of one moment; workers go on working.

    The file fits a ledger of either kind: also from SQLite into PostgreSQL.
    """
    ledger = existing_ledger(settings_of(home))
    with counting("Writing rows", _rows(ledger)) as done:
        head = ledger.backup(file, force, done)
    size = file.stat().st_size
    if as_json:
        print_json([{"file": str(file), "bytes": size, **asdict(head)}])
        return
    out().print(
        one_line(f"{_held(head.counts)} are in {file} ({size:,} bytes, schema {head.schema})."),
        soft_wrap=True,
    )


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As onrecord backup wrote it.")],
    dry_run: DryRun = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Fill a new ledger from a backup, whole or not at all. What was at work waits again.

    Refused, before anything is written, when the file is not whole or the ledger is not empty.
    """
    from shared.ledger import open_ledger
    from shared.ledger.backup import usable

    settings = settings_of(home)
    archive = usable(file)
    with counting("Restoring rows", archive.head.rows) as done:
        if ledger_exists(settings) or not dry_run:  # a dry run makes no data folder either
            open_ledger(settings).restore(file, done, dry_run)
    if as_json:
        print_json([{"file": str(file), "dry_run": dry_run, **asdict(archive.head)}])
        return
    done_with = "could be restored" if dry_run else "are restored"
    goes_on = "" if dry_run else " Workers go on with what waits: onrecord work, onrecord queues."
    out().print(
        one_line(f"{_held(archive.head.counts)} {done_with} from {file}.{goes_on}"), soft_wrap=True
    )


def _rows(ledger: Ledger) -> int:
    """About how many there will be: what counts is that the bar moves."""
    counts = ledger.counts()
    return 4 * counts["reports"] + counts["claims"] + counts["situations"]


def _held(counts: dict[str, int]) -> str:
    named = (("report", "reports"), ("claim", "claims"), ("situation", "situations"))
    return ", ".join(f"{counts.get(table, 0):,} {word}" for table, word in named)
