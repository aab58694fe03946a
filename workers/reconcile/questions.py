"""Questions: what claims without numbers answer, and which of them a denial or a doubt is about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from shared.records import Kind, Stance
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
        self.reports: dict[str, list[Worded]] = defaultdict(list)
        self.kinds: set[tuple[Kind, ...]] = set()
        self.having: dict[str, list[Worded]] = defaultdict(list)
        """The members by the words and the names in them."""
        for one, side in members:
            self.add(one, side)

    def add(self, one: Worded, side: Side) -> None:
        self.topic = one.topic if not self.members else self.topic
        self.first = min(self.first, one.id) if self.members else one.id
        self.members.append((one, side))
        self.reports[one.report].append(one)
        self.kinds.add(one.kind)
        for mark in one.marks:
            self.having[mark].append(one)

    def on(self, side: Side) -> list[Worded]:
        return [one for one, its in self.members if its is side]

    def can_be_meant_by(self, nay: Worded) -> bool:
        """Can the denial be about one of these: a word or an actor in common, nothing but pronouns, or the
        same kind where a situation has hardly two of it (an agreement, a surrender)."""
        if not self.members:
            return False
        if not nay.stems or nay.names_no_deed or any(mark in self.having for mark in nay.marks):
            return True
        if is_hearsay(nay.claim):
            return False  # a rumour denies nothing, and is about what it says
        return nay.kind in self.kinds and nay.topic not in VAGUE | {"strike"}

    def closeness(self, nay: Worded) -> float:
        """How much speaks for it being about the closest of these: kind, words, actors, the same report."""
        having = (self.having.get(mark, ()) for mark in nay.marks)
        shared = Counter(chain(self.reports.get(nay.report, ()), *having))
        of_kind = [number for one, number in shared.items() if one.kind == nay.kind]
        kind = 1.0 if nay.kind in self.kinds else 0.0
        most = max(shared.values(), default=0)
        return max(0.5 * most, kind + 0.5 * max(of_kind, default=0))

    def unshared(self, nay: Worded) -> float:
        """The most there can be without a word in common."""
        kind = 1.0 if nay.kind in self.kinds else 0.0
        return kind + (0.5 if nay.report in self.reports else 0.0)


class Finding:
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
            new = [mark for mark in nay.marks if mark not in home.having]
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
        having = (self._having.get((topic, mark), ()) for mark in nay.marks)
        shared = Counter(chain.from_iterable(having))
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
    ranked = ((len(g.reports), g.closeness(nay), g.first, g) for g in fitting if g.members)
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
        fit = close, float(len(each.reports)), each.first
        if best is None or fit > best[0]:
            best = fit, each
    return best
