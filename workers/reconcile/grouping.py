"""Grouping: which reports' tellings are of one happening.

Place at its precision, time at its precision, kind, actors and figures speak together, never wording
and never one of them alone. Each join is a `Link` that says what spoke for it. Nothing depends on the
order of arrival: candidates are met in order of their ids, and where two remain, none is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from workers.reconcile.likeness import JOIN, likeness
from workers.reconcile.marks import Group, Link, Standing, Strand, Taken, Telling
from workers.reconcile.names import place_key
from workers.reconcile.placing import Nearness, is_specific, nearness, same_place
from workers.reconcile.settings import is_period
from workers.reconcile.tellings import gap, split


class _Clusters:
    """Disjoint sets of tellings; the smallest id stands for its set."""

    def __init__(self, tellings: Iterable[Telling]) -> None:
        self.parents = {telling.id: telling.id for telling in tellings}

    def root(self, key: str) -> str:
        while self.parents[key] != key:
            self.parents[key] = self.parents[self.parents[key]]
            key = self.parents[key]
        return key

    def join(self, a: str, b: str) -> None:
        first, last = sorted((self.root(a), self.root(b)))
        self.parents[last] = first


def group(taken: Sequence[Taken]) -> tuple[tuple[Group, ...], tuple[Link, ...]]:
    """The groups, by id of their first telling, and the links that made them."""
    by_report: dict[str, list[Taken]] = defaultdict(list)
    for one in taken:
        if not one.claim.background and one.standing is not Standing.NOTICE:
            by_report[one.claim.report].append(one)
    tellings = [telling for report in sorted(by_report) for telling in split(by_report[report])]
    # What was taken back or corrected is shown with its happening, and must not hold two together.
    firm = [t for t in tellings if t.claims[0].standing is Standing.STANDS]
    gone = [t for t in tellings if t.claims[0].standing is not Standing.STANDS]
    clusters = _Clusters(tellings)
    links = [
        *_join_alike([t for t in firm if t.places and is_specific(t.places[0])], clusters),
        *_join_alike([t for t in firm if t.places and not is_specific(t.places[0])], clusters),
        *_join_copies(firm, clusters),
    ]
    links += _join_strands(firm, clusters)
    links += _attach(firm, [t for t in firm if not _is_placed(t)], clusters)
    links += _attach(firm, gone, clusters)
    groups = _collect(tellings, clusters)
    history = [t for t in taken if t.claim.background and t.standing is Standing.STANDS]
    return _with_background(groups, history), tuple(
        sorted(links, key=lambda link: (link.a, link.b))
    )


def _is_placed(telling: Telling) -> bool:
    return bool(telling.places) and is_specific(telling.places[0])


def _blocks(tellings: Iterable[Telling]) -> Iterable[list[Telling]]:
    """Tellings that share a place name, a gazetteer entry or a square of the map, so could be one."""
    blocks: dict[tuple[str, ...], list[Telling]] = defaultdict(list)
    for telling in tellings:
        keys: set[tuple[str, ...]] = set()
        for place in telling.places:
            name = place_key(place.name)
            keys.add(("name", name if place.id else name.rsplit(maxsplit=1)[-1]))
            keys.add(("name", name))
            keys.add(("id", place.id)) if place.id else None
        first = telling.places[0]
        if first.lat is not None and first.lon is not None:
            squares = [
                (round(first.lat * 10) + i, round(first.lon * 10) + j)
                for i in (0, 1)
                for j in (0, 1)
            ]
            keys.update(("square", str(lat), str(lon)) for lat, lon in squares)
        for key in keys:
            blocks[key].append(telling)
    for key in sorted(blocks):
        yield sorted(blocks[key], key=lambda t: t.id)


def _join_alike(tellings: Iterable[Telling], clusters: _Clusters) -> list[Link]:
    links: dict[tuple[str, str], Link] = {}
    for block in _blocks(tellings):
        for index, a in enumerate(block):
            for b in block[index + 1 :]:
                if (a.id, b.id) in links or a.report == b.report:
                    continue
                link = likeness(a, b)
                if link is not None and link.weight >= JOIN:
                    links[a.id, b.id] = link
                    clusters.join(a.id, b.id)
    return list(links.values())


def _join_copies(tellings: Sequence[Telling], clusters: _Clusters) -> list[Link]:
    """A copy is of the happening its original is of, unless it names another place."""
    home = {taken.claim.id: telling for telling in tellings for taken in telling.claims}
    links: list[Link] = []
    for telling in tellings:
        originals = {home[t.copy_of] for t in telling.claims if t.copy_of in home}
        for original in sorted(originals, key=lambda t: t.id):
            if _may_carry(telling, original):
                clusters.join(telling.id, original.id)
                links.append(Link(telling.id, original.id, (("carries its words", JOIN),)))
    return links


def _may_carry(copy: Telling, original: Telling) -> bool:
    both = copy.places and original.places
    if both and nearness(copy.places, original.places) is Nearness.APART:
        return False
    return copy.strand is original.strand or Strand.NEUTRAL in {copy.strand, original.strand}


def _join_strands(tellings: Sequence[Telling], clusters: _Clusters) -> list[Link]:
    """What goes on at a place meets the one day's event told with it in the same report.

    With two days' events the course of things stays apart from them: else one siege would make all
    its shellings one.
    """
    by_report: dict[str, list[Telling]] = defaultdict(list)
    for telling in tellings:
        by_report[telling.report].append(telling)
    ties: dict[str, dict[str, Link]] = defaultdict(dict)
    for together in by_report.values():
        for a in together:
            for b in together:
                if a.strand is Strand.MOMENTARY or b.strand is not Strand.MOMENTARY:
                    continue
                if a.places and b.places and same_place(a.places[0], b.places[0]):
                    link = Link(a.id, b.id, (("told together in one report", JOIN),))
                    ties[clusters.root(a.id)].setdefault(clusters.root(b.id), link)
    links: list[Link] = []
    for course in sorted(ties):
        if len(ties[course]) == 1:
            (link,) = ties[course].values()
            clusters.join(link.a, link.b)
            links.append(link)
    return links


def _attach(firm: Sequence[Telling], loose: Sequence[Telling], clusters: _Clusters) -> list[Link]:
    """Each loose telling to the one cluster that is most like it; to none when two are equally so.

    A province is not the village in it, and not a stranger either; what has no place of its own belongs
    with what its number, day and kind fit, if that is one happening. None of them holds two together.
    """
    loose_ids = {one.id for one in loose}
    fixed = [t for t in firm if t.id not in loose_ids]
    best: dict[str, dict[str, Link]] = defaultdict(dict)
    for telling in loose:
        ours = best[clusters.root(telling.id)]
        for other in fixed:
            link = likeness(telling, other, loose=True)
            if link is None or link.weight < JOIN:
                continue
            root = clusters.root(other.id)
            if root not in ours or _rank(link) < _rank(ours[root]):
                ours[root] = link
    links: list[Link] = []
    for key in sorted(best):
        ranked = sorted(best[key].values(), key=_rank)
        if ranked and (len(ranked) == 1 or ranked[0].weight > ranked[1].weight):
            links.append(ranked[0])
    for link in links:
        clusters.join(link.a, link.b)
    return links


def _rank(link: Link) -> tuple[float, str, str]:
    return -link.weight, link.a, link.b


def _collect(tellings: Sequence[Telling], clusters: _Clusters) -> list[Group]:
    members: dict[str, list[Telling]] = defaultdict(list)
    for telling in tellings:
        members[clusters.root(telling.id)].append(telling)
    ordered = [tuple(sorted(many, key=lambda t: (t.published, t.id))) for many in members.values()]
    return [Group(many) for many in sorted(ordered, key=lambda many: many[0].id)]


def _with_background(groups: Sequence[Group], history: Sequence[Taken]) -> tuple[Group, ...]:
    """History goes with the one situation whose place and days it names; other history with none."""
    by_place: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(groups):
        for key in {place_key(t.places[0].name) for t in one.tellings if t.places}:
            by_place[key].append(number)
    added: Mapping[int, list[Taken]] = defaultdict(list)
    for taken in sorted(history, key=lambda t: t.claim.id):
        places, days = taken.setting.places, taken.setting.days
        if not places or not days or is_period(days) or not taken.claim.quantities:
            continue
        fitting = [
            number
            for number in by_place.get(place_key(places[0].name), [])
            if any(
                t.days and not gap(t.days, days) and t.places and same_place(t.places[0], places[0])
                for t in groups[number].tellings
            )
        ]
        if len(fitting) == 1:
            added[fitting[0]].append(taken)
    return tuple(Group(one.tellings, tuple(added.get(n, ()))) for n, one in enumerate(groups))
