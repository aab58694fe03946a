"""Likeness: what speaks for and against two tellings being of one happening, feature by feature."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from shared.catalogue import Strand, Telling
from shared.records import Measure
from workers.reconcile.dating import SILENCE, is_stretch
from workers.reconcile.halves import other_halves
from workers.reconcile.marks import Link
from workers.reconcile.placing import (
    BROAD,
    Nearness,
    far_apart,
    is_specific,
    nearness,
    seat_of,
)
from workers.reconcile.tellings import gap

JOIN = 3.5
"""Same place (2) and same day (2) join on their own; a day that is only the day of publication (1)
needs a kind in common (1) besides."""

SMALL = 3
FAR = 2
"""Tolls this many times apart are two, small ones left out."""
FAR_ABOVE = 4
"""And this many times, where the lower one is only the least there were: 15 at first, 32 by evening."""

Feature = tuple[str, float]


def likeness(a: Telling, b: Telling, loose: bool = False) -> Link | None:
    """The features of the pair; `None` when they cannot be one happening, whatever else fits."""
    time = _time(a, b)
    place = None if time is None or a.of_towns is not b.of_towns else _place(a, b, loose)
    if place is None or time is None:
        return None
    against = *_means(a, b), *_tolls(a, b), *_halves(a, b)
    features = (place, time, _kind(a, b), *_numbers(a, b), *_actors(a, b), *against)
    return Link(a.id, b.id, tuple(f for f in features if f[1]))


def _place(a: Telling, b: Telling, loose: bool) -> Feature | None:
    if not a.places or not b.places:
        return ("no place named", 0.0) if loose else None
    lie = nearness(a.places, b.places)
    if lie is Nearness.SAME and not is_specific(a.places[0]):
        # Much can happen in a province on one day, and anything in a country.
        return "same region", 1.5 if (a.places[0].precision or 0) == BROAD else 0.5
    if lie is not Nearness.APART:
        weights = {Nearness.SAME: 2.0, Nearness.WITHIN: 1.5, Nearness.BESIDE: 1.0}
        return lie.value, weights[lie]
    if seat_of(a.places, b.places) or seat_of(b.places, a.places):
        return "in the province that is called like it", 0.5
    broad = [t for t in (a, b) if not is_specific(t.places[0])]
    inner = [t for t in (a, b) if is_specific(t.places[0])]
    if len(broad) != 1 or not loose or far_apart(inner[0].places, broad[0].places[0]):
        return None
    return "could lie in it", 0.5


def _time(a: Telling, b: Telling) -> Feature | None:
    if a.days is None or b.days is None:
        return "no day known", 0.0
    between = gap(a.days, b.days)
    unsure = a.weak or b.weak
    if not between and _stretches(a, b):
        return "days overlap", 0.0
    if not between:
        return ("days of report overlap", 1.0) if unsure else ("same days", 2.0)
    if a.strand is Strand.COURSE and b.strand is Strand.COURSE and between <= SILENCE:
        return "no long silence between", 1.0
    # What was told on Tuesday did not happen on Wednesday; what is told on Wednesday may have on Tuesday.
    later = a if a.days[0] > b.days[1] else b
    if between <= timedelta(days=1) and later.weak:
        return "days next to each other", 0.0
    return None


def _stretches(a: Telling, b: Telling) -> bool:
    """An event of one day, told of a week: "26 were killed in Aleppo over the past week". It is no sign of being of
    the same as what one of these days brought."""
    both = (each for each in (a, b) if each.strand is Strand.MOMENTARY and each.days is not None)
    return any(each.days and is_stretch(each.days) for each in both)


def _kind(a: Telling, b: Telling) -> Feature:
    if Strand.NEUTRAL in {a.strand, b.strand}:
        return "nothing against the kind", 0.5
    return (
        ("same sort of happening", 1.0)
        if a.strand is b.strand
        else ("another sort of happening", -1.0)
    )


def _numbers(a: Telling, b: Telling) -> Iterable[Feature]:
    """One number of the same thing in both; small ones are everywhere and weigh less."""
    if shared := set(a.numbers) & set(b.numbers):
        largest = max(number for _, _, number in shared)
        yield "same number of the same thing", 1.0 if largest > 5 else 0.5


def _actors(a: Telling, b: Telling) -> Iterable[Feature]:
    if set(a.actors) & set(b.actors):
        yield "actors in common", 0.5


def _means(a: Telling, b: Telling) -> Iterable[Feature]:
    """Shells on a market and an air raid on it are two attacks, if of one place and day."""
    momentary = a.strand is Strand.MOMENTARY is b.strand
    if momentary and (a.means or b.means) and not set(a.means) & set(b.means):
        yield "by other means", -1.0


def _halves(a: Telling, b: Telling) -> Iterable[Feature]:
    """Raids on the rebels' east and shells on the government's west are two, of one city and day."""
    if other_halves(a.halves, b.halves):
        yield "in the other half of the town", -2.0


def _tolls(a: Telling, b: Telling) -> Iterable[Feature]:
    """Eight dead and sixty are hardly of one happening, unless something else says so: parties dispute a toll,
    and it rises, but seldom so far."""
    ours, theirs = _toll(a), _toll(b)
    if ours is None or theirs is None or set(a.numbers) & set(b.numbers):
        return
    (low, is_least), (high, _) = sorted((ours, theirs))
    if high - low > SMALL and high >= (FAR_ABOVE if is_least else FAR) * low:
        yield "tolls far apart", -1.0


def _toll(telling: Telling) -> tuple[float, bool] | None:
    """The highest number of dead that it tells of, and whether that is only the least; `None` where it tells of none."""
    dead = [number for measure, _, number in telling.numbers if measure == Measure.KILLED.value]
    return (max(dead), max(dead) in telling.least) if dead else None
