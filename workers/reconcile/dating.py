"""Dating: when each claim of a report is set, by its own words or by those around it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from shared.catalogue import Days
from shared.records import Claim, Kind, Phase, Place, Scope
from workers.reconcile.lexicon import load
from workers.reconcile.marks import WEAK, Origin, Setting
from workers.reconcile.placing import is_specific, same_place

LONG = 10
"""Days from which on a span of time is a period, and no day of one happening."""
SILENCE = timedelta(days=3)
"""What takes its course over days is one as long as no longer silence lies between."""
RECENT = timedelta(days=3)
"""What was days ago is still told of as news, without its day."""


def own_days(claim: Claim) -> Days | None:
    if claim.time is None or claim.time.start is None or claim.time.end is None:
        return None
    days = date.fromisoformat(claim.time.start[:10]), date.fromisoformat(claim.time.end[:10])
    return days if days[0] <= days[1] else None


def is_period(days: Days) -> bool:
    return (days[1] - days[0]).days >= LONG


def is_stretch(days: Days) -> bool:
    """Longer than the day of one happening can be in doubt."""
    return days[1] - days[0] > SILENCE


def is_running_total(claim: Claim) -> bool:
    return bool(claim.quantities) and all(q.scope is Scope.CUMULATIVE for q in claim.quantities)


Dated = tuple[Days | None, Origin]


def find_dates(
    news: Sequence[Claim], placed: Mapping[str, tuple[tuple[Place, ...], Origin]]
) -> Mapping[str, Dated]:
    found: dict[str, Dated] = {}
    last: tuple[Claim, Days] | None = None
    for claim in news:
        own = own_days(claim)
        if own is not None:
            origin = Origin.OWN if _within(claim) else Origin.SAID
            found[claim.id] = own, origin
            aside = last is not None and _tells_no_event(claim)
            # "The envoy on Friday called for calm": the raid told of next was no raid of Friday.
            aside = aside or (origin is Origin.SAID and claim.kinds[:1] == (Kind.POSITION,))
            # "A raid on Monday ... the army, which began its attack last week": the report goes on with Monday.
            elsewhere = placed[claim.id][1] is Origin.OWN
            longer = last is not None and is_stretch(own) and not is_stretch(last[1])
            aside = aside or (longer and not elsewhere)
            if not is_period(own) and not is_running_total(claim) and not aside:
                last = claim, own
            continue
        carried = _carried(claim, last, news, placed)
        if carried and last and carried[0] == last[1] and found[last[0].id][1] is Origin.SAID:
            carried = last[1], Origin.SAID  # the day of a saying is no surer in the next sentence
        found[claim.id] = carried or _published(claim)
    return {**found, **_told_elsewhere(news, placed, found)}


def _told_elsewhere(
    news: Sequence[Claim],
    placed: Mapping[str, tuple[tuple[Place, ...], Origin]],
    found: Mapping[str, Dated],
) -> Mapping[str, Dated]:
    """What has no day but that of the report, or of who said so, is of the one day that the report elsewhere gives for
    what happened at its place: "25 children were killed in air strikes in Karm, UNICEF said ... The monitor had reported
    on Saturday's strikes on Karm"."""
    firm: dict[tuple[str, str | None, Days], Place] = {}
    for claim in news:
        (days, origin), places = found[claim.id], placed[claim.id][0]
        its_own = origin is Origin.OWN and placed[claim.id][1] is not Origin.DISCOURSE
        if its_own and days and places and _is_of_days(claim, days):
            firm[places[0].name, places[0].id, days] = places[0]
    given: dict[str, Dated] = {}
    for claim in news:
        (days, origin), here = found[claim.id], placed[claim.id][0]
        if days is None or origin not in WEAK or claim.phase is not Phase.HAPPENED:
            continue
        if not here or not is_specific(here[0]):
            continue
        there = {told for (*_, told), place in firm.items() if same_place(place, here[0])}
        only = there.pop() if len(there) == 1 else None
        if only is not None and timedelta(0) <= days[1] - only[1] <= RECENT:
            given[claim.id] = only, Origin.DISCOURSE
    return given


_RECOUNTS = re.compile(
    r"\b(?:now counts?|has counted|have counted|counts|now puts?|final (?:count|toll))\b"
)


def recounted(ordered: Sequence[Claim], found: Mapping[str, Setting]) -> Mapping[str, Setting]:
    """What somebody now counts of a place, without a day, was on the one day long past that the report gives for what
    happened there: "The panel found faults in the raid on Zabid on 2 May ... The Red Crescent now counts 40 dead in Zabid"."""
    past = [c for c in ordered if c.background and c.places and own_days(c)]
    given: dict[str, Setting] = {}
    for claim in ordered:
        setting = found[claim.id]
        weak = setting.days_from in WEAK and setting.places and not claim.background
        said = f"{claim.cue.text} {claim.text}" if claim.cue else claim.text
        if not weak or not _RECOUNTS.search(said) or not is_specific(setting.places[0]):
            continue
        days = {own_days(c) for c in past if same_place(c.places[0], setting.places[0])}
        only = days.pop() if len(days) == 1 else None
        if only is not None and only[0] == only[1]:
            given[claim.id] = replace(setting, days=only, days_from=Origin.DISCOURSE)
    return given


def _is_of_days(claim: Claim, days: Days) -> bool:
    happened = claim.phase is Phase.HAPPENED and not is_running_total(claim)
    return happened and not is_period(days)


def _tells_no_event(claim: Claim) -> bool:
    """ "The hall was still covered in blood on Tuesday morning": the dead told of next are those of the day before."""
    main = claim.kinds[0].value if claim.kinds else Kind.OTHER.value
    goes_on = claim.phase is Phase.ONGOING and main not in load("kinds")["momentary"]
    return goes_on or main in {Kind.OTHER.value, Kind.POSITION.value}


def _within(claim: Claim) -> bool:
    time = claim.time
    return time is not None and claim.start <= time.span[0] and time.span[1] <= claim.end


def _carried(
    claim: Claim,
    last: tuple[Claim, Days] | None,
    news: Sequence[Claim],
    placed: Mapping[str, tuple[tuple[Place, ...], Origin]],
) -> Dated | None:
    """The day of the sentence, else of the claim before; none for what is so now or yet to come."""
    beside = (other for other in news if other.sentence == claim.sentence)
    for other in beside:
        days = own_days(other)
        if days and not is_period(days) and not is_running_total(other):
            return days, Origin.SENTENCE
    if last is None or claim.phase is not Phase.HAPPENED or is_running_total(claim):
        return None
    here, there = placed[claim.id][0], placed[last[0].id][0]
    if here and there and not same_place(here[0], there[0]) and placed[claim.id][1] is Origin.OWN:
        return None
    return last[1], Origin.DISCOURSE


def _published(claim: Claim) -> Dated:
    """News is of the day it is published on or the one before; only to find its like, never a claim."""
    if claim.published is None:
        return None, Origin.NONE
    day = date.fromisoformat(claim.published[:10])
    return (day - timedelta(days=1), day), Origin.PUBLISHED
