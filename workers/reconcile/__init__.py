"""Reconciling: claims into the picture. The order of work is the function `amend`.

The picture is a function of the set of claims and reports: never of their order, their number of
deliveries, or what was there before. What is amended for one more report is what it would be if all
had come at once; what costs time is the situations that are touched, not all the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shared.catalogue import Card, Catalogue, Key, Seat
from shared.picture import Situation
from shared.records import Claim, Report
from workers.reconcile.background import place_history
from workers.reconcile.draft import Draft
from workers.reconcile.grouping import group
from workers.reconcile.hand import Hand
from workers.reconcile.marks import Group, Link
from workers.reconcile.retelling import carrying, retell
from workers.reconcile.shelf import Shelf
from workers.reconcile.situations import depict
from workers.reconcile.taking import take

__all__ = ["Amendment", "Picture", "amend", "reconcile"]


TOGETHER = 50
"""Situations whose claims are fetched at once."""


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


@dataclass(frozen=True, slots=True)
class Picture:
    """What all claims amount to, by situation id, and how it came about."""

    situations: tuple[Situation, ...]
    links: tuple[Link, ...]
    groups: Mapping[str, Group]


def reconcile(claims: Iterable[Claim], reports: Iterable[Report]) -> Picture:
    """The picture of these claims. Each claim's report should be among the reports.

    Equal for equal sets: order and repetition of both arguments do not matter.
    """
    known = {report.id: report for report in reports}
    made = amend(Shelf(claims, known.values()), sorted(known))
    drawn = ((key, made.situations[key]) for key in sorted(made.situations))
    return Picture(tuple(one for _, one in drawn if one is not None), made.links, made.groups)


def amend(catalogue: Catalogue, changed: Iterable[str]) -> Amendment:
    """What changes because these reports are new, were read again, or are no longer there."""
    draft = Draft(catalogue)
    retold = retell(draft, changed)
    hand = Hand(draft, retold)
    grouped = group(hand)
    history = place_history(hand, grouped.seats)
    seats = _Seats(hand, {**grouped.seats, **history})
    touched = seats.touched() | seats.situations_of(carrying(draft, retold))
    situations: dict[str, Situation | None] = {}
    groups: dict[str, Group] = {}
    for each, there in seats.of(touched):
        together, notices = take(draft, there)
        if together.tellings:
            groups[each] = together
        situations[each] = depict(together, notices) if together.tellings else None
    return Amendment(draft.put_in, draft.keys, seats.changed(), situations, groups, grouped.links)


class _Seats:
    """Where everything has its place, before and after."""

    def __init__(self, hand: Hand, after: Mapping[str, Seat]) -> None:
        self._hand = hand
        self._after = after
        self._retold = frozenset(hand.draft.put_in)
        self._by_situation: dict[str, list[Seat]] = {}
        for seat in after.values():
            self._by_situation.setdefault(seat.situation or "", []).append(seat)

    def changed(self) -> tuple[Seat, ...]:
        """Those of reports told anew, and those that are others than before."""
        return tuple(
            seat
            for _, seat in sorted(self._after.items())
            if seat.report in self._retold or seat != self._before(seat)
        )

    def touched(self) -> frozenset[str]:
        """Situations that something has come into or gone from."""
        gone = (s for r in self._retold for s in self._hand.draft.seats_before(r).values())
        moved = [seat for seat in self.changed() if not self._stays(seat)]
        both = [*gone, *moved, *filter(None, map(self._before, moved))]
        return frozenset(seat.situation for seat in both if seat.situation)

    def situations_of(self, reports: Iterable[str]) -> frozenset[str]:
        """Those that these reports have a part in, as it will be."""
        found = (seat for each in reports for seat in self._of_report(each))
        return frozenset(seat.situation for seat in found if seat.situation)

    def of(self, situations: Iterable[str]) -> Iterator[tuple[str, list[Seat]]]:
        """Each with all that has its place there, as it will be."""
        ordered = sorted(situations)
        for start in range(0, len(ordered), TOGETHER):
            some = ordered[start : start + TOGETHER]
            there = {each: list(self._by_situation.get(each, ())) for each in some}
            for seat in self._hand.draft.below.seats_in(some):
                if seat.id not in self._after and seat.report not in self._retold:
                    there[str(seat.situation)].append(seat)
            self._hand.draft.claims({seat.report for seats in there.values() for seat in seats})
            yield from there.items()

    def _of_report(self, report: str) -> Iterator[Seat]:
        before = self._hand.draft.seats_before(report) if report not in self._retold else {}
        its = [seat for seat in self._after.values() if seat.report == report]
        yield from its
        yield from (seat for key, seat in before.items() if key not in self._after)

    def _before(self, seat: Seat) -> Seat | None:
        if seat.id in self._hand.seats:
            return self._hand.seats[seat.id]
        return self._hand.draft.seats_before(seat.report).get(seat.id)

    def _stays(self, seat: Seat) -> bool:
        before = self._before(seat)
        same = before is not None and before.situation == seat.situation
        return same and seat.report not in self._retold
