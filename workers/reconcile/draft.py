"""A draft: the catalogue as it will be, with the cards of an amendment laid over those that are there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from shared.catalogue import Card, Catalogue, Key, Seat, Window
from shared.records import Claim, Report
from workers.reconcile.shelf import Index


class Draft:
    """Cards as they are to be. Reads each card, report and claim once."""

    def __init__(self, below: Catalogue) -> None:
        self.below = below
        self.put_in: dict[str, Card | None] = {}
        self.keys: dict[str, tuple[Key, ...]] = {}
        self._index = Index()
        self._cards: dict[str, Card | None] = {}
        self._reports: dict[str, Report] = {}
        self._claims: dict[str, tuple[Claim, ...]] = {}
        self._seats: dict[str, dict[str, Seat]] = {}

    def put(self, card: Card, keys: Iterable[Key]) -> None:
        self.keys[card.report] = tuple(keys)
        self.put_in[card.report] = card
        self._index.put(card.report, self.keys[card.report])

    def take_out(self, report: str) -> None:
        self.put_in[report] = None
        self._index.put(report, ())

    def cards(self, reports: Iterable[str]) -> Mapping[str, Card]:
        """The cards as they are to be, by report."""
        wanted = list(reports)
        below = self.cards_before(each for each in wanted if each not in self.put_in)
        found = {each: self.put_in.get(each) or below.get(each) for each in wanted}
        return {each: card for each, card in found.items() if card is not None}

    def cards_before(self, reports: Iterable[str]) -> Mapping[str, Card]:
        """The cards as they are."""
        wanted = list(reports)
        if missing := [each for each in wanted if each not in self._cards]:
            read = self.below.cards(missing)
            self._cards |= {each: read.get(each) for each in missing}
        return {each: card for each in wanted if (card := self._cards[each]) is not None}

    def touching(
        self, keys: Collection[int], window: Window = None
    ) -> Mapping[str, frozenset[int]]:
        """Reports found under any of these keys within these days, with the keys."""
        if not keys:
            return {}
        below = self.below.touching(keys, window)
        kept = {report: shared for report, shared in below.items() if report not in self.put_in}
        return {**kept, **self._index.touching(keys, window)}

    def reports(self, ids: Iterable[str]) -> Mapping[str, Report]:
        wanted = list(ids)
        if missing := [each for each in wanted if each not in self._reports]:
            self._reports |= self.below.reports(missing)
        return {each: self._reports[each] for each in wanted if each in self._reports}

    def claims(self, reports: Iterable[str]) -> Mapping[str, tuple[Claim, ...]]:
        wanted = list(reports)
        if missing := [each for each in wanted if each not in self._claims]:
            self._claims |= self.below.claims(missing)
        return {each: self._claims.get(each, ()) for each in wanted}

    def seats_before(self, report: str) -> Mapping[str, Seat]:
        """By telling or claim, where what it tells had its place."""
        if report not in self._seats:
            self._seats[report] = {seat.id: seat for seat in self.below.seats_of([report])}
        return self._seats[report]
