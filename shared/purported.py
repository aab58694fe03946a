"""What a submission that was refused says of itself: whose it is, as far as that can be read.

It is a stranger's word. Names alone are taken, never its text, and none that is too long or cannot be shown.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from shared import trace
from shared.envelope import submission

LONGEST = 200
"""Of a name. What is longer may be anything, the report's text too."""


@dataclass(frozen=True)
class Purported:
    """Names by which somebody will look for it; `None` where there is none to be read."""

    outlet: str | None = None
    ref: str | None = None
    source: str | None = None
    caller: str | None = None
    """The trace that it came with."""


def purported(payload: str) -> Purported:
    """Of an envelope, of a message with one in it, or of a bare report that should have been in one."""
    fields = _object(submission(payload))
    data = fields.get("data", fields)
    report = data if isinstance(data, dict) else {}
    return Purported(
        outlet=_name(report.get("outlet")),
        ref=_name(report.get("ref")),
        source=_name(fields.get("source")),
        caller=_trace(fields.get("traceparent")),
    )


def _object(text: str) -> dict[str, object]:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _name(value: object) -> str | None:
    """Half a character, a line's end or an escape sequence is in no name."""
    if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST:
        return None
    return value.strip() if value.isprintable() else None


def _trace(value: object) -> str | None:
    return trace.trace_id(value) if isinstance(value, str) and trace.is_traceparent(value) else None
