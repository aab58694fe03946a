"""Settings: where and when each claim of a report is set, by its own words or by those around it.

Reading never lets a claim inherit a place from another sentence, and rightly: it would be a guess in
the claim. To tell what a claim is about, the picture must follow the text as a reader does: what is not
placed anew is still where the sentence before it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from shared.catalogue import Days
from shared.records import Claim, Kind, Phase, Place, Scope
from workers.reconcile.lexicon import load
from workers.reconcile.marks import WEAK, Origin, Setting
from workers.reconcile.placing import far_apart, is_specific, same_place, tells_of_towns
from workers.reconcile.sites import Sites
from workers.reconcile.surroundings import Around, from_the_inside

LONG = 10
"""Days from which on a span of time is a period, and no day of one happening."""
COUNTRY = 5
_STILL = {(Kind.CONTROL,), (Kind.FORCE,), (Kind.OTHER,)}
_SITES = frozenset(load("names")["sites"])
RECENT = timedelta(days=3)
"""What was days ago is still told of as news, without its day."""


def settle(claims: Sequence[Claim]) -> Mapping[str, Setting]:
    """Claim id to its setting; the claims are those of one report."""
    ordered = sorted(claims, key=lambda claim: (claim.start, claim.end, claim.id))
    news = [claim for claim in ordered if not claim.background]
    placed = _places(news)
    dated = _dates(news, placed)
    found = {
        claim.id: Setting(placed[claim.id][0], placed[claim.id][1], *dated[claim.id])
        for claim in news
    }
    for claim in ordered:
        if claim.background:
            own = own_days(claim)
            found[claim.id] = Setting(
                claim.places, Origin.OWN, own, Origin.OWN if own else Origin.NONE
            )
    return _refine(news, {**found, **_recounted(ordered, found)})


def own_days(claim: Claim) -> Days | None:
    if claim.time is None or claim.time.start is None or claim.time.end is None:
        return None
    days = date.fromisoformat(claim.time.start[:10]), date.fromisoformat(claim.time.end[:10])
    return days if days[0] <= days[1] else None


def is_period(days: Days) -> bool:
    return (days[1] - days[0]).days >= LONG


def is_running_total(claim: Claim) -> bool:
    return bool(claim.quantities) and all(q.scope is Scope.CUMULATIVE for q in claim.quantities)


def _places(news: Sequence[Claim]) -> Mapping[str, tuple[tuple[Place, ...], Origin]]:
    """Own places, else those of a claim in the same sentence, else the last ones named before.

    Of a sentence with two the first goes on: after "a strike on Mellit killed 23, as the battle for El
    Fasher entered its seventh month" the report speaks of Mellit.
    """
    opened = None
    named = [claim for claim in news if _places_something(claim)]
    found: dict[str, tuple[tuple[Place, ...], Origin]] = {}
    current = from_the_inside(named[0].places) if named else ()
    around_it, sites = Around(), Sites()
    for claim in news:
        if _places_something(claim):
            places = around_it.set(claim)
            sites.name(claim, places)
            if claim.sentence != opened and not (_describes(claim) or _leads_away(claim)):
                # What is told of several camps together is told of none; the report goes on in the first.
                current = places[:1] if tells_of_towns(claim) else places
            opened = claim.sentence
            found[claim.id] = places, Origin.OWN
            continue
        beside = [other for other in named if other.sentence == claim.sentence]
        beside = beside or _whose_toll(claim, named)
        there = found.get(beside[0].id, (from_the_inside(beside[0].places),)) if beside else None
        around = there[0] if there else sites.meant(claim, current)
        if claim.places and not around:
            found[claim.id] = claim.places, Origin.OWN
        elif around:
            found[claim.id] = around, Origin.SENTENCE if beside else Origin.DISCOURSE
        else:
            found[claim.id] = (), Origin.NONE
    return found


_ANOTHER_TOLL = re.compile(r"\b(?:higher|lower|different|same) (?:death |casualty )?toll\b")


def _whose_toll(claim: Claim, named: Sequence[Claim]) -> list[Claim]:
    """ "Rescue workers gave a higher toll of 23 dead": than the one the report began with, wherever the ten of the hospital
    were killed of whom it told last."""
    if not _ANOTHER_TOLL.search(claim.text):
        return []
    measures = {q.measure for q in claim.quantities}
    before = [n for n in named if n.start < claim.start]
    told = [n for n in before if measures & {q.measure for q in n.quantities if not q.part}]
    return told if told and told[-1] is not before[-1] else []


def _describes(claim: Claim) -> bool:
    """ "IS controls most of the city, the capital of the province", "they were on their way to Azaz": nothing happens
    there; the report goes on where it was."""
    return claim.phase is Phase.ONGOING and claim.kinds[:1] in _STILL


def _leads_away(claim: Claim) -> bool:
    """ "Tomorrow we will meet them in Zabid", "the wounded were taken to a hospital in Zabid": the report goes on where those
    came from."""
    if claim.phase is Phase.PLANNED:
        return True
    before = (claim.text[: p.span[0] - claim.start] for p in claim.places[:1])
    return any(_TAKEN_TO.search(words) for words in before)


_TAKEN_TO = re.compile(
    r"\b(?:was|were|been|being) (?:taken|brought|moved|transferred|carried|transported|bus?sed|driven|sent|flown|rushed|admitted|handed over)"
    r" (?:[\w-]+ ){0,2}?to (?:(?!\b(?:where|who|which|and|but|after|from)\b)[\w’'-]+ ){0,5}$"
)


def _places_something(claim: Claim) -> bool:
    """A country names where the war is, not where the happening was; a mosque stands in the town that the report speaks
    of."""
    return any((p.precision or 0) < COUNTRY and not _is_site(claim, p) for p in claim.places)


def _is_site(claim: Claim, place: Place) -> bool:
    """ "A street near the Jami mosque", "taken to Sabha Medical Centre": a name that no gazetteer has, of what stands in a town."""
    after = claim.text[place.span[1] - claim.start :].lower().split(maxsplit=1)[:1]
    words = {called := place.name.lower(), called.split()[-1], *(w.strip(",.;") for w in after)}
    return place.id is None and not _SITES.isdisjoint(words)


Dated = tuple[Days | None, Origin]


def _dates(
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
            if not is_period(own) and not is_running_total(claim) and not aside:
                last = claim, own
            continue
        found[claim.id] = _carried(claim, last, news, placed) or _published(claim)
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


def _recounted(ordered: Sequence[Claim], found: Mapping[str, Setting]) -> Mapping[str, Setting]:
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


def _refine(news: Sequence[Claim], found: Mapping[str, Setting]) -> Mapping[str, Setting]:
    """A province becomes the one village in it that the report tells of for the same days.

    "Air strikes on Idlib province killed 22 ... the planes hit the village of Hass". With two villages
    the province stays what it is; so does one that is not that of the village: "a blast near Atmeh in Idlib ...
    clashes in the neighbouring province of Aleppo".
    """
    refined = dict(found)
    specific = [
        found[c.id] for c in news if found[c.id].places and is_specific(found[c.id].places[0])
    ]
    for claim in news:
        setting = found[claim.id]
        if not setting.places or is_specific(setting.places[0]):
            continue
        elsewhere = [s.places[0] for s in specific if far_apart(s.places, setting.places[0])]
        fitting = [
            s
            for s in specific
            if _could_hold(setting, s) and not any(same_place(s.places[0], p) for p in elsewhere)
        ]
        if fitting and all(same_place(s.places[0], fitting[0].places[0]) for s in fitting):
            places = (*fitting[0].places, *setting.places)
            refined[claim.id] = replace(setting, places=places, place_from=Origin.REFINED)
    return refined


def _could_hold(broad: Setting, inner: Setting) -> bool:
    if far_apart(inner.places, broad.places[0]):
        return False
    if broad.days is None or inner.days is None or is_period(broad.days):
        return broad.days is None
    room = timedelta(days=1 if {broad.days_from, inner.days_from} & WEAK else 0)
    return broad.days[0] <= inner.days[1] + room and inner.days[0] <= broad.days[1] + room
