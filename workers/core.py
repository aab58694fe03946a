"""The way into the core, loaded when first used: a worker starts before its language model."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from shared.ledger import Drawing
from shared.ledger import Redraw as Redrawn
from shared.picture import Situation
from shared.records import Claim, Report

if TYPE_CHECKING:
    from workers.reconcile import Amendment


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


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing that is made for a picture refers to itself: to look for what does, again and again among all that is read,
    would take a quarter of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@_uncollected()
def redraw(drawing: Drawing, because: Sequence[str]) -> Redrawn:
    """The situations that these reports touch, and what in them differs from those in the ledger."""
    from workers.reconcile.updates import changes  # noqa: PLC0415

    cards = drawing.cards
    made = _amended(drawing)
    before = cards.situations({*made.situations, *(cards.drawn() if cards.blank else ())})
    after = {each: one for each, one in made.situations.items() if one is not None}
    return Redrawn(
        version=cards.version,
        written=tuple(one for each, one in after.items() if before.get(each) != one),
        gone=tuple(sorted(set(before) - set(after))),
        updates=changes(before.values(), after.values(), because, made.concerned, drawing.decided),
        cards=made.cards,
        keys=made.keys,
        seats=made.seats,
        ruled=made.ruled,
        anew=cards.blank,
    )


@dataclass(frozen=True)
class Recalled:
    """What was otherwise at a moment of the past. By id; `None` where there was, or is, no such situation."""

    then: Mapping[str, Situation | None]
    now: Mapping[str, Situation | None]
    because: Mapping[str, tuple[str, ...]]
    """By situation, the reports that have made the difference since."""
    overrules: Mapping[str, tuple[int, ...]]
    """By situation, the overrules that have made it, by coming into force or ending."""


@_uncollected()
def recall(drawing: Drawing) -> Recalled:
    """How the picture of a moment differs from that of now."""
    from workers.reconcile.updates import because_of, by_overrules  # noqa: PLC0415

    cards = drawing.cards
    made = _amended(drawing)
    stored = cards.situations({*made.situations, *(cards.drawn() if cards.blank else ())})
    both = {
        each: (made.situations.get(each), stored.get(each)) for each in {*made.situations, *stored}
    }
    differing = {each: both[each] for each in sorted(both) if both[each][0] != both[each][1]}
    came = frozenset(drawing.came)
    return Recalled(
        then={each: then for each, (then, _) in differing.items()},
        now={each: now for each, (_, now) in differing.items()},
        because={each: because_of(each, came, made.concerned) for each in differing},
        overrules={each: by_overrules(each, drawing.decided, made.concerned) for each in differing},
    )


def _amended(drawing: Drawing) -> Amendment:
    from workers.reconcile import amend  # noqa: PLC0415

    return amend(drawing.cards, drawing.changed)
