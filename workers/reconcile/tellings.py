"""Tellings: what one report tells of one happening. The atoms of grouping.

A telling is made from its report alone, so that no other report can change it: a situation is always a
union of tellings, and the ids they would have had alone are the ids it must still be found by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from shared.catalogue import Days, Strand, Telling
from shared.identity import content_id
from shared.records import Claim, Phase, Place
from workers.reconcile.dating import SILENCE, is_period, is_running_total, is_stretch
from workers.reconcile.figure_keys import least_of, numbers_of
from workers.reconcile.halves import halves_of, other_halves
from workers.reconcile.lexicon import load
from workers.reconcile.marks import Origin, Taken
from workers.reconcile.names import fold
from workers.reconcile.placing import Nearness, nearness, same_place, tells_of_towns
from workers.reconcile.revisions import when

LONGEST = 60
"""Days up to which a running total says that what lies between is one course of things."""

Weak = int
"""How unsure a day is: 0 told of the happening, 1 of who spoke of it, 2 only that of the report."""
_WEAKNESS: Mapping[Origin, Weak] = {Origin.SAID: 1, Origin.PUBLISHED: 2}
_NO_DAY: Weak = 2


def situation_id(claim: str) -> str:
    return content_id("situation", claim)


def strand_of(claim: Claim) -> Strand:
    """Over in a day, or taking its course, by what is counted and then by the main kind."""
    if claim.phase in {Phase.PLANNED, Phase.HYPOTHETICAL}:
        return Strand.NEUTRAL
    kinds = load("kinds")
    main = claim.kinds[0] if claim.kinds else "other"
    if main in kinds["momentary"]:
        return Strand.MOMENTARY
    measures = {quantity.measure.value for quantity in claim.quantities}
    if main in kinds["course"]:
        return Strand.COURSE
    if measures & set(kinds["momentary_measures"]):
        return Strand.MOMENTARY
    return Strand.COURSE if measures & set(kinds["course_measures"]) else Strand.NEUTRAL


def split(claims: Sequence[Taken]) -> list[Telling]:
    """The tellings of one report, from its claims that are news."""
    ordered = sorted(claims, key=lambda t: (t.claim.start, t.claim.end, t.claim.id))
    here: list[list[Taken]] = []
    for taken in ordered:
        for group in here:
            if _one_place(group[0], taken):
                group.append(taken)
                break
        else:
            here.append([taken])
    return [telling for group in here for telling in _strands(group)]


def _one_place(a: Taken, b: Taken) -> bool:
    ours, theirs = a.setting.places, b.setting.places
    if not ours or not theirs:
        return not ours and not theirs
    if tells_of_towns(a.claim) is not tells_of_towns(b.claim):
        return False
    return nearness(ours, theirs) in {Nearness.SAME, Nearness.WITHIN}


class _Thread:
    """A telling while it is being put together."""

    def __init__(self, strand: Strand, days: Days | None, weak: Weak) -> None:
        self.strand, self.days, self.weak = strand, days, weak
        self.claims: list[Taken] = []
        self.own: list[Claim] = []
        """Those that were put here for their own sort and day, and not along with one before."""

    def takes(self, taken: Taken, strand: Strand, days: Days | None, weak: Weak) -> bool:
        if strand is not self.strand or other_halves(self.halves, halves_of([taken.claim])):
            return False
        if days is None or self.days is None:
            return True
        if strand is Strand.MOMENTARY and is_stretch(days) is not is_stretch(self.days):
            return False  # "26 died on Tuesday ... hundreds were killed last week"
        # As between reports: only what is told later can be of the day before.
        later_is_weak = weak if days[0] > self.days[1] else self.weak
        room = SILENCE if strand is Strand.COURSE else timedelta(days=int(bool(later_is_weak)))
        return gap(days, self.days) <= room

    @property
    def halves(self) -> tuple[str, ...]:
        return halves_of(self.own)

    def add(self, taken: Taken, days: Days | None, weak: Weak) -> None:
        self.claims.append(taken)
        self.own.append(taken.claim)
        if days is None:
            return
        if self.days is None or weak < self.weak:
            self.days, self.weak = days, weak
        elif weak == self.weak:
            self.days = min(self.days[0], days[0]), max(self.days[1], days[1])


def gap(a: Days, b: Days) -> timedelta:
    """Nothing where they overlap."""
    return max(a[0] - b[1], b[0] - a[1], timedelta(0))


def _strands(group: Sequence[Taken]) -> list[Telling]:
    """One place's claims by happening; what has no day or sort of its own goes with the claim before it."""
    threads: list[_Thread] = []
    waiting: list[Taken] = []
    last: _Thread | None = None
    for taken in group:
        strand, days, weak = _bearing(taken)
        if strand is Strand.NEUTRAL:
            last.claims.append(taken) if last else waiting.append(taken)
            continue
        fitting = [thread for thread in threads if thread.takes(taken, strand, days, weak)]
        if fitting:
            last = last if last in fitting else fitting[-1]
        else:
            last = _Thread(strand, days, weak)
            threads.append(last)
        last.add(taken, days, weak)
    if not threads:
        threads.append(_Thread(Strand.NEUTRAL, _hull(waiting), _NO_DAY))
    threads[0].claims.extend(waiting)
    return [_telling(thread) for thread in threads]


def _bearing(taken: Taken) -> tuple[Strand, Days | None, Weak]:
    """Strand and days by which a claim finds its fellows; a long period is no day of a happening."""
    strand, setting = strand_of(taken.claim), taken.setting
    days = setting.days
    weak = _WEAKNESS.get(setting.days_from, 0)
    if days is None or strand is Strand.NEUTRAL:
        return strand, None, _NO_DAY
    length = (days[1] - days[0]).days
    if strand is Strand.COURSE and length <= LONGEST:
        return strand, days, weak
    if is_running_total(taken.claim) or is_period(days):
        return strand, None, _NO_DAY
    return strand, days, weak


def _hull(claims: Sequence[Taken]) -> Days | None:
    known = [t.setting.days for t in claims if t.setting.days and not is_period(t.setting.days)]
    firsts: list[date] = [days[0] for days in known]
    return (min(firsts), max(days[1] for days in known)) if known else None


def _named(claims: Sequence[Taken]) -> tuple[Place, ...]:
    """The place most claims are set in, one the gazetteer knows first; then the others named with it."""
    nearest: list[tuple[Place, int]] = []
    for setting in (t.setting for t in claims if t.setting.places):
        known = [n for n, (place, _) in enumerate(nearest) if same_place(place, setting.places[0])]
        for n in known:
            both = nearest[n][0], setting.places[0]
            better = min(both, key=lambda place: (place.id is None, place.precision or 0))
            nearest[n] = better, nearest[n][1] + 1
        if not known:
            nearest.append((setting.places[0], 1))
    nearest.sort(key=lambda row: (row[0].id is None, -row[1]))
    found = [place for place, _ in nearest]
    for place in (place for t in claims for place in t.setting.places[1:]):
        if not any(same_place(place, other) for other in found):
            found.append(place)
    return tuple(found)


def _telling(thread: _Thread) -> Telling:
    claims = tuple(sorted(thread.claims, key=lambda t: (t.claim.start, t.claim.end, t.claim.id)))
    first = claims[0].claim
    return Telling(
        id=situation_id(min(t.claim.id for t in claims)),
        report=first.report,
        published=when(first.published),
        standing=claims[0].standing,
        claims=tuple(t.claim.id for t in claims),
        places=tuple(place.model_copy(update={"candidates": ()}) for place in _named(claims)),
        days=thread.days or _hull(claims),
        weak=bool(thread.weak) or thread.days is None,
        strand=thread.strand,
        numbers=_ordered(numbers_of(t.claim for t in claims)),
        least=tuple(sorted(least_of(t.claim for t in claims))),
        halves=thread.halves,
        of_towns=any(tells_of_towns(t.claim) for t in claims),
        means=tuple(sorted(_means(t.claim for t in claims))),
        actors=tuple(sorted({fold(actor.name) for t in claims for actor in t.claim.actors})),
    )


def _means(claims: Iterable[Claim]) -> set[str]:
    told = {kind.value for claim in claims for kind in claim.kinds}
    return told & set(load("kinds")["means"])


def _ordered(
    numbers: Iterable[tuple[str, str | None, float]],
) -> tuple[tuple[str, str | None, float], ...]:
    return tuple(sorted(numbers, key=lambda row: (row[0], row[1] or "", row[2])))
