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
    """The updates, looked at one after the other. Their words, and whether one is missing between others, nobody can tell.

    `let_go`: up to which moment retention has deleted some.
    """

    def __init__(self, version: int | None, let_go: float) -> None:
        self._version = version
        self._let_go = let_go
        self._last: dict[str, tuple[int, str]] = {}
        self.first_told: dict[str, float] = {}
        """By report, when a change was first told because of it."""

    def look(self, row: Row[Any]) -> Iterator[Breach]:
        """An update that cannot be read, or was not made when it says."""
        try:
            update = as_update(row.record)
        except ValueError:
            yield self._breach(row.id, "cannot be read")
            return
        too_late = self._version is not None and row.version > self._version
        if update.situation != row.situation or too_late:
            yield self._breach(row.id, "is of another situation or picture than it says")
            return
        self._last[row.situation] = row.version, update.change
        for report in update.because:
            self.first_told[report] = min(row.at, self.first_told.get(report, row.at))

    def end(self, redrawn: Mapping[str, tuple[int, float]]) -> Iterator[Breach]:
        """The last that was told of a situation is that it is gone, or the redraw that made it."""
        for identity in sorted(self._last.keys() | redrawn.keys()):
            version, change = self._last.get(identity, (-1, "nothing"))
            if identity not in redrawn:
                what = f"was last told as {change}, and is not there"
                broken = change != "gone"
            else:
                what = f"was last told as {change}, and has been redrawn since"
                made, at = redrawn[identity]
                broken = (change == "gone" or version != made) and at >= self._let_go
            if broken:
                yield Breach(Promise.UPDATES, what, name=identity, mend=Mend.TELL)

    def _breach(self, number: int, what: str) -> Breach:
        return Breach(Promise.UPDATES, f"update {number} {what}", name=str(number), todo=HISTORY)
