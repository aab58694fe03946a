"""Overruling: what analysts have joined and parted, after the rules have made what they could.

The rules' own clusters are kept as they are, beside what is shown: so an overrule changes nothing but what it names, and
nothing of it is left when it is withdrawn. It speaks of claims. Reports that come later go with those they are most like.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from shared.catalogue import Seat, Telling
from shared.overrules import Overrule
from workers.reconcile.clusters import Clusters
from workers.reconcile.marks import Link, Taken


@dataclass(frozen=True)
class Parted:
    """None of these claims is of one happening with one of those."""

    these: frozenset[str]
    those: frozenset[str]


@dataclass(frozen=True)
class Rulings:
    """What all overrules come to: where two speak of the same claims, the later one holds."""

    together: tuple[frozenset[str], ...] = ()
    parted: tuple[Parted, ...] = ()
    reports: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Numbers of the overrules that name claims of a report."""
    every: Mapping[int, Overrule] = field(default_factory=dict)


class Likeness(Protocol):
    def __call__(self, a: Telling, b: Telling, loose: bool = False) -> Link | None: ...


def rulings(overrules: Mapping[int, Overrule]) -> Rulings:
    """By number, the overrules that are in force."""
    together: list[frozenset[str]] = []
    parted: list[Parted] = []
    reports: dict[str, set[int]] = defaultdict(set)
    for number, each in sorted(overrules.items()):
        for report in each.reports:
            reports[report].add(number)
        if each.these and each.those:
            new = Parted(frozenset(each.these), frozenset(each.those))
            together = [rest for known in together for rest in _without(known, new)]
            parted.append(new)
        if each.together:
            joined = frozenset(each.together)
            parted = [rest for known in parted for rest in _unless(known, joined)]
            together.append(joined)
    named = {report: frozenset(numbers) for report, numbers in reports.items()}
    return Rulings(tuple(together), tuple(parted), named, dict(overrules))


def _without(known: frozenset[str], parted: Parted) -> Iterator[frozenset[str]]:
    """Claims that were joined, once some of them are parted from others: these are those that leave."""
    if known & parted.these and known & parted.those:
        yield from (known - parted.these, known & parted.these)
    else:
        yield known


def _unless(known: Parted, joined: frozenset[str]) -> Iterator[Parted]:
    """Claims that were parted, but for those that have been joined since."""
    if not (known.these & joined and known.those & joined):
        yield known
        return
    for each in (
        Parted(known.these - joined, known.those),
        Parted(known.these & joined, known.those - joined),
    ):
        if each.these and each.those:
            yield each


def apart(claims: Iterable[Taken], ruled: Rulings) -> list[list[Taken]]:
    """One report's claims, those that an overrule takes out apart from the others: no telling holds both."""
    parts: dict[tuple[int, ...], list[Taken]] = defaultdict(list)
    for taken in claims:
        sides = (n for n, each in enumerate(ruled.parted) if taken.claim.id in each.these)
        parts[tuple(sides)].append(taken)
    return [parts[sides] for sides in sorted(parts)]


def overrule(
    seats: Mapping[str, Seat],
    tellings: Mapping[str, Telling],
    ruled: Rulings,
    likeness: Likeness,
) -> Mapping[str, Seat]:
    """The seats with the situations that the overrules make of their clusters.

    All tellings of each cluster that an overrule speaks of have to be among them.
    """
    clusters: dict[str, list[Telling]] = defaultdict(list)
    for each, seat in sorted(seats.items()):
        clusters[str(seat.cluster)].append(tellings[each])
    pieces = [
        piece
        for cluster in sorted(clusters)
        for piece in _cut(clusters[cluster], ruled.parted, likeness)
    ]
    found: dict[str, Seat] = {}
    for members in _joined(pieces, ruled.together):
        first = min(members, key=lambda t: (t.published, t.id))
        found |= {t.id: seats[t.id]._replace(situation=first.id) for t in members}
    return found


def _cut(
    cluster: list[Telling], parted: Iterable[Parted], likeness: Likeness
) -> list[list[Telling]]:
    pieces = [cluster]
    for each in parted:
        pieces = [part for piece in pieces for part in _cut_by(piece, each, likeness)]
    return pieces


def _cut_by(piece: list[Telling], parted: Parted, likeness: Likeness) -> Iterator[list[Telling]]:
    """What is named on neither side goes with the side it is most like; in doubt it stays with those."""
    these = [t for t in piece if parted.these & set(t.claims)]
    those = [t for t in piece if t not in these and parted.those & set(t.claims)]
    if not these or not those:
        yield piece
        return
    drawn = [
        t
        for t in piece
        if t in these or (t not in those and _pull(t, these, likeness) > _pull(t, those, likeness))
    ]
    yield drawn
    yield [t for t in piece if t not in drawn]


def _pull(telling: Telling, side: Sequence[Telling], likeness: Likeness) -> float:
    links = (likeness(telling, other, loose=True) for other in side)
    return max((link.weight for link in links if link is not None), default=0.0)


def _joined(
    pieces: Sequence[list[Telling]], together: Iterable[frozenset[str]]
) -> Iterator[list[Telling]]:
    named = [str(n) for n in range(len(pieces))]
    homes = {
        claim: name
        for name, piece in zip(named, pieces, strict=True)
        for t in piece
        for claim in t.claims
    }
    clusters = Clusters(named)
    for joined in together:
        first, *others = sorted({homes[claim] for claim in joined if claim in homes}) or [""]
        for other in others:
            clusters.join(first, other)
    for members in clusters.sets().values():
        yield [telling for name in members for telling in pieces[int(name)]]
