"""Gathering: which claims without numbers are on one question. The order of work is `gather`.

A situation of thousands of claims is gathered in about the time that reading them takes: what could be
alike is looked up by the words that it would have to share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from workers.reconcile.alike import Alike
from workers.reconcile.clusters import Clusters
from workers.reconcile.marks import Taken
from workers.reconcile.questions import Finding, Gathered
from workers.reconcile.revisions import when
from workers.reconcile.sides import Opposed, Side
from workers.reconcile.wording import Worded, continues, near, states, word


def gather(claims: Sequence[Taken]) -> list[list[tuple[Taken, Side]]]:
    """The claims by question, each with the side it takes."""
    ordered = [
        word(taken)
        for taken in sorted(
            claims,
            key=lambda t: (when(t.claim.published), t.claim.report, t.claim.start, t.claim.id),
        )
    ]
    plain = [one for one in ordered if not one.numbered]
    counted = [one for one in ordered if one.numbered and one.side is Side.FOR]
    gathered = _turn_round(_cluster([one for one in plain if one.side is Side.FOR]))
    finding = Finding(gathered, ordered, counted)
    for one in plain:
        if one.side is not Side.FOR:
            finding.place(one)
    numbered = Alike(counted)
    for each in gathered:
        _add_numbered(each, numbered)
    return [[(one.taken, side) for one, side in each.members] for each in gathered]


def _cluster(held: Sequence[Worded]) -> list[list[Worded]]:
    """Claims that say the same, in each other's words or as one voice going on in one sentence.

    In the order in which they were last added to.
    """
    by_id = {one.id: one for one in held}
    clusters = Clusters(by_id)
    for a, b in _pairs(held):
        clusters.join(a.id, b.id)
    found: dict[str, list[Worded]] = {}
    for one in held:
        root = clusters.root(one.id)
        together = found[root] = found.pop(root, [])
        together.append(one)
    return list(found.values())


def _pairs(held: Sequence[Worded]) -> Iterator[tuple[Worded, Worded]]:
    """All that are to be together."""
    alike = Alike()
    beside: dict[tuple[str, tuple[int, int]], list[Worded]] = defaultdict(list)
    for one in held:
        beside[one.report, one.claim.sentence].append(one)
        yield from ((one, other) for other in alike.alike(one) if near(one, other))
        alike.add(one)
    for together in beside.values():
        yield from ((a, b) for a, b in combinations(together, 2) if continues(a, b))


def _turn_round(clusters: list[list[Worded]]) -> list[Gathered]:
    """ "Fighters remain in it" is no statement of its own beside "has fallen": it speaks against it."""
    opposites = [[one.opposed for one in cluster] for cluster in clusters]
    held = [i for i, each in enumerate(opposites) if Opposed.YES in each]
    denying = [i for i, each in enumerate(opposites) if all(o is Opposed.NO for o in each)]
    found = [Gathered((one, Side.FOR) for one in cluster) for cluster in clusters]
    gone: set[int] = set()
    for index in held:
        for other in denying:
            if index in gone or other in gone or index == other:
                continue
            if _all_denied(clusters[other], clusters[index]):
                for one in clusters[other]:
                    found[index].add(one, Side.AGAINST)
                gone.add(other)
    return [each for index, each in enumerate(found) if index not in gone]


def _all_denied(against: Sequence[Worded], cluster: Sequence[Worded]) -> bool:
    yes = [one for one in cluster if one.opposed is Opposed.YES]
    return all(any(_denies_in_other_words(no, each) for each in yes) for no in against)


def _denies_in_other_words(no: Worded, yes: Worded) -> bool:
    """Only from the same day on: what remained yesterday may have fallen today."""
    if no.topic != yes.topic:
        return False
    return no.days is None or yes.days is None or no.days[1] >= yes.days[1]


def _add_numbered(gathered: Gathered, counted: Alike) -> None:
    """Where somebody denies it, a claim with a number that says the same ("six raids by their jets hit
    the school") stands for it too. Nobody is put down for words that are not his: "five shells landed
    on the market" is no word for "the army bombed the hospital"."""
    if not gathered.on(Side.AGAINST):
        return
    inside = {one.id for one, _ in gathered.members}
    for other in gathered.on(Side.FOR):
        for one in counted.doing(other) if other.doers else counted.alike(other):
            if one.id not in inside and states(one, other):
                inside.add(one.id)
                gathered.add(one, Side.FOR)
