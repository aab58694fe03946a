"""Moments and spans of time as a person types them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from shared.errors import Unreadable

SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw])")
SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}


def span_seconds(typed: str) -> float:
    """`90s`, `15m`, `2h`, `30d`, `4w` in seconds. Raises `Unreadable`."""
    found = SPAN.fullmatch(typed.strip())
    if found is None:
        raise Unreadable(f"{typed} is no span of time. Write it like 90s, 15m, 2h, 30d or 4w.")
    return float(found[1]) * SECONDS[found[2]]


def moment(typed: str, now: datetime | None = None) -> float:
    """Seconds since 1970 of a day (its beginning in UTC), a moment with its zone, or a span ago.

    Raises `Unreadable`.
    """
    typed = typed.strip()
    if SPAN.fullmatch(typed):
        return ((now or datetime.now(UTC)) - timedelta(seconds=span_seconds(typed))).timestamp()
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise Unreadable(
            f"{typed} is no moment. Write a day (2026-11-26), a moment (2026-11-26T10:00Z), "
            "or how long ago (2h, 3d)."
        ) from None
    if found.tzinfo is None:
        if len(typed) > len("2026-11-26"):
            raise Unreadable(
                f"{typed} needs its time zone: end it in Z or in an offset like +02:00."
            )
        found = found.replace(tzinfo=UTC)
    return found.timestamp()
