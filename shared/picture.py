"""Records of the picture: what the claims of all reports amount to, in the export contract's words."""

from __future__ import annotations

from enum import StrEnum

from pydantic import ConfigDict

from shared.records import Kind, Measure, Place, Record, Scope


class Reason(StrEnum):
    """Why a claim does not count in a figure."""

    COPY = "copy"
    SAME_VOICE = "same-voice"
    SUPERSEDED = "superseded"
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    PART = "part"
    OTHER_SCOPE = "other-scope"
    BACKGROUND = "background"


class Excluded(Record):
    claim: str
    reason: Reason


class Standing(StrEnum):
    """How a figure or a statement stands. `status` in the export."""

    SINGLE = "single"
    CORROBORATED = "corroborated"
    DISPUTED = "disputed"
    DENIED = "denied"
    UNVERIFIED = "unverified"
    RETRACTED = "retracted"


class Figure(Record):
    """What is claimed about one number. `low` and `high` are the lowest and highest number
    claimed, never a confidence interval; `open` when the highest is an "at least"."""

    measure: Measure
    unit: str | None
    scope: Scope
    as_of: str | None
    best: float | int | None
    low: float | int | None
    high: float | int | None
    open: bool
    status: Standing
    claims: tuple[str, ...]
    excluded: tuple[Excluded, ...]


class Statement(Record):
    """What is claimed without a number: claim ids for, against, and unable to verify."""

    kind: Kind
    summary: str
    status: Standing
    for_: tuple[str, ...]
    against: tuple[str, ...]
    unverified: tuple[str, ...]

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: name.rstrip("_"),
        populate_by_name=True,
    )


class Voice(Record):
    """A source counted once, however many outlets carry it."""

    name: str
    organisation: str | None
    claims: tuple[str, ...]
    copies: tuple[str, ...]


class Situation(Record):
    """What all claims about one happening, or one place and period, amount to."""

    id: str
    forwards: tuple[str, ...]
    title: str
    places: tuple[Place, ...]
    start: str | None
    end: str | None
    figures: tuple[Figure, ...]
    statements: tuple[Statement, ...]
    voices: tuple[Voice, ...]
    updated: str | None


class Update(Record):
    """One change of one situation, as appended to the stream `onrecord:updates`."""

    situation: str
    change: str
    """`new`, `changed` or `gone` (merged away or emptied)."""
    because: tuple[str, ...]
    """Ids of the reports whose reading made the difference."""
    text: str
    """What changed, in words; never the report's text."""
