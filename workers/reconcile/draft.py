"""A draft: the catalogue as it will be, with the cards of an amendment laid over those that are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from shared.catalogue import BLOCK, Card, Catalogue, Key, Seat, Window, hull, overlap
from shared.records import Claim, Report
from workers.reconcile.overruling import Rulings, rulings
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
        self._below: dict[int, tuple[Window, list[tuple[str, Key]]]] = {}

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
            self._seats |= {each: {} for each in missing}
            for seat in self.below.seats_of(missing):
                self._seats[seat.report][seat.id] = seat
        return {each: card for each in wanted if (card := self._cards[each]) is not None}

    def expect(self, wanted: Iterable[tuple[Collection[int], Window]]) -> None:
        """Fetch at once what will be asked for one after the other."""
        windows: dict[int, Window] = {}
        for keys, window in wanted:
            for key in keys:
                windows[key] = hull([windows[key], window]) if key in windows else window
        together: dict[Window, list[int]] = defaultdict(list)
        for key, window in windows.items():
            wide = _blocks(window)
            if not self._known(key, wide):
                together[wide].append(key)
        for wide, keys in together.items():
            self._fetch(keys, wide)

    def touching(self, keys: Collection[int], window: Window) -> Mapping[str, frozenset[int]]:
        """Reports found under any of these keys within these days, with the keys."""
        wide = _blocks(window)
        if unknown := [key for key in keys if not self._known(key, wide)]:
            self._fetch(unknown, wide)
        below = (row for key in keys for row in self._below[key][1])
        kept = ((r, key) for r, key in below if r not in self.put_in and overlap(window, key))
        found: dict[str, set[int]] = defaultdict(set)
        for report, key in (*kept, *self._index.found(keys, window)):
            found[report].add(key.key)
        return {report: frozenset(shared) for report, shared in found.items()}

    def _known(self, key: int, window: Window) -> bool:
        if key not in self._below:
            return False
        fetched = self._below[key][0]
        if fetched is None or window is None:
            return fetched is None
        return fetched[0] <= window[0] and window[1] <= fetched[1]

    def _fetch(self, keys: Collection[int], window: Window) -> None:
        for key in keys:
            self._below[key] = window, []
        for report, found in self.below.found(keys, window):
            self._below[found.key][1].append((report, found))

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

    @cached_property
    def rulings(self) -> Rulings:
        """What all overrules in force come to."""
        return rulings(self.below.overrules())

    def seats_before(self, report: str) -> Mapping[str, Seat]:
        """By telling or claim, where what it tells had its place."""
        self.cards_before([report])
        return self._seats[report]


def _blocks(window: Window) -> Window:
    """These days and some around them, so that reports of one week are looked for together."""
    return window and (window[0] // BLOCK * BLOCK, window[1] // BLOCK * BLOCK + BLOCK - 1)
