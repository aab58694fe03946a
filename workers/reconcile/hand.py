"""The hand: the tellings that grouping works with, whole clusters and what is new.

What lies outside keeps its place; a rule that would join something of it asks for its cluster to be taken
up as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from shared.catalogue import Card, Seat, Telling
from workers.reconcile.draft import Draft
from workers.reconcile.keys import Asked, Sort, asked, sort_of
from workers.reconcile.likeness import JOIN, likeness
from workers.reconcile.marks import Link


class Hand:
    """Tellings by id. `fresh` are those of reports told anew, `stale` what these told before."""

    def __init__(self, draft: Draft, retold: Collection[str]) -> None:
        self.draft = draft
        self.fresh = {t.id: t for c in draft.cards(sorted(retold)).values() for t in c.tellings}
        before = draft.cards_before(sorted(retold)).values()
        self.stale = {t.id: t for card in before for t in card.tellings}
        self.tellings = dict(self.fresh)
        self.seats: dict[str, Seat] = {}
        self.opened: set[str] = set()
        self._weighed: dict[tuple[str, str, bool], Link | None] = {}
        self._met: dict[object, list[Telling]] = {}
        self._retold = frozenset(retold)
        gone = [seat for each in sorted(retold) for seat in draft.seats_before(each).values()]
        self.lost = frozenset(seat.base for seat in gone if seat.id in self.stale and seat.base)
        """Bases that a telling was taken from: they may have come apart."""
        self.left = frozenset(s.situation for s in gone if s.id in self.stale and s.situation)
        """Situations that a telling was taken from."""
        self.take_up(seat.cluster for seat in gone if seat.id in self.stale and seat.cluster)

    def look_around(self) -> None:
        """Fetch at once what lies near whatever is new or gone."""
        tellings = (*self.fresh.values(), *self.stale.values())
        wanted = [each for telling in tellings for each in asked(telling)]
        self.draft.expect(wanted)
        self.draft.cards({report for each in wanted for report in self.draft.touching(*each)})

    def take_up(self, clusters: Iterable[str]) -> None:
        """All tellings of these clusters."""
        new = set(clusters) - self.opened
        self.opened |= new
        seats = self.draft.below.seats_of_clusters(sorted(new)) if new else ()
        kept = {s.id: s for s in seats if s.base is not None and s.report not in self._retold}
        cards = self.draft.cards(sorted({seat.report for seat in kept.values()}))
        told = {t.id: t for card in cards.values() for t in card.tellings if t.id in kept}
        self.seats |= kept
        self.tellings |= told

    def situations_before(self) -> frozenset[str]:
        """Those that what is in hand had its places in."""
        return self.left | {str(seat.situation) for seat in self.seats.values()}

    def ruled(self) -> frozenset[int]:
        """The overrules that speak of a report something in hand is of."""
        reports = {t.report for t in (*self.tellings.values(), *self.stale.values())}
        named = self.draft.rulings.reports
        return frozenset(number for report in reports for number in named.get(report, ()))

    def ruled_outside(self) -> frozenset[str]:
        """Clusters outside that one of these overrules speaks of too: what it does shows only on all of them."""
        every = self.draft.rulings.every
        spoken = [every[number] for number in sorted(self.ruled())]
        claims = {c for each in spoken for c in (*each.together, *each.these, *each.those)}
        cards = self.draft.cards(sorted({report for each in spoken for report in each.reports}))
        return frozenset(
            str(self.seat_outside(telling).cluster)
            for card in cards.values()
            for telling in card.tellings
            if telling.id not in self.tellings and claims & set(telling.claims)
        )

    def seat_outside(self, telling: Telling) -> Seat:
        """The place of a telling that is not in hand."""
        return self.draft.seats_before(telling.report)[telling.id]

    def of(self, *sorts: Sort) -> list[Telling]:
        """Those of these sorts in hand, by id."""
        return [t for _, t in sorted(self.tellings.items()) if sort_of(t) in sorts]

    def met(self, wanted: Iterable[Asked], sorts: Collection[Sort]) -> list[Telling]:
        """Tellings of these sorts, in hand or outside, in reports that are found under the keys."""
        question = tuple((tuple(keys), days) for keys, days in wanted), tuple(sorts)
        if question not in self._met:
            asked_for = (self.draft.touching(keys, days) for keys, days in question[0])
            reports = sorted({report for found in asked_for for report in found})
            cards = self.draft.cards(reports).values()
            told = (telling for card in cards for telling in card.tellings)
            self._met[question] = [telling for telling in told if sort_of(telling) in sorts]
        return self._met[question]

    def likeness(self, a: Telling, b: Telling, loose: bool = False) -> Link | None:
        """What joins the two, if they are like enough; weighed once for all tries."""
        if self.stale.get(a.id) is a or self.stale.get(b.id) is b:
            return _weighed(a, b, loose)  # a fresh one may have its id, and other days
        pair = (a.id, b.id, loose)
        if pair not in self._weighed:
            self._weighed[pair] = _weighed(a, b, loose)
        return self._weighed[pair]

    def beside(self, telling: Telling) -> Card:
        """The card of its report: what else that tells."""
        return self.draft.cards([telling.report])[telling.report]


def _weighed(a: Telling, b: Telling, loose: bool) -> Link | None:
    link = likeness(a, b, loose)
    return link if link is not None and link.weight >= JOIN else None
