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
    closeness,
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
        self.reports: set[str] = set()
        self._stems: set[str] = set()
        self._names: set[str] = set()
        self._kinds: set[tuple[Kind, ...]] = set()
        for one, side in members:
            self.add(one, side)

    def add(self, one: Worded, side: Side) -> None:
        self.topic = one.topic if not self.members else self.topic
        self.members.append((one, side))
        self.reports.add(one.report)
        self._stems |= one.stems
        self._names |= one.names
        self._kinds.add(one.kind)

    def on(self, side: Side) -> list[Worded]:
        return [one for one, its in self.members if its is side]

    def can_be_meant_by(self, nay: Worded) -> bool:
        """Can the denial be about one of these: a word or an actor in common, nothing but pronouns, or the
        same kind where a situation has hardly two of it (an agreement, a surrender)."""
        if not self.members:
            return False
        if not nay.stems or nay.names_no_deed:
            return True
        if not nay.stems.isdisjoint(self._stems) or not nay.names.isdisjoint(self._names):
            return True
        if is_hearsay(nay.claim):
            return False  # a rumour denies nothing, and is about what it says
        alike = nay.kind in self._kinds
        return alike and nay.topic not in VAGUE | {"strike"}

    def at_most_close(self, nay: Worded) -> float:
        """No closeness to one of these is larger; of one alone, it is this."""
        kind = 1.0 if nay.kind in self._kinds else 0.0
        beside = 0.5 if nay.report in self.reports else 0.0
        shared = len(nay.stems & self._stems) + len(nay.names & self._names)
        return kind + beside + 0.5 * shared


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
    by_id = {one.claim.id: one for one in held}
    clusters = Clusters(by_id)
    for a, b in _pairs(held):
        apart = clusters.root(a.claim.id) != clusters.root(b.claim.id)
        if apart and (says_alike(a, b) or continues(a, b)):
            clusters.join(a.claim.id, b.claim.id)
    found: dict[str, list[Worded]] = {}
    for one in held:
        root = clusters.root(one.claim.id)
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
        self._homes: dict[str, Gathered] = {}
        for each in gathered:
            self._by_topic[each.topic].append(each)
            self._homes |= {one.claim.id: each for one, _ in each.members}
        self._numbers = {one.claim.id for one in counted}
        self._reports: dict[str, list[Worded]] = defaultdict(list)
        for one in ordered:
            self._reports[one.report].append(one)

    def place(self, nay: Worded) -> None:
        home = self._home(nay)
        if home is None:
            home = Gathered()
            self.gathered.append(home)
            told = (one for one in self._backwards(nay) if one.claim.id in self._numbers)
            alike = (one for one in told if one.topic == nay.topic)
            number = next(
                (one for one in alike if Gathered([(one, Side.FOR)]).can_be_meant_by(nay)), None
            )
            if number is not None:
                self._add(home, number, Side.FOR)
            self._by_topic[home.topic or nay.topic].append(home)
        self._add(home, nay, nay.side)

    def _add(self, home: Gathered, one: Worded, side: Side) -> None:
        home.add(one, side)
        self._homes.setdefault(one.claim.id, home)

    def _home(self, nay: Worded) -> Gathered | None:
        """Of its topic, in its words, or the one told just before.

        "It was rumoured that the garrison had left, but this was disputed" disputes that, and nothing
        else of the ground that the report tells of.
        """
        if nay.points:
            told = next(self._backwards(nay), None)
            return self._homes.get(told.claim.id) if told else None
        topic = nay.topic
        if topic in VAGUE and nay.claim.stance in NAYSAYING:
            before = (one for one in self._backwards(nay) if one.topic not in VAGUE)
            topic = next((one.topic for one in before), topic)
        fitting = self._by_topic[topic]
        if topic == nay.topic:
            fitting = [g for g in fitting if g.can_be_meant_by(nay)]
        return _nearest(nay, fitting)

    def _backwards(self, nay: Worded) -> Iterator[Worded]:
        """The claims of the same report before this one, the nearest first, then those after it."""
        mine = [one for one in self._reports[nay.report] if one is not nay]
        yield from reversed([one for one in mine if one.claim.start <= nay.claim.start])
        yield from (one for one in mine if one.claim.start > nay.claim.start)


def _nearest(nay: Worded, fitting: list[Gathered]) -> Gathered | None:
    """The one whose words are closest. "Any involvement in the raids" is of what most reports tell, not of
    one sentence's wording."""
    if nay.names_no_deed and fitting:
        most = max(len(each.reports) for each in fitting)
        fitting = [each for each in fitting if len(each.reports) == most]
    best: tuple[float, float, str] | None = None
    nearest: Gathered | None = None
    bounds = [(each.at_most_close(nay), each) for each in fitting]
    for bound, each in sorted(bounds, key=lambda row: -row[0]):
        if best is not None and bound < best[0]:
            break
        close = bound
        if len(each.members) > 1:
            close = max(closeness(nay, one) for one, _ in each.members)
        first = min(one.claim.id for one, _ in each.members)
        fit = close, float(len(each.reports)), first
        if best is None or fit > best:
            best, nearest = fit, each
    return nearest


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
    inside = {one.claim.id for one, _ in gathered.members}
    for other in gathered.on(Side.FOR):
        could = (
            [counted.doing(other)]
            if other.doers
            else [counted.longer(other), counted.shorter(other)]
        )
        for one in chain.from_iterable(could):
            if one.claim.id not in inside and states(one, other):
                inside.add(one.claim.id)
                gathered.add(one, Side.FOR)
