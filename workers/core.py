"""The way into the core, loaded when first used: a worker starts before its language model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from shared.ledger import Redraw as Redrawn
from shared.ledger import Snapshot
from shared.records import Claim, Report


class Extraction(Protocol):
    """What a report was read into: `workers.extract.claims.Extraction`."""

    @property
    def claims(self) -> tuple[Claim, ...]: ...
    @property
    def leftover(self) -> Mapping[str, int]: ...


class Read(Protocol):
    def __call__(self, report: Report) -> Extraction: ...


class Redraw(Protocol):
    """From all there is to what changes: `because` are the reports that came anew."""

    def __call__(self, snapshot: Snapshot, because: Sequence[str]) -> Redrawn: ...


def read(report: Report) -> Extraction:
    """One report's claims; the model is loaded once a process."""
    from workers.local import read as read_locally  # noqa: PLC0415  # seconds, not at the start

    return read_locally(report)


def redraw(snapshot: Snapshot, because: Sequence[str]) -> Redrawn:
    """The whole picture anew, and what in it differs from the one in the ledger."""
    from workers.reconcile import reconcile  # noqa: PLC0415
    from workers.reconcile.updates import changes  # noqa: PLC0415

    after = tuple(reconcile(snapshot.claims, snapshot.reports).situations)
    before = {each.id: each for each in snapshot.situations}
    kept = {each.id for each in after}
    return Redrawn(
        version=snapshot.version,
        written=tuple(each for each in after if before.get(each.id) != each),
        gone=tuple(sorted(set(before) - kept)),
        updates=tuple(changes(snapshot.situations, after, tuple(because))),
    )
