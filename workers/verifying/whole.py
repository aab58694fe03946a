"""Promises of the ledger as a whole: its file, what belongs to nobody, forwards and history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Row

from shared.ledger.codec import as_situation, as_update
from workers.verifying.breaches import RESTORE, Breach, Mend, Promise

HISTORY = f"No figure depends on it. To have the history whole: {RESTORE}"


def of_the_file(told: tuple[str, ...]) -> Iterator[Breach]:
    """Each complaint of the database about its file."""
    for each in told:
        yield Breach(Promise.FILE, each, todo=RESTORE)


def of_nobody(table: str, report: str, number: int) -> Breach:
    """Rows of a report that is not there. Quarantine has originals, which nothing here deletes."""
    what = f"{number} rows in {table}"
    if table != "quarantine":
        return Breach(Promise.ORPHANS, what, report, name=table, mend=Mend.DROP_ORPHANS)
    todo = "Publish what onrecord quarantine show --json has as its payload, or drop the entry."
    return Breach(Promise.ORPHANS, what, report, name=table, todo=todo)


def leading_on(drawn: Mapping[str, str]) -> dict[str, str]:
    """Where each situation that was merged away is to be found, as the picture says."""
    found = {}
    for identity, record in drawn.items():
        try:
            situation = as_situation(record)
        except ValueError:
            continue  # the promise of the picture tells of it
        found.update(dict.fromkeys(situation.forwards, identity))
    return found


def of_forwards(drawn: Mapping[str, str], forwards: Mapping[str, str]) -> Iterator[Breach]:
    """Entries that lead nowhere, that hide a situation, or that are missing."""
    wanted = leading_on(drawn)
    for old in sorted(forwards.keys() | wanted.keys()):
        new = forwards.get(old)
        if old in drawn:
            what = "leads on from a situation that is there"
        elif new is None or (old in wanted and new != wanted[old]):
            what = f"does not lead to {wanted[old]}, which it was merged into"
        elif new not in drawn:
            what = f"leads to {new}, which is not there"
        else:
            continue
        yield Breach(Promise.FORWARDS, what, name=old, mend=Mend.LEAD_ON)


class History:
    """The updates, looked at one after the other."""

    def __init__(self, version: int) -> None:
        self._version = version
        self._last: dict[str, str] = {}

    def look(self, row: Row[Any]) -> Iterator[Breach]:
        """An update that cannot be read, or was not made when it says."""
        try:
            update = as_update(row.record)
        except ValueError:
            yield self._breach(row.id, "cannot be read")
            return
        if update.situation != row.situation or row.version > self._version:
            yield self._breach(row.id, "is of another situation or picture than it says")
        self._last[row.situation] = update.change

    def end(self, drawn: Mapping[str, str]) -> Iterator[Breach]:
        """The last that was told of a situation is whether it is there."""
        for identity, change in sorted(self._last.items()):
            if (identity in drawn) is (change == "gone"):
                what = (
                    f"was last told as {change}, and is {'' if identity in drawn else 'not '}there"
                )
                yield Breach(Promise.UPDATES, what, name=identity, todo=HISTORY)

    def _breach(self, number: int, what: str) -> Breach:
        return Breach(Promise.UPDATES, f"update {number} {what}", name=str(number), todo=HISTORY)
