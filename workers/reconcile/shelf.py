"""A catalogue in memory: for a picture that is drawn all at once, and for whoever asks about one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from shared.catalogue import Card, Key, Seat, Window, overlap
from shared.overrules import Overrule
from shared.picture import Situation
from shared.records import Claim, Report


class Index:
    """Reports by the keys they are found under."""

    def __init__(self) -> None:
        self._found: dict[int, dict[str, Key]] = defaultdict(dict)
        self._keys: dict[str, tuple[Key, ...]] = {}

    def put(self, report: str, keys: Iterable[Key]) -> None:
        """The report is found under these and no others."""
        for each in self._keys.pop(report, ()):
            self._found[each.key].pop(report, None)
        self._keys[report] = tuple(keys)
        for each in self._keys[report]:
            self._found[each.key][report] = each

    def found(self, keys: Collection[int], window: Window) -> Iterator[tuple[str, Key]]:
        for key in keys:
            for report, its in self._found.get(key, {}).items():
                if overlap(window, its):
                    yield report, its


class Shelf:
    """Reports, their claims, and the picture of those that were taken into it."""

    def __init__(self, claims: Iterable[Claim] = (), reports: Iterable[Report] = ()) -> None:
        self._reports: dict[str, Report] = {}
        self._claims: dict[str, tuple[Claim, ...]] = {}
        self._cards: dict[str, Card] = {}
        self._index = Index()
        self._seats: dict[str, Seat] = {}
        self.drawn: dict[str, Situation] = {}
        self.ruled: dict[int, Overrule] = {}
        self.add(claims, reports)

    def add(self, claims: Iterable[Claim], reports: Iterable[Report]) -> None:
        """More reports with all their claims; they are in the picture when it is amended for them."""
        self._reports |= {report.id: report for report in reports}
        by_report: dict[str, dict[str, Claim]] = defaultdict(dict)
        for claim in claims:
            by_report[claim.report][claim.id] = claim
        for report, its in by_report.items():
            self._claims[report] = tuple(its[key] for key in sorted(its))

    def withdraw(self, report: str) -> None:
        """As if it had never been; the picture is to be amended for it."""
        self._reports.pop(report, None)
        self._claims.pop(report, None)

    def keep(
        self,
        cards: Mapping[str, Card | None],
        keys: Mapping[str, tuple[Key, ...]],
        seats: Iterable[Seat],
        situations: Mapping[str, Situation | None],
    ) -> None:
        """What an amendment changes. A report whose card is new or `None` has the seats given here only."""
        self._seats = {i: seat for i, seat in self._seats.items() if seat.report not in cards}
        self._seats |= {seat.id: seat for seat in seats}
        for report, card in cards.items():
            self._index.put(report, keys.get(report, ()))
            self._cards.pop(report, None)
            if card is not None:
                self._cards[report] = card
        for each, situation in situations.items():
            self.drawn.pop(each, None)
            if situation is not None:
                self.drawn[each] = situation

    def reports(self, ids: Iterable[str]) -> Mapping[str, Report]:
        return {each: self._reports[each] for each in ids if each in self._reports}

    def claims(self, reports: Iterable[str]) -> Mapping[str, tuple[Claim, ...]]:
        return {each: self._claims.get(each, ()) for each in reports}

    def cards(self, reports: Iterable[str]) -> Mapping[str, Card]:
        return {each: self._cards[each] for each in reports if each in self._cards}

    def found(self, keys: Collection[int], window: Window) -> Iterator[tuple[str, Key]]:
        return self._index.found(keys, window)

    def seats_of(self, reports: Iterable[str]) -> tuple[Seat, ...]:
        wanted = set(reports)
        return tuple(seat for seat in self._seats.values() if seat.report in wanted)

    def seats_in(self, situations: Iterable[str]) -> tuple[Seat, ...]:
        wanted = set(situations)
        return tuple(seat for seat in self._seats.values() if seat.situation in wanted)

    def seats_of_clusters(self, clusters: Iterable[str]) -> tuple[Seat, ...]:
        wanted = set(clusters)
        return tuple(seat for seat in self._seats.values() if seat.cluster in wanted)

    def overrules(self) -> Mapping[int, Overrule]:
        return self.ruled

    def situations(self, ids: Iterable[str]) -> Mapping[str, Situation]:
        return {each: self.drawn[each] for each in ids if each in self.drawn}
