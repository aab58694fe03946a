"""Seating: where everything has its place in the picture, before an amendment and after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from shared.catalogue import Seat
from workers.reconcile.hand import Hand

TOGETHER = 50
"""Situations whose claims are fetched at once."""


class Seating:
    """Where everything has its place, before and after."""

    def __init__(self, hand: Hand, after: Mapping[str, Seat]) -> None:
        self._hand = hand
        self._after = after
        self._retold = frozenset(hand.draft.put_in)
        self._by_situation: dict[str | None, list[Seat]] = defaultdict(list)
        self._by_report: dict[str, list[Seat]] = defaultdict(list)
        for seat in after.values():
            self._by_situation[seat.situation].append(seat)
            self._by_report[seat.report].append(seat)

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

    def concerned(self) -> Mapping[str, frozenset[str]]:
        """By situation, the reports told anew that have or had a part in it, and those that mend or withdraw one
        of these."""
        found: dict[str, set[str]] = defaultdict(set)
        draft = self._hand.draft
        for report in sorted(self._retold):
            both = draft.cards_before([report]), draft.cards([report])
            mending = {card.by for cards in both for card in cards.values() if card.by}
            seats = (*draft.seats_before(report).values(), *self._by_report.get(report, ()))
            for situation in {seat.situation for seat in seats if seat.situation}:
                found[situation] |= {report, *mending}
        return {each: frozenset(reports) for each, reports in found.items()}

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
        yield from self._by_report.get(report, ())
        yield from (seat for key, seat in before.items() if key not in self._after)

    def _before(self, seat: Seat) -> Seat | None:
        if seat.id in self._hand.seats:
            return self._hand.seats[seat.id]
        return self._hand.draft.seats_before(seat.report).get(seat.id)

    def _stays(self, seat: Seat) -> bool:
        before = self._before(seat)
        same = before is not None and before.situation == seat.situation
        return same and seat.report not in self._retold
