"""Programs of the workers' side, which alone knows the core: run as processes that answer in JSON lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import typer

from producers.options import Exit, stop
from producers.terminal import say

if TYPE_CHECKING:
    from shared.settings import Settings


def answers(
    settings: Settings, program: str, *arguments: str, fine: tuple[int, ...] = (0,)
) -> Iterator[dict[str, Any]]:
    """What the program answers, line by line.

    Ends the command when the program has not come to its end: whatever it answered may not be taken for the whole.
    """
    command = [sys.executable, "-m", program, *arguments]
    with subprocess.Popen(  # noqa: S603  our own program, no shell
        command, env=os.environ | settings.environment(), stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None  # noqa: S101  for the type checker
            yield from map(json.loads, running.stdout)
        except BaseException:
            running.terminate()
            raise
    if running.returncode in (Exit.USAGE, Exit.UNAVAILABLE):
        raise typer.Exit(running.returncode)
    if running.returncode not in fine:
        say("The program behind this command has not come to its end; the lines above say why.")
        raise stop(Exit.BUG)
