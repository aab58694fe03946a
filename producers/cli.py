"""The command `onrecord`: one tree of commands, and what becomes of errors.

Exit codes: 0 done, 1 some of it could not be done, 2 not understood, 3 something outside is missing,
4 a fault of ours, 130 interrupted.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Annotated, NoReturn

import typer

from producers import (
    asking,
    changes,
    health,
    keeping,
    metrics,
    operating,
    overruling,
    publishing,
    quarantine,
    reading,
    reasons,
    rereading,
    retention,
    running,
    series,
    tracing,
    verifying,
)
from producers.options import Exit
from producers.terminal import plain, say
from shared.errors import OnrecordError, Unreadable

EPILOG = (
    "Exit codes: 0 done, 1 some of it could not be done, 2 not understood, 3 something outside is missing, "
    "4 a fault of onrecord, 130 interrupted. The data folder is --home, else ONRECORD_HOME, else .onrecord."
)

app = typer.Typer(
    name="onrecord",
    help="Who said what, where, when, how many, how sure, and who says otherwise.",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for family in (
    running,
    publishing,
    reading,
    asking,
    reasons,
    series,
    changes,
    overruling,
    tracing,
    operating,
    rereading,
    health,
    keeping,
    verifying,
    retention,
    metrics,
):
    app.add_typer(family.app)
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(overruling.listing, name="overrules")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"onrecord {version('onrecord')}")  # noqa: T201  the answer itself
        raise typer.Exit


@app.callback()
def onrecord(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Who said what, where, when, how many, how sure, and who says otherwise."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; ends in `SystemExit` with one of `Exit`."""
    as_json = "--json" in (sys.argv[1:] if arguments is None else arguments)
    try:
        # Alone, it prints what is wrong with the command itself, for people.
        sys.exit(app(arguments, standalone_mode=not as_json))
    except typer.TyperException as error:
        told = error.format_message()
        _complain(told if told.endswith((".", "?")) else f"{told}.", Exit.USAGE, as_json)
    except Unreadable as error:
        _complain(str(error), Exit.USAGE, as_json)
    except OnrecordError as error:
        _complain(str(error), Exit.UNAVAILABLE, as_json)
    except BrokenPipeError:
        # The reader has left (`onrecord show | head`); what is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.DONE)
    except Exception:
        import traceback

        traceback.print_exc()
        say(
            "This is a fault of onrecord. The lines above say where; nothing that was accepted is lost."
        )
        sys.exit(Exit.BUG)


def _complain(error: str, code: Exit, as_json: bool) -> NoReturn:
    """What is wrong, on standard error: as JSON for whoever has asked for that."""
    if as_json:
        sys.stderr.write(json.dumps({"error": plain(error), "code": code}) + "\n")
    else:
        say(error)
    sys.exit(code)
