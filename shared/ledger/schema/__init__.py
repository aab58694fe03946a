"""The tables of the ledger. The same on SQLite and PostgreSQL; changed by migrations only.

Moments are seconds since 1970 (UTC) as doubles. JSON is kept as text: PostgreSQL's JSON types
refuse the NUL character that a report's words may hold, escaped or not. A report's own text is
kept as UTF-8 bytes for the same reason.
"""

from __future__ import annotations

from shared.ledger.schema.drawn import (
    UNSENT,
    card,
    card_key,
    forward,
    look,
    overrule,
    picture,
    seat,
    situation,
    situation_update,
    stay,
)
from shared.ledger.schema.line import CLAIMED, DUE, claim, reading, report, work
from shared.ledger.schema.metadata import metadata
from shared.ledger.schema.operations import (
    compatible,
    deletion,
    lease,
    pause,
    quarantine,
    tally,
    worker,
)

__all__ = [
    "CLAIMED",
    "DUE",
    "UNSENT",
    "card",
    "card_key",
    "claim",
    "compatible",
    "deletion",
    "forward",
    "lease",
    "look",
    "metadata",
    "overrule",
    "pause",
    "picture",
    "quarantine",
    "reading",
    "report",
    "seat",
    "situation",
    "situation_update",
    "stay",
    "tally",
    "work",
    "worker",
]
