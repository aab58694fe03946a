"""Grouping: which reports' tellings are of one happening.

Place at its precision, time at its precision, kind, actors and figures speak together, never wording
and never one of them alone. Each join is a `Link` that says what spoke for it. Nothing depends on the
order of arrival, nor on what was grouped together with it: what two tellings are to one another is a
matter of theirs, and where two homes remain for one, none is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.catalogue import Seat, Strand, Telling
from workers.reconcile.clusters import Clusters
from workers.reconcile.hand import Hand
from workers.reconcile.keys import Sort, asked_of, sort_of
from workers.reconcile.likeness import JOIN
from workers.reconcile.linking import FIRM, Linking
from workers.reconcile.marks import Link
from workers.reconcile.placing import same_place


@dataclass(frozen=True)
class Grouped:
    """Where the tellings in hand have their places now, and the links that were looked at for it."""

    seats: Mapping[str, Seat]
    links: tuple[Link, ...]


class _Wanting(Exception):
    """These clusters have to be taken up before it can go on."""

    def __init__(self, clusters: Iterable[str]) -> None:
        super().__init__()
        self.clusters = frozenset(clusters)


def group(hand: Hand) -> Grouped:
    """The places of all tellings in hand, once all that they could be joined with is in hand too, by rule or
    by an overrule."""
    hand.look_around()
    linking = Linking(hand)
    while True:
        try:
            grouped = _Grouping(hand, linking).seated()
        except _Wanting as wanting:
            hand.take_up(wanting.clusters)
            continue
        if not (ruled := hand.ruled_outside()):
            return grouped
        hand.take_up(ruled)


class _Grouping:
    """One try, which ends early if something has to be taken up."""

    def __init__(self, hand: Hand, linking: Linking) -> None:
        self.hand = hand
        self.linking = linking
        self.clusters = Clusters(hand.tellings)
        self.links: dict[tuple[str, str], Link] = {}

    def seated(self) -> Grouped:
        self._join_alike()
        bases = self.clusters.roots()
        self._join_strands(bases)
        self._attach(Sort.LOOSE, (Sort.PLACED,))
        # What was taken back or corrected is shown with its happening, and must not hold two together.
        self._attach(Sort.GONE, FIRM)
        seats: dict[str, Seat] = {}
        for members in self.clusters.sets().values():
            together = [self.hand.tellings[each] for each in members]
            first = min(together, key=lambda t: (t.published, t.id))
            for each in together:
                seats[each.id] = Seat(each.id, each.report, bases[each.id], first.id, first.id)
        links = sorted(self.links.values(), key=lambda link: (link.a, link.b))
        return Grouped(seats, tuple(links))

    def _join(self, link: Link) -> None:
        self.links[link.a, link.b] = link
        self.clusters.join(link.a, link.b)

    def _join_alike(self) -> None:
        """Those that are alike or carry one another's words. What was joined before still is, unless
        one of them is gone."""
        bases: dict[str, list[Telling]] = defaultdict(list)
        for each, seat in sorted(self.hand.seats.items()):
            bases[str(seat.base)].append(self.hand.tellings[each])
        for base, members in bases.items():
            if base in self.hand.lost:
                self._put_together(members)
                continue
            for other in members[1:]:
                self.clusters.join(members[0].id, other.id)
        wanted: set[str] = set()
        for _, telling in sorted(self.hand.fresh.items()):
            if sort_of(telling) in FIRM:
                wanted |= self._find_base(telling)
        if wanted:
            raise _Wanting(wanted)

    def _put_together(self, members: Sequence[Telling]) -> None:
        left = list(members)
        while left:
            reached = [left.pop()]
            while reached:
                one = reached.pop()
                links = [(other, self.linking.link(one, other)) for other in left]
                for other, link in links:
                    if link is not None:
                        self._join(link)
                        left.remove(other)
                        reached.append(other)

    def _find_base(self, telling: Telling) -> set[str]:
        """Joins it to what is in hand; which situations outside it belongs to as well."""
        wanted: set[str] = set()
        joined: set[str] = set()
        for other in self.linking.candidates(telling):
            inside = other.id in self.hand.tellings
            home = self.clusters.root(other.id) if inside else self.hand.seat_outside(other).base
            if home is None or home in joined or home == self.clusters.root(telling.id):
                continue
            link = self.linking.link(telling, other)
            if link is None:
                continue
            joined.add(home)
            if inside:
                self._join(link)
            else:
                wanted.add(str(self.hand.seat_outside(other).cluster))
        return wanted

    def _join_strands(self, bases: Mapping[str, str]) -> None:
        """What goes on at a place meets the one day's event told with it in the same report.

        With two days' events the course of things stays apart from them: else one siege would make all
        its shellings one.
        """
        ties: dict[str, dict[str, tuple[Telling, Telling]]] = defaultdict(dict)
        wanted: set[str] = set()
        for a in self.hand.of(*FIRM):
            seat = self.hand.seats.get(a.id)
            moved = seat is None or seat.base != bases[a.id]
            for b in self._told_with(a):
                inside = b.id in self.hand.tellings
                if a.strand is not Strand.MOMENTARY:
                    home = bases[b.id] if inside else str(self.hand.seat_outside(b).base)
                    ties[bases[a.id]].setdefault(home, (a, b))
                elif (
                    moved and not inside
                ):  # the course of things beside it may have lost its choice
                    wanted.add(str(self.hand.seat_outside(b).cluster))
        only = [tied for homes in ties.values() if len(homes) == 1 for tied in homes.values()]
        wanted |= {
            str(self.hand.seat_outside(b).cluster)
            for _, b in only
            if b.id not in self.hand.tellings
        }
        if wanted:
            raise _Wanting(wanted)
        for a, b in only:
            self._join(Link(a.id, b.id, (("told together in one report", JOIN),)))

    def _told_with(self, telling: Telling) -> Iterator[Telling]:
        """What its report tells of the same place in the other strand."""
        momentary = telling.strand is Strand.MOMENTARY
        for other in self.hand.beside(telling).tellings:
            if sort_of(other) not in FIRM or (other.strand is Strand.MOMENTARY) is momentary:
                continue
            if telling.places and other.places and same_place(telling.places[0], other.places[0]):
                yield other

    def _attach(self, sort: Sort, homes: Collection[Sort]) -> None:
        """Each cluster of this sort to the one that is most like it; to none when two are equally so.

        A province is not the village in it, and not a stranger either; what has no place of its own
        belongs with what its number, day and kind fit, if that is one happening. None of them holds
        two together.
        """
        self._take_up_near(sort, homes)
        best: dict[str, dict[str, Link]] = defaultdict(dict)
        settled = {self.clusters.root(t.id) for t in self.hand.of(*homes)}
        for telling in self.hand.of(sort):
            root = self.clusters.root(telling.id)
            if root in settled:
                continue
            ours = best[root]
            for other, link in self._fitting(telling, homes):
                inside = other.id in self.hand.tellings
                home = (
                    self.clusters.root(other.id)
                    if inside
                    else str(self.hand.seat_outside(other).cluster)
                )
                if home not in ours or _rank(link) < _rank(ours[home]):
                    ours[home] = link
        chosen = [each for found in best.values() for each in _one(found)]
        if outside := [home for home, link in chosen if link.b not in self.hand.tellings]:
            raise _Wanting(outside)
        for _, link in chosen:
            self._join(link)

    def _fitting(self, telling: Telling, homes: Collection[Sort]) -> Iterator[tuple[Telling, Link]]:
        if telling.days is None and sort_of(telling) is Sort.LOOSE:
            return  # without place and day nothing fits well enough
        wanted = [each for home in homes for each in asked_of(telling, home)]
        for other in self.hand.met(wanted, homes):
            if (link := self.hand.likeness(telling, other, loose=True)) is not None:
                yield other, link

    def _take_up_near(self, sort: Sort, homes: Collection[Sort]) -> None:
        """Those of this sort outside for which it may make a difference what is new, gone or merged."""
        hand = self.hand
        moved = [*hand.stale.values(), *hand.fresh.values(), *self._merged(homes)]
        wanted: set[str] = set()
        for telling in moved:
            if sort_of(telling) not in homes:
                continue
            for other in hand.met(asked_of(telling, sort), (sort,)):
                outside = other.id not in hand.tellings
                if outside and hand.likeness(other, telling, loose=True) is not None:
                    wanted.add(str(hand.seat_outside(other).cluster))
        if wanted:
            raise _Wanting(wanted)

    def _merged(self, homes: Collection[Sort]) -> Iterator[Telling]:
        """Those whose cluster was several situations, but for the largest part of each."""
        parts: dict[str, dict[str | None, list[Telling]]] = defaultdict(lambda: defaultdict(list))
        for telling in self.hand.of(*homes):
            if (seat := self.hand.seats.get(telling.id)) is not None:
                parts[self.clusters.root(telling.id)][seat.cluster].append(telling)
        for of_one in parts.values():
            for part in sorted(of_one.values(), key=len)[:-1]:
                yield from part


def _one(homes: Mapping[str, Link]) -> Iterator[tuple[str, Link]]:
    """The best home and the link to it, if there is a best one."""
    ranked = sorted(homes.items(), key=lambda row: _rank(row[1]))
    if ranked and (len(ranked) == 1 or ranked[0][1].weight > ranked[1][1].weight):
        yield ranked[0]


def _rank(link: Link) -> tuple[float, str, str]:
    return -link.weight, link.a, link.b
