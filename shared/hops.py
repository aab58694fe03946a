"""The hops of the line. One word for one hop: queue, task, package and log field."""

from __future__ import annotations

from enum import StrEnum


class Hop(StrEnum):
    """In the order a report passes them."""

    INTAKE = "intake"
    EXTRACT = "extract"
    RECONCILE = "reconcile"

    @property
    def next(self) -> Hop | None:
        """Where the report goes from here."""
        order = list(Hop)
        place = order.index(self) + 1
        return order[place] if place < len(order) else None


class State(StrEnum):
    """Of a report at a hop."""

    DUE = "due"
    CLAIMED = "claimed"
    DONE = "done"
    QUARANTINED = "quarantined"


class Reason(StrEnum):
    """Why a message is in quarantine."""

    UNREADABLE = "unreadable"
    """It can never be done."""
    LOST = "lost"
    """Its process died too often."""
    UNAVAILABLE = "unavailable"
    """Something outside was missing too often."""
    SLOW = "slow"
    LARGE = "large"
    BUG = "bug"


class Outcome(StrEnum):
    """How a task run ended: exactly one each, in one log line under `event`."""

    ADMITTED = "admitted"
    """intake: the report is fit to be read."""
    EXTRACTED = "extracted"
    """extract: its claims are in the ledger."""
    RECONCILED = "reconciled"
    """reconcile: the picture has changed."""
    UNCHANGED = "unchanged"
    """reconcile: the picture stays as it was."""
    REPEATED = "repeated"
    """The work was done already, or is in other hands."""
    RETRIED = "retried"
    """Something outside is missing: again after a pause."""
    OVERTAKEN = "overtaken"
    """Somebody wrote first: again now."""
    REFUSED = "refused"
    """The report can never be worked: quarantined at once."""
    QUARANTINED = "quarantined"
    """Too many lost deliveries or tries, or a bug: quarantined."""
    DROPPED = "dropped"
    """An operator took it out of quarantine; by its name it can be taken up again."""
