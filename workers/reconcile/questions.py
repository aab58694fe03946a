"""Questions: what claims without numbers answer, and which of them a denial or a doubt is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from shared.records import Stance
from workers.reconcile.sharing import Sharing
from workers.reconcile.sides import Side
from workers.reconcile.wording import Worded, is_hearsay

NAYSAYING = frozenset({Stance.DENIES, Stance.DISPUTES, Stance.CANNOT_VERIFY})
"""Who denies speaks of what was said just before, whatever kind the reading gave his words."""
VAGUE = frozenset({"words", "rest"})
"""Topics of what says nothing of the ground."""


class Gathered:
    """The claims on one question, each with the side it takes."""

    def __init__(self, members: Iterable[tuple[Worded, Side]] = ()) -> None:
        self.members: list[tuple[Worded, Side]] = []
        self.topic: str | None = None
        self.first = ""
        """The smallest id of its members."""
        self.reports: set[str] = set()
        self.holders: set[str | None] = set()
        """The voices that stand for it; hearsay is nobody's."""
        for one, side in members:
            self.add(one, side)

    def add(self, one: Worded, side: Side) -> None:
        self.topic = one.topic if not self.members else self.topic
        self.first = min(self.first, one.id) if self.members else one.id
        self.members.append((one, side))
        self.reports.add(one.report)
        if side is Side.FOR:
            self.holders.add(one.voice)

    def on(self, side: Side) -> list[Worded]:
        return [one for one, its in self.members if its is side]

    def can_be_meant_by(self, nay: Worded) -> bool:
        """Can the denial be about one of these: a word or an actor in common, nothing but pronouns, or the
        same kind where a situation has hardly two of it (an agreement, a surrender)."""
        if not nay.stems or nay.names_no_deed:
            return True
        if any(not one.marks.isdisjoint(nay.marks) for one, _ in self.members):
            return True
        if is_hearsay(nay.claim) or nay.topic in VAGUE | {"strike"}:
            return False  # a rumour denies nothing, and is about what it says
        return any(one.kind == nay.kind for one, _ in self.members)

    def is_his_own(self, nay: Worded) -> bool:
        """Nobody denies what he alone says, unless he takes it back in its own words: "Pinga has not fallen. The town is under
        our control"."""
        own = nay.voice is not None and self.holders == {nay.voice}
        if not own or nay.side is not Side.AGAINST:
            return False
        return not any(
            len(one.stems & nay.stems) >= min(one.enough, nay.enough) for one, _ in self.members
        )

    def closeness(self, nay: Worded) -> int:
        """How much speaks for it being about the closest of these."""
        return max(_closeness(one, nay) for one, _ in self.members)


class Finding:
    """Finds, for a denial or a doubt, the question that it is about."""

    def __init__(
        self, gathered: list[Gathered], ordered: Sequence[Worded], counted: Sequence[Worded]
    ) -> None:
        self.gathered = gathered
        self._by_topic: dict[str | None, list[Gathered]] = defaultdict(list)
        self._sharing: dict[str | None, Sharing[Gathered]] = defaultdict(Sharing)
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
            home.add(nay, nay.side)
            self._settle(nay, home)
            return
        told = (one for one in self._backwards(nay) if one.id in self._numbers)
        alike = (
            Gathered([(one, Side.FOR)])
            for one in told
            if nay.points or one.topic == nay.topic or _counts_what_none_suffered(one, nay)
        )
        # "The ministry denied the reports": that 23 had been killed, which was told last
        could = (each for each in alike if nay.points or each.can_be_meant_by(nay))
        meant = (each for each in could if not each.is_his_own(nay))
        home = next(meant, Gathered())
        home.add(nay, nay.side)
        self.gathered.append(home)
        self._enter(home)

    def _enter(self, home: Gathered) -> None:
        self._by_topic[home.topic].append(home)
        for one, _ in home.members:
            self._settle(one, home)

    def _settle(self, one: Worded, home: Gathered) -> None:
        self._sharing[home.topic].add(home, {*one.marks, *_around(one)})
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
            others = [each for each in self._by_topic[topic] if not each.is_his_own(nay)]
            return _most_told(nay, others)
        return self._nearest(nay, topic)

    def _nearest(self, nay: Worded, topic: str) -> Gathered | None:
        """The one whose words are closest; those with none of its words only where no other is closer."""
        sharing = self._sharing[topic]
        shared = sharing.shared((*nay.marks, *_around(nay)))
        alike = sharing.of(shared[-1]) if len(shared) > MOST_UNSHARED else ()
        if others := [each for each in alike if not each.is_his_own(nay)]:
            return max(others, key=lambda each: (len(each.reports), each.first))
        rest = [each for each in self._by_topic[topic] if not each.is_his_own(nay)]
        could = [g for g in rest if topic != nay.topic or g.can_be_meant_by(nay)]
        return max(could, key=lambda g: (g.closeness(nay), len(g.reports), g.first), default=None)

    def _backwards(self, nay: Worded) -> Iterator[Worded]:
        """The claims of the same report before this one, the nearest first, then those after it."""
        mine = [one for one in self._reports[nay.report] if one is not nay]
        yield from reversed([one for one in mine if one.claim.start <= nay.claim.start])
        yield from (one for one in mine if one.claim.start > nay.claim.start)


def _counts_what_none_suffered(one: Worded, nay: Worded) -> bool:
    """ "There were no deaths from the strike" answers "an air strike killed 14 people", whatever its main kind."""
    none = {q.measure for q in nay.claim.quantities if q.high == 0}
    return any(q.measure in none and (q.low or 0) > 0 for q in one.claim.quantities)


MOST_UNSHARED = 3
"""A kind and a report in common."""


def _around(one: Worded) -> tuple[Hashable, ...]:
    """What else than words and names can be in common: the report, and the kind, which counts as two words."""
    return ("report", one.report), ("kind", one.kind), ("kind", one.kind)


def _closeness(one: Worded, nay: Worded) -> int:
    """How many words, names and what else they have in common."""
    around = (mark in _around(nay) for mark in _around(one))
    return len(one.marks & nay.marks) + sum(around)


def _most_told(nay: Worded, fitting: Sequence[Gathered]) -> Gathered | None:
    """ "Any involvement in the raids" is of what most reports tell, not of one sentence's wording."""
    most = max((len(each.reports) for each in fitting), default=0)
    told = [each for each in fitting if len(each.reports) == most]
    return max(told, key=lambda each: (each.closeness(nay), each.first), default=None)
