"""Gathering: which claims without numbers are on one question. The order of work is `gather`.

A situation of thousands of claims is gathered in about the time that reading them takes: what could be
alike is looked up by the words that it would have to share.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from shared.records import Kind, Stance
from workers.reconcile.clusters import Clusters
from workers.reconcile.marks import Taken
from workers.reconcile.revisions import when
from workers.reconcile.sides import Opposed, Side, opposed
from workers.reconcile.wording import (
    Worded,
    continues,
    is_hearsay,
    says_alike,
    states,
    word,
)

NAYSAYING = frozenset({Stance.DENIES, Stance.DISPUTES, Stance.CANNOT_VERIFY})
"""Who denies speaks of what was said just before, whatever kind the reading gave his words."""
VAGUE = frozenset({"words", "rest"})
"""Topics of what says nothing of the ground."""


class Gathered:
    """The claims on one question, each with the side it takes."""

    def __init__(self, members: Iterable[tuple[Worded, Side]] = ()) -> None:
        self.members: list[tuple[Worded, Side]] = []
        self.topic: str | None = None
        self.reports: dict[str, list[Worded]] = defaultdict(list)
        self.kinds: set[tuple[Kind, ...]] = set()
        self.having: dict[str, list[Worded]] = defaultdict(list)
        """The members by the words and the names in them."""
        for one, side in members:
            self.add(one, side)

    def add(self, one: Worded, side: Side) -> None:
        self.topic = one.topic if not self.members else self.topic
        self.members.append((one, side))
        self.reports[one.report].append(one)
        self.kinds.add(one.kind)
        for mark in marks(one):
            self.having[mark].append(one)

    def on(self, side: Side) -> list[Worded]:
        return [one for one, its in self.members if its is side]

    def can_be_meant_by(self, nay: Worded) -> bool:
        """Can the denial be about one of these: a word or an actor in common, nothing but pronouns, or the
        same kind where a situation has hardly two of it (an agreement, a surrender)."""
        if not self.members:
            return False
        if not nay.stems or nay.names_no_deed or any(mark in self.having for mark in marks(nay)):
            return True
        if is_hearsay(nay.claim):
            return False  # a rumour denies nothing, and is about what it says
        return nay.kind in self.kinds and nay.topic not in VAGUE | {"strike"}

    def closeness(self, nay: Worded) -> float:
        """How much speaks for it being about the closest of these: kind, words, actors, the same report."""
        shared = Counter(one for mark in marks(nay) for one in self.having.get(mark, ()))
        for one in self.reports.get(nay.report, ()):
            shared[one] += 1
        best = 1.0 if nay.kind in self.kinds else 0.0
        for one, number in shared.items():
            best = max(best, 0.5 * number + (1.0 if one.kind == nay.kind else 0.0))
        return best

    def unshared(self, nay: Worded) -> float:
        """The most there can be without a word in common."""
        kind = 1.0 if nay.kind in self.kinds else 0.0
        return kind + (0.5 if nay.report in self.reports else 0.0)


def marks(one: Worded) -> Iterator[str]:
    """Words and names by which claims meet, told apart."""
    yield from one.stems
    yield from (f"={name}" for name in one.names)


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
    finding = _Finding(gathered, ordered, counted)
    for one in plain:
        if one.side is not Side.FOR:
            finding.place(one)
    numbered = _Alike(counted)
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
        apart = clusters.root(a.id) != clusters.root(b.id)
        if apart and (says_alike(a, b) or continues(a, b)):
            clusters.join(a.id, b.id)
    found: dict[str, list[Worded]] = {}
    for one in held:
        root = clusters.root(one.id)
        found[root] = [*found.pop(root, ()), one]
    return list(found.values())


def _pairs(held: Sequence[Worded]) -> Iterator[tuple[Worded, Worded]]:
    """All pairs that could be joined."""
    alike = _Alike(held)
    beside: dict[tuple[str, tuple[int, int]], list[Worded]] = defaultdict(list)
    for one in held:
        beside[one.report, one.claim.sentence].append(one)
        yield from ((one, other) for other in alike.longer(one) if other is not one)
    for together in beside.values():
        yield from ((a, b) for i, a in enumerate(together) for b in together[i + 1 :])


def _turn_round(clusters: list[list[Worded]]) -> list[Gathered]:
    """ "Fighters remain in it" is no statement of its own beside "has fallen": it speaks against it."""
    opposites = [[opposed(one.claim) for one in cluster] for cluster in clusters]
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
    yes = [one for one in cluster if opposed(one.claim) is Opposed.YES]
    return all(any(_denies_in_other_words(no, each) for each in yes) for no in against)


def _denies_in_other_words(no: Worded, yes: Worded) -> bool:
    """Only from the same day on: what remained yesterday may have fallen today."""
    if no.topic != yes.topic:
        return False
    return no.days is None or yes.days is None or no.days[1] >= yes.days[1]


class _Finding:
    """Finds, for a denial or a doubt, the question that it is about."""

    def __init__(
        self, gathered: list[Gathered], ordered: Sequence[Worded], counted: Sequence[Worded]
    ) -> None:
        self.gathered = gathered
        self._by_topic: dict[str | None, list[Gathered]] = defaultdict(list)
        self._having: dict[tuple[str | None, str], list[Gathered]] = defaultdict(list)
        self._homes: dict[str, Gathered] = {}
        for each in gathered:
            self._enter(each)
        self._numbers = {one.id for one in counted}
        self._reports: dict[str, list[Worded]] = defaultdict(list)
        for one in ordered:
            self._reports[one.report].append(one)

    def place(self, nay: Worded) -> None:
        home = self._home(nay)
        if home is not None:
            new = [mark for mark in marks(nay) if mark not in home.having]
            home.add(nay, nay.side)
            self._homes.setdefault(nay.id, home)
            for mark in new:
                self._having[home.topic, mark].append(home)
            return
        told = (one for one in self._backwards(nay) if one.id in self._numbers)
        alike = (Gathered([(one, Side.FOR)]) for one in told if one.topic == nay.topic)
        home = next((each for each in alike if each.can_be_meant_by(nay)), Gathered())
        home.add(nay, nay.side)
        self.gathered.append(home)
        self._enter(home)

    def _enter(self, home: Gathered) -> None:
        self._by_topic[home.topic].append(home)
        for mark in home.having:
            self._having[home.topic, mark].append(home)
        for one, _ in home.members:
            self._homes.setdefault(one.id, home)

    def _home(self, nay: Worded) -> Gathered | None:
        """Of its topic, in its words, or the one told just before.

        "It was rumoured that the garrison had left, but this was disputed" disputes that, and nothing
        else of the ground that the report tells of.
        """
        if nay.points:
            told = next(self._backwards(nay), None)
            return self._homes.get(told.id) if told else None
        topic = nay.topic
        if topic in VAGUE and nay.claim.stance in NAYSAYING:
            before = (one for one in self._backwards(nay) if one.topic not in VAGUE)
            topic = next((one.topic for one in before), topic)
        if nay.names_no_deed:
            return _most_told(nay, self._by_topic[topic])
        return self._nearest(nay, topic)

    def _nearest(self, nay: Worded, topic: str) -> Gathered | None:
        """The one whose words are closest; those with none of its words only where no other is closer."""
        shared = Counter(g for mark in marks(nay) for g in self._having.get((topic, mark), ()))
        best = _closest(nay, shared.most_common())
        if best is not None and best[0][0] > MOST_UNSHARED:
            return best[1]
        rest = (g for g in self._by_topic[topic] if g not in shared)
        others = [g for g in rest if topic != nay.topic or g.can_be_meant_by(nay)]
        other = _closest(nay, [(g, 0) for g in others])
        found = [each for each in (best, other) if each is not None]
        return max(found, key=lambda each: each[0])[1] if found else None

    def _backwards(self, nay: Worded) -> Iterator[Worded]:
        """The claims of the same report before this one, the nearest first, then those after it."""
        mine = [one for one in self._reports[nay.report] if one is not nay]
        yield from reversed([one for one in mine if one.claim.start <= nay.claim.start])
        yield from (one for one in mine if one.claim.start > nay.claim.start)


Fit = tuple[float, float, str]
MOST_UNSHARED = 1.5
"""A kind and a report in common."""


def _most_told(nay: Worded, fitting: Sequence[Gathered]) -> Gathered | None:
    """ "Any involvement in the raids" is of what most reports tell, not of one sentence's wording."""
    ranked = ((len(g.reports), g.closeness(nay), _first(g), g) for g in fitting if g.members)
    return max(ranked, key=lambda row: row[:3], default=(0, 0.0, "", None))[3]


def _closest(nay: Worded, sharing: Iterable[tuple[Gathered, int]]) -> tuple[Fit, Gathered] | None:
    """Of these, each with how many words and names of it stand in them; the most first."""
    best: tuple[Fit, Gathered] | None = None
    for each, shared in sharing:
        if best is not None and MOST_UNSHARED + 0.5 * shared < best[0][0]:
            break
        close = each.unshared(nay) + 0.5 * shared
        if best is not None and close < best[0][0]:
            continue
        if len(each.members) > 1:
            close = each.closeness(nay)
        fit = close, float(len(each.reports)), _first(each)
        if best is None or fit > best[0]:
            best = fit, each
    return best


def _first(gathered: Gathered) -> str:
    return min(one.id for one, _ in gathered.members)


class _Alike:
    """Finds claims that could say the same as another, by the words that they would have to share.

    Of the shorter claim's words half must be shared: then one of its rarest half is (prefix
    filtering: Chaudhuri et al. 2006, "A Primitive Operator for Similarity Joins").
    """

    def __init__(self, claims: Sequence[Worded]) -> None:
        self._often = Counter(stem for one in claims for stem in one.stems)
        self._having: dict[tuple[str, str], list[Worded]] = defaultdict(list)
        self._rarely: dict[tuple[str, str], list[Worded]] = defaultdict(list)
        self._doing: dict[tuple[str, str], list[Worded]] = defaultdict(list)
        for one in claims:
            for stem in one.stems:
                self._having[one.topic, stem].append(one)
            for stem in self.rarest(one):
                self._rarely[one.topic, stem].append(one)
            for doer in one.doers:
                self._doing[one.topic, doer].append(one)

    def rarest(self, one: Worded) -> list[str]:
        ordered = sorted(one.stems, key=lambda stem: (self._often[stem], stem))
        return ordered[: len(ordered) // 2 + 1]

    def longer(self, one: Worded) -> Iterator[Worded]:
        """Those with at least as many words that could be alike; and others."""
        for stem in self.rarest(one):
            yield from self._having.get((one.topic, stem), ())

    def shorter(self, one: Worded) -> Iterator[Worded]:
        for stem in one.stems:
            yield from self._rarely.get((one.topic, stem), ())

    def doing(self, one: Worded) -> Iterator[Worded]:
        """Those of the same doers."""
        for doer in one.doers:
            yield from self._doing.get((one.topic, doer), ())


def _add_numbered(gathered: Gathered, counted: _Alike) -> None:
    """Where somebody denies it, a claim with a number that says the same ("six raids by their jets hit
    the school") stands for it too. Nobody is put down for words that are not his: "five shells landed
    on the market" is no word for "the army bombed the hospital"."""
    if not gathered.on(Side.AGAINST):
        return
    inside = {one.id for one, _ in gathered.members}
    for other in gathered.on(Side.FOR):
        could = (
            [counted.doing(other)]
            if other.doers
            else [counted.longer(other), counted.shorter(other)]
        )
        for one in chain.from_iterable(could):
            if one.id not in inside and states(one, other):
                inside.add(one.id)
                gathered.add(one, Side.FOR)
