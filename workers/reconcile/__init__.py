"""Reconciling: claims into the picture. The order of work is the function `amend`.

The picture is a function of the set of claims and reports: never of their order, their number of
deliveries, or what was there before. What is amended for one more report is what it would be if all
had come at once; what costs time is the situations that are touched, not all the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shared.catalogue import Card, Catalogue, Key, Seat
from shared.overrules import Overrule
from shared.picture import Situation
from shared.records import Claim, Report
from workers.reconcile.background import place_history
from workers.reconcile.draft import Draft
from workers.reconcile.grouping import group
from workers.reconcile.hand import Hand
from workers.reconcile.marks import Group, Link
from workers.reconcile.overruling import overrule
from workers.reconcile.retelling import carrying, retell
from workers.reconcile.seating import Seating
from workers.reconcile.shelf import Shelf
from workers.reconcile.situations import depict
from workers.reconcile.taking import take

__all__ = ["Amendment", "Picture", "amend", "reconcile"]


@dataclass(frozen=True, slots=True)
class Amendment:
    """What changes in the picture and its catalogue."""

    cards: Mapping[str, Card | None]
    """New ones by report, `None` where a report is no longer there. Their old keys and seats go."""
    keys: Mapping[str, tuple[Key, ...]]
    seats: tuple[Seat, ...]
    situations: Mapping[str, Situation | None]
    """Those that were touched, as they are now; `None` where there is none any more."""
    groups: Mapping[str, Group]
    """What each of them was made of."""
    links: tuple[Link, ...]
    """Which tellings were taken for one happening because of it, and which features spoke for it."""
    concerned: Mapping[str, frozenset[str]]
    """By situation, which of the reports told anew have or had a part in it, or mend or withdraw one of these."""
    ruled: frozenset[int]
    """The overrules that had a say in it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What all claims amount to, by situation id, and how it came about."""

    situations: tuple[Situation, ...]
    links: tuple[Link, ...]
    groups: Mapping[str, Group]


def reconcile(
    claims: Iterable[Claim],
    reports: Iterable[Report],
    overrules: Mapping[int, Overrule] = MappingProxyType({}),
) -> Picture:
    """The picture of these claims. Each claim's report should be among the reports.

    Equal for equal sets: order and repetition of both arguments do not matter. `overrules`: by number, those
    in force.
    """
    known = {report.id: report for report in reports}
    shelf = Shelf(claims, known.values())
    shelf.ruled |= overrules
    made = amend(shelf, sorted(known))
    drawn = ((key, made.situations[key]) for key in sorted(made.situations))
    return Picture(tuple(one for _, one in drawn if one is not None), made.links, made.groups)


def amend(catalogue: Catalogue, changed: Iterable[str]) -> Amendment:
    """What changes because these reports are new, were read again, or are no longer there."""
    draft = Draft(catalogue)
    retold = retell(draft, changed)
    hand = Hand(draft, retold)
    grouped = group(hand)
    shown = overrule(grouped.seats, hand.tellings, draft.rulings, hand.likeness)
    history = place_history(hand, shown)
    seats = Seating(hand, {**shown, **history})
    touched = seats.touched() | seats.situations_of(carrying(draft, retold))
    situations: dict[str, Situation | None] = {}
    groups: dict[str, Group] = {}
    for each, there in seats.of(touched):
        together, notices = take(draft, there)
        if together.tellings:
            groups[each] = together
        situations[each] = depict(together, notices) if together.tellings else None
    return Amendment(
        cards=draft.put_in,
        keys=draft.keys,
        seats=seats.changed(),
        situations=situations,
        groups=groups,
        links=grouped.links,
        concerned=seats.concerned(),
        ruled=hand.ruled(),
    )
