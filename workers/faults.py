"""What may be told of a bug: where it happened, never what was being read."""

from __future__ import annotations

import traceback
from pathlib import Path

INNERMOST = 30


def frames(error: BaseException) -> str:
    """The kinds of the errors and the places in the code they came through, innermost last.

    Without their messages: `invalid literal for int(): ...` would bring the report's own words
    into the log. The report is in quarantine; with it the fault can be had again.
    """
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        told = [
            f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)[-INNERMOST:]
        ]
        lines = [*told, type(cause).__name__, *lines]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n".join(lines)
