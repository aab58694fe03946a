"""The way into the core, loaded when first used: a worker starts before its language model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from shared.ledger import Drawing
from shared.ledger import Redraw as Redrawn
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
    """From what is catalogued to what changes: `because` are the reports that came anew."""

    def __call__(self, drawing: Drawing, because: Sequence[str]) -> Redrawn: ...


def read(report: Report) -> Extraction:
    """One report's claims; the model is loaded once a process."""
    from workers.local import read as read_locally  # noqa: PLC0415  # seconds, not at the start

    return read_locally(report)


def redraw(drawing: Drawing, because: Sequence[str]) -> Redrawn:
    """The situations that these reports touch, and what in them differs from those in the ledger."""
    from workers.reconcile import amend  # noqa: PLC0415
    from workers.reconcile.updates import changes  # noqa: PLC0415

    cards = drawing.cards
    made = amend(cards, drawing.changed)
    before = cards.situations({*made.situations, *(cards.drawn() if cards.blank else ())})
    after = {each: one for each, one in made.situations.items() if one is not None}
    return Redrawn(
        version=cards.version,
        written=tuple(one for each, one in after.items() if before.get(each) != one),
        gone=tuple(sorted(set(before) - set(after))),
        updates=tuple(changes(before.values(), after.values(), tuple(because))),
        cards=made.cards,
        keys=made.keys,
        seats=made.seats,
        anew=cards.blank,
    )
