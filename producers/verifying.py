"""`onrecord verify`: whether the ledger keeps its promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from producers.options import Exit, Home, Json, needs_ledger, settings_of, stop
from producers.programs import answers
from producers.terminal import counting, out, print_json, say

if TYPE_CHECKING:
    from shared.settings import Settings

app = typer.Typer()

CHECK = "workers.verifying"
"""A program of the workers' side: one promise is that the core gives the same picture again."""


@app.command()
def verify(
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what can be mended without guessing.")
    ] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Check that the ledger is whole: every report accounted for, every figure as its claims make it.

    Workers may go on working. The exit code is 1 when something is broken and was not mended.
    """
    settings = settings_of(home)
    needs_ledger(settings)
    told = []
    for line in _lines(settings, fix):
        told.append(line)
        if as_json:
            print_json([line])
    if not as_json:
        _show(told)
    if any(line["kind"] == "breach" for line in told):
        raise stop(Exit.PROBLEMS)


def _show(told: list[dict[str, Any]]) -> None:
    from producers.views.verifying import breach_line, mended_line, promises

    for line in told:
        if line["kind"] == "mended":
            out().print(mended_line(line), soft_wrap=True)
        elif line["kind"] == "breach":
            out().print(breach_line(line), soft_wrap=True)
    out().print(promises([line for line in told if line["kind"] == "promise"]))
    for line in told:
        if line["kind"] == "note":
            say(line["text"])


def _lines(settings: Settings, fix: bool) -> Iterator[dict[str, Any]]:
    """What the check says, but for its progress."""
    told = answers(settings, CHECK, *(["--fix"] if fix else []), fine=(Exit.DONE, Exit.PROBLEMS))
    ended = False
    with counting("Looking at the ledger, in hundredths", 100) as show:
        for line in told:
            ended = ended or line["kind"] == "promise"
            if line["kind"] == "progress":
                show(100 * line["done"] / max(line["total"], 1))
            else:
                yield line
    if not ended:  # whatever its code: nothing may be taken for whole that was not looked at
        say("The check has not come to its end; the lines above say why.")
        raise stop(Exit.BUG)
