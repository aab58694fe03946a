"""The trace: one name for a report's way from door to picture (W3C Trace Context)."""

from __future__ import annotations

import re
import secrets

TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}"
)


def mint() -> str:
    """A new `traceparent`: made once, at the door."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def is_traceparent(value: str) -> bool:
    """Whether the value is a W3C `traceparent` that may be carried on."""
    return TRACEPARENT.fullmatch(value) is not None


def trace_id(traceparent: str) -> str:
    """The 32 hex digits that bind all lines of one report."""
    match = TRACEPARENT.fullmatch(traceparent)
    if match is None:
        raise ValueError("not a traceparent")
    return match[1]


def span_id(traceparent: str) -> int:
    """Of the caller's span that a report came out of."""
    match = TRACEPARENT.fullmatch(traceparent)
    if match is None:
        raise ValueError("not a traceparent")
    return int(match[2], 16)
