"""Settings: where and when each claim of a report is set, by its own words or by those around it.

Reading never lets a claim inherit a place from another sentence, and rightly: it would be a guess in
the claim. To tell what a claim is about, the picture must follow the text as a reader does: what is not
placed anew is still where the sentence before it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from shared.records import Claim, Kind, Measure, Phase, Place
from workers.reconcile.ahead import placed_ahead
from workers.reconcile.dating import (
    find_dates,
    is_period,
    is_running_total,
    own_days,
    recounted,
)
from workers.reconcile.lexicon import load
from workers.reconcile.marks import WEAK, Origin, Setting
from workers.reconcile.placing import (
    ACROSS_KM,
    distance_km,
    far_apart,
    is_specific,
    same_place,
    tells_of_towns,
)
from workers.reconcile.surroundings import Around, from_the_inside

COUNTRY = 5
_STILL = {(Kind.CONTROL,), (Kind.FORCE,), (Kind.OTHER,)}
_HARM = {Measure.KILLED, Measure.WOUNDED, Measure.MISSING, Measure.DETAINED}
_SITES = frozenset(load("names")["sites"])


def settle(claims: Sequence[Claim]) -> Mapping[str, Setting]:
    """Claim id to its setting; the claims are those of one report."""
    ordered = sorted(claims, key=lambda claim: (claim.start, claim.end, claim.id))
    news = [claim for claim in ordered if not claim.background]
    placed = _places(news)
    dated = find_dates(news, placed)
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
    return _refine(news, {**found, **recounted(ordered, found)})


def _places(news: Sequence[Claim]) -> Mapping[str, tuple[tuple[Place, ...], Origin]]:
    """Own places, else those of a claim in the same sentence, else the last ones named before.

    Of a sentence with two the first goes on: after "a strike on Mellit killed 23, as the battle for El
    Fasher entered its seventh month" the report speaks of Mellit.
    """
    opened = None
    named = [claim for claim in news if _places_something(claim)]
    found: dict[str, tuple[tuple[Place, ...], Origin]] = {}
    current = from_the_inside(named[0].places) if named else ()
    around_it = Around()
    for claim in news:
        if _places_something(claim):
            places = around_it.set(claim)
            if claim.sentence != opened and not (_describes(claim) or _leads_away(claim)):
                # What is told of several camps together is told of none; the report goes on in the first.
                current = places[:1] if tells_of_towns(claim) else places
            opened = claim.sentence
            found[claim.id] = places, Origin.OWN
            continue
        beside = [other for other in named if other.sentence == claim.sentence]
        beside = beside or _whose_toll(claim, named) or placed_ahead(claim, news)
        nowhere = _is_of_a_period(claim) or _is_total_of_a_country(claim)
        if (nowhere and not beside) or _is_elsewhere(claim, news):
            found[claim.id] = claim.places, Origin.OWN if claim.places else Origin.NONE
            continue
        there = found.get(beside[0].id, (from_the_inside(beside[0].places),)) if beside else None
        around = there[0] if there else current
        if claim.places and not around:
            found[claim.id] = claim.places, Origin.OWN
        elif around:
            found[claim.id] = around, Origin.SENTENCE if beside else Origin.DISCOURSE
        else:
            found[claim.id] = (), Origin.NONE
    return found


def _is_elsewhere(claim: Claim, news: Sequence[Claim]) -> bool:
    """ "A bomber killed four in Qardaha. Troops had executed 48 people in a northern village": not in Qardaha. A report that
    begins with "a town", and tells of no other dead before, names it further on."""
    if claim.places or _A_VILLAGE.search(claim.text) is None:
        return False
    ours = _harmed(claim)
    before = {n for one in news if one.sentence < claim.sentence for n in _harmed(one)}
    return bool(ours and before) and ours.isdisjoint(before)


def _harmed(claim: Claim) -> set[tuple[Measure, float]]:
    told = ((q.measure, q.low or q.high) for q in claim.quantities if q.measure in _HARM)
    return {(measure, number) for measure, number in told if number}


_A_VILLAGE = re.compile(
    r"\b(?:in|at|on|near) (?:an?|another|a different) (?:[\w-]+ ){0,3}?(?:village|town|city|province|country)\b",
    re.IGNORECASE,
)


def _is_of_a_period(claim: Claim) -> bool:
    """ "12,679 people died of torture from March 2011 to June 2016": not in the town that the report has been in."""
    days = own_days(claim)
    if days is None or (days[1] - days[0]).days < _MONTH or _TO_NOW.search(claim.text):
        return False
    return any(q.measure in _HARM for q in claim.quantities)


def _is_total_of_a_country(claim: Claim) -> bool:
    """ "Some 120 fighters were killed in strikes in Syria over the past 24 hours": not in the town that is named next."""
    return bool(claim.places) and is_running_total(claim)


_MONTH = 31
_TO_NOW = re.compile(r"\b(?:since|past|last|so far|its|their)\b", re.IGNORECASE)
""" "More than 400 have been killed since May", in the siege that the report is about."""


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
            places = (*_there(fitting[0].places), *setting.places)
            refined[claim.id] = replace(setting, places=places, place_from=Origin.REFINED)
    return refined


def _there(places: tuple[Place, ...]) -> Iterator[Place]:
    """The first and what is around it; of "in Deir ez-Zor and in Raqqa" not Raqqa."""
    first = places[0]
    for place in places:
        apart = distance_km(first, place) if is_specific(place) else None
        if (apart or 0) <= ACROSS_KM and not (place is not first and far_apart([first], place)):
            yield place


def _could_hold(broad: Setting, inner: Setting) -> bool:
    if far_apart(inner.places, broad.places[0]):
        return False
    if broad.days is None or inner.days is None or is_period(broad.days):
        return broad.days is None
    room = timedelta(days=1 if {broad.days_from, inner.days_from} & WEAK else 0)
    return broad.days[0] <= inner.days[1] + room and inner.days[0] <= broad.days[1] + room
