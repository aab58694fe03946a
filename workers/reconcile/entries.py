"""Entries: each number of a situation's claims under the key of the figure it belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shared.catalogue import Strand
from shared.records import Claim, Measure, Phase, Polarity, Quantity, Scope, Stance
from workers.reconcile.dating import is_period
from workers.reconcile.figure_keys import (
    days_told,
    family,
    is_people,
    scope_of,
    tells_a_stretch,
)
from workers.reconcile.lexicon import load
from workers.reconcile.marks import WEAK, Group, Origin, Taken, VoiceName
from workers.reconcile.tellings import strand_of


@dataclass(frozen=True, slots=True)
class Key:
    """Numbers under one key can agree or dispute; numbers under two never meet."""

    measure: Measure
    family: str | None
    scope: Scope
    as_of: str | None
    since: str | None = None
    """First day of a running total: since January is not since Friday."""

    @property
    def order(self) -> tuple[str, ...]:
        parts = (self.as_of, self.measure, self.family, self.scope, self.since)
        return tuple(part or "" for part in parts)


@dataclass(frozen=True, slots=True)
class Entry:
    key: Key
    taken: Taken
    quantity: Quantity
    voice: str | None
    """Key of the voice it is counted as; `None` for hearsay."""


def enter(group: Group, voices: Mapping[str, VoiceName]) -> list[Entry]:
    """The entries of a situation, each claim's in the order of its text, claims by id."""
    firm = _firm_days(group)
    event_day = _event_day(group, firm)
    momentary = {
        claim for one in group.tellings if one.strand is Strand.MOMENTARY for claim in one.claims
    }
    found: dict[tuple[str, Measure, str | None], Key] = {}
    entries: list[Entry] = []
    everyone = sorted((*group.claims, *group.background), key=lambda t: t.claim.id)
    for taken in sorted(everyone, key=lambda t: t.copy_of is not None):  # originals before copies
        claim = taken.claim
        for quantity in claim.quantities:
            if not counts_something(claim, quantity):
                continue
            day = (
                event_day
                if claim.id in momentary and strand_of(claim) is Strand.MOMENTARY
                else None
            )
            key = _key(taken, quantity, firm, day)
            if _beside_another(claim, quantity):
                key = replace(key, family=quantity.unit)
            if taken.copy_of is not None:
                key = found.get((taken.copy_of, quantity.measure, family(quantity)), key)
            found.setdefault((claim.id, quantity.measure, key.family), key)
            voice = voices.get(claim.id)
            entries.append(Entry(key, taken, quantity, voice.key if voice else None))
    return entries


def _beside_another(claim: Claim, quantity: Quantity) -> bool:
    """ "Two soldiers and three civilians were killed": two counts, neither of which is all of them."""
    if quantity.part or quantity.unit is None:
        return False
    alike = [
        q.unit
        for q in claim.quantities
        if q.measure is quantity.measure and not q.part and q.unit and is_people(q.unit)
    ]
    return len(alike) > 1 and len(set(alike)) == len(alike) and quantity.unit in alike


def counts_something(claim: Claim, quantity: Quantity) -> bool:
    """Is the number claimed to be so? Not when denied, wished, planned, or of miles and years."""
    units = load("units")
    if quantity.measure.value in units["unfigured_measures"] or not (
        quantity.low is not None or quantity.high is not None
    ):
        return False
    if quantity.measure is Measure.OTHER and (quantity.unit or "%") in units["unfigured_units"]:
        return False
    if 0 < (quantity.high if quantity.high is not None else quantity.low or 0) < 1:
        return False  # "one in five has fled": a share of nobody knows how many
    held = claim.stance in {Stance.ASSERTS, Stance.CONFIRMS} and claim.polarity is Polarity.POS
    return held and claim.phase in {Phase.HAPPENED, Phase.ONGOING}


def _key(taken: Taken, quantity: Quantity, firm: Counter[date], event_day: date | None) -> Key:
    scope = scope_of(quantity)
    setting, since = taken.setting, None
    over_days = tells_a_stretch(taken.claim) and setting.days_from is not Origin.OWN
    if scope is Scope.INCIDENT and (over_days or (setting.days and is_period(setting.days))):
        scope = Scope.CUMULATIVE
    if scope is Scope.INCIDENT and _over_days(taken, quantity):
        scope = Scope.CUMULATIVE
    if scope is Scope.CUMULATIVE and setting.days and setting.days_from is Origin.OWN:
        since = setting.days[0].isoformat()
    elif scope is Scope.CUMULATIVE and setting.days and (length := days_told(taken.claim)):
        since = (setting.days[1] - timedelta(days=length - 1)).isoformat()
    day = event_day if scope is Scope.INCIDENT and event_day else _day(taken, scope, firm)
    return Key(quantity.measure, family(quantity), scope, day.isoformat() if day else None, since)


def _over_days(taken: Taken, quantity: Quantity) -> bool:
    """ "959 people were evacuated on 10 and 11 July": of both days together, and not of the eleventh."""
    days = taken.setting.days
    several = days is not None and days[1] > days[0] and taken.setting.days_from is Origin.OWN
    return several and quantity.measure.value in load("kinds")["course_measures"]


def _day(taken: Taken, scope: Scope, firm: Counter[date]) -> date | None:
    """The day the number is for, else the day it was said, or the one firm day near to that."""
    setting = taken.setting
    if setting.days is None:
        return None
    last = setting.days[1]
    if scope is not Scope.INCIDENT or setting.days_from not in WEAK or last in firm:
        return last
    first = setting.days[0] - timedelta(days=1 if setting.days_from is Origin.SAID else 0)
    near = [day for day in firm if first <= day <= last]
    return max(near, key=lambda day: (firm[day], day)) if near else last


def _firm_days(group: Group) -> Counter[date]:
    """Days on which the situation's claims say, themselves or in what they follow, that it happened."""
    return Counter(
        t.setting.days[1]
        for t in group.claims
        if t.setting.days and t.setting.days_from not in WEAK and not is_period(t.setting.days)
    )


def _event_day(group: Group, firm: Counter[date]) -> date | None:
    """The one day of an event that is over in a day: the one most claims name, else the first reported."""
    days: Counter[date] = Counter()
    weak: list[date] = []
    for taken in _momentary(group):
        if (span := taken.setting.days) is None or is_period(span):
            continue
        if taken.setting.days_from in WEAK:
            weak.append(span[1])
        else:
            days[span[1]] += 1
    if days:
        return max(days, key=lambda day: (days[day], -day.toordinal()))
    near = [day for day in firm if weak and abs((day - min(weak)).days) <= 1]
    return min(near) if near else min(weak, default=None)


def _momentary(group: Group) -> Iterable[Taken]:
    for telling in group.tellings:
        if telling.strand is Strand.MOMENTARY:
            yield from (t for t in group.told(telling) if strand_of(t.claim) is Strand.MOMENTARY)
