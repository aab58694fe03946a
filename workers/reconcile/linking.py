"""Linking: what makes two firm tellings of two reports one happening. Looked at once for all tries of grouping."""

from __future__ import annotations

from collections.abc import Sequence

from shared.catalogue import TIMELESS, Strand, Telling
from workers.reconcile.hand import Hand
from workers.reconcile.keys import Sort, alike_keys, carrying_key, sort_of
from workers.reconcile.likeness import JOIN
from workers.reconcile.marks import Link
from workers.reconcile.placing import Nearness, nearness

FIRM = (Sort.PLACED, Sort.LOOSE)


class Linking:
    """What two tellings are to one another is a matter of theirs, and of no try."""

    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        self._candidates: dict[str, Sequence[Telling]] = {}
        self._links: dict[tuple[str, str], Link | None] = {}

    def candidates(self, telling: Telling) -> Sequence[Telling]:
        """All that could be linked to it, by id."""
        if telling.id not in self._candidates:
            self._candidates[telling.id] = self._look_for(telling)
        return self._candidates[telling.id]

    def link(self, a: Telling, b: Telling) -> Link | None:
        """Likeness, or carried words."""
        a, b = (a, b) if a.id < b.id else (b, a)
        if (a.id, b.id) not in self._links:
            self._links[a.id, b.id] = self._weigh(a, b)
        return self._links[a.id, b.id]

    def _look_for(self, telling: Telling) -> list[Telling]:
        hand, draft = self._hand, self._hand.draft
        met = {t.id: t for t in hand.met([alike_keys(telling)], FIRM)}
        originals = [copy.report for copy in hand.beside(telling).copies]
        carriers = draft.touching([carrying_key(telling.report)], TIMELESS)
        for card in draft.cards(sorted({*originals, *carriers})).values():
            met |= {t.id: t for t in card.tellings if sort_of(t) in FIRM}
        met.pop(telling.id, None)
        return [met[each] for each in sorted(met)]

    def _weigh(self, a: Telling, b: Telling) -> Link | None:
        if a.report == b.report or not {sort_of(a), sort_of(b)} <= set(FIRM):
            return None
        alike = sort_of(a) is sort_of(b) and a.places and b.places
        link = self._hand.likeness(a, b) if alike else None
        return link or self._carried(a, b) or self._carried(b, a)

    def _carried(self, copy: Telling, original: Telling) -> Link | None:
        """A copy is of the happening its original is of, unless it names another place."""
        copies = self._hand.beside(copy).copies
        carried = (each for each in copies if each.report == original.report)
        if not any(c.claim in copy.claims and c.of in original.claims for c in carried):
            return None
        both = copy.places and original.places
        if both and nearness(copy.places, original.places) is Nearness.APART:
            return None
        if copy.strand is not original.strand and Strand.NEUTRAL not in {
            copy.strand,
            original.strand,
        }:
            return None
        return Link(copy.id, original.id, (("carries its words", JOIN),))
