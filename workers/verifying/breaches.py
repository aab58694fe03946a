"""The promises, and what is said of one that is broken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Promise(StrEnum):
    """In the order they are looked at."""

    FILE = "file"
    REPORT = "report"
    LINE = "line"
    HOLDER = "holder"
    QUARANTINE = "quarantine"
    CLAIMS = "claims"
    ORPHANS = "orphans"
    FORWARDS = "forwards"
    UPDATES = "updates"
    PAST = "past"
    PICTURE = "picture"


HOLDS = {
    Promise.FILE: "the database finds its own file in order",
    Promise.REPORT: "each report is the one its id and its envelope say",
    Promise.LINE: "each report is done, waiting or in quarantine, no hop is missing, and each says how it ended",
    Promise.HOLDER: "nothing is held by a worker that does not exist",
    Promise.QUARANTINE: "what stands still has an entry in quarantine, and each open entry its work",
    Promise.CLAIMS: "claims are words of their reports, as many as were read",
    Promise.ORPHANS: "nothing belongs to a report that is not there",
    Promise.FORWARDS: "what was merged away leads to where it went",
    Promise.UPDATES: "what was last told of each situation is the change that made it what it is",
    Promise.PAST: "what is in the picture is there since one moment, and its moments are in order",
    Promise.PICTURE: "the picture recomputes to itself, byte for byte",
}


class Mend(StrEnum):
    """What can be done about it without guessing."""

    TAKE_FROM_ENVELOPE = "what the envelope says was written into the report's row again"
    BEGIN_AGAIN = "it waits at this hop again, and all that follows is done anew"
    READ_AGAIN = "its claims were put aside and it waits to be read again"
    FORGET_CLAIMS = "its claims were put aside"
    MAKE_DUE = "it waits at this hop again"
    FORGET_READING = "what it would have been read into was put aside"
    REREAD = "it waits to be read once more, and stays in the picture as it was"
    RECKON = "it was written as its counts, its words and quarantine say"
    STAY = "it is there since the first moment that is known otherwise"
    TELL = "a change was added that says how it stands"
    NUMBER = "it has a row again, and is drawn anew"
    FREE = "it is free again"
    RESOLVE = "the entry is closed, since nothing stands still for it"
    DROP_ORPHANS = "the rows were deleted; they were derived from a report that is not there"
    LEAD_ON = "the entries were written as the situations say"
    ERASE = "it was taken out, and is drawn anew from the claims"
    REDRAW = "the picture was redrawn from the claims"


RESTORE = "Restore a backup into a new ledger (onrecord restore)."


@dataclass(frozen=True, slots=True)
class Breach:
    """One promise that is broken in one place."""

    promise: Promise
    what: str
    report: str | None = None
    hop: str | None = None
    name: str | None = None
    """The claim, situation, entry or table in question."""
    mend: Mend | None = None
    todo: str = "Run onrecord verify --fix."
    """What a person is to do."""
