"""Overrules: what an analyst has decided about which claims are of one happening, against what reconciling makes of them.

They are entries of the ledger with author and reason. They name claims, not situations: these come and go with what
is reported, and the picture is a function of the reports and the overrules.
"""

from __future__ import annotations

from enum import StrEnum

from shared.records import Record


class Act(StrEnum):
    """What was done."""

    JOIN = "join"
    """Situations are one happening."""
    SPLIT = "split"
    """Claims are not of the happening they were put to."""
    PIN = "pin"
    """Claims are of this happening, and not of the one they were put to."""


class Overrule(Record):
    """One decision. Where two speak of the same claims the later one holds."""

    act: Act
    together: tuple[str, ...] = ()
    """Ids of claims that are of one happening."""
    these: tuple[str, ...] = ()
    """Ids of claims that were taken out ..."""
    those: tuple[str, ...] = ()
    """... and of those that they are not of one happening with."""
    reports: tuple[str, ...]
    """The reports of all these claims."""
