"""Figures: per measure, unit family, scope and day, what is claimed and which claims count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from shared.picture import Excluded, Figure, Reason, Standing
from workers.reconcile.counting import Counted, count
from workers.reconcile.entries import Entry, Key, enter
from workers.reconcile.figure_keys import in_family, is_narrower
from workers.reconcile.intervals import meant, numbers, point, sureness
from workers.reconcile.lexicon import load
from workers.reconcile.marks import Group, VoiceName
from workers.reconcile.revisions import when


def add_up(group: Group, voices: Mapping[str, VoiceName]) -> tuple[Figure, ...]:
    """All figures of a situation, in the order of day, measure, unit and scope.

    `voices`: claim id to the voice it is counted as in this situation; hearsay has none.
    """
    buckets: dict[Key, list[Entry]] = defaultdict(list)
    for entry in enter(group, voices):
        buckets[entry.key].append(entry)
    figures: list[Figure] = []
    for key in sorted(buckets, key=lambda key: key.order):
        counted = count(buckets[key])
        figures += _figure(key, counted)
        figures += _parts(key, counted)
    return tuple(sorted(figures, key=_order))


def _order(figure: Figure) -> tuple[str, ...]:
    parts = (figure.as_of, figure.measure, figure.unit, figure.scope)
    return (*(part or "" for part in parts), *figure.claims, *(e.claim for e in figure.excluded))


def _parts(key: Key, counted: Counted) -> Iterable[Figure]:
    """A part with a unit of its own is a figure too: 1,510 civilians of the 1,550 people."""
    units: dict[str, list[Entry]] = defaultdict(list)
    for entry, reason in counted.excluded:
        if reason is Reason.PART and is_narrower(entry.quantity):
            units[str(entry.quantity.unit)].append(entry)
    for unit in sorted(units):
        yield from _figure(key, count(units[unit], parts=False))


def _figure(key: Key, counted: Counted) -> Iterable[Figure]:
    held = [e.taken.claim.id for e in counted.counts]
    excluded = {e.taken.claim.id: reason for e, reason in counted.excluded}
    taken_back = {Reason.RETRACTED, Reason.CORRECTED}
    if not held and not taken_back & set(excluded.values()):
        return
    said = [n for entry in counted.counts for n in numbers(entry.quantity)]
    low, high = min(said, default=None), max(said, default=None)
    yield Figure(
        measure=key.measure,
        unit=_unit(key, counted),
        scope=key.scope,
        as_of=key.as_of,
        best=_best(key, counted),
        low=low,
        high=high,
        open=any(e.quantity.high is None and e.quantity.low == high for e in counted.counts),
        status=_status(counted),
        claims=tuple(sorted(set(held))),
        excluded=tuple(
            Excluded(claim=c, reason=excluded[c]) for c in sorted(excluded) if c not in held
        ),
    )


def _unit(key: Key, counted: Counted) -> str | None:
    entries = list(counted.counts) or [entry for entry, _ in counted.excluded]
    units = {entry.quantity.unit for entry in entries}
    only = units.pop() if len(units) == 1 else None
    # A noun the figure's family does not know is a slip of reading, not a unit.
    return only if only and in_family(only, key.family) else key.family


def _status(counted: Counted) -> Standing:
    if not counted.counts:
        return Standing.RETRACTED
    spoken = _spoken(counted.counts)
    if not spoken:
        return Standing.UNVERIFIED
    if len({entry.voice for entry in spoken}) == 1:
        return Standing.SINGLE
    return Standing.CORROBORATED if _all_agree(spoken) else Standing.DISPUTED


def _spoken(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.voice is not None]


def _all_agree(entries: Sequence[Entry]) -> bool:
    """Each with each: intervals of which any two meet have a point in common (Helly)."""
    meant_by = [meant(entry.quantity) for entry in entries]
    return max(low for low, _ in meant_by) <= min(high for _, high in meant_by)


def _best(key: Key, counted: Counted) -> float | int | None:
    """The rule: in agreement the newest number said, exact before around before "at least"; in dispute
    none, but for a toll, which rises while the count goes on: there the newest word, if it is the highest.
    """
    spoken = [entry for entry in _spoken(counted.counts) if point(entry.quantity) is not None]
    if not spoken:
        return None
    if _status(counted) is not Standing.DISPUTED:
        return point(max(spoken, key=_preference).quantity)
    if key.measure.value not in load("kinds")["rising_measures"]:
        return None
    newest = max(when(entry.taken.claim.published) for entry in counted.counts)
    highest = max(spoken, key=lambda e: (point(e.quantity) or 0, _preference(e)))
    overtaken = (point(highest.quantity) or 0) >= max(
        n for entry in counted.counts for n in numbers(entry.quantity)
    )
    late = (
        when(highest.taken.claim.published) == newest
        and len({when(entry.taken.claim.published) for entry in counted.counts}) > 1
    )
    return point(highest.quantity) if late and overtaken else None


def _preference(entry: Entry) -> tuple[int, str, float, str]:
    claim = entry.taken.claim
    return sureness(entry.quantity), when(claim.published), point(entry.quantity) or 0, claim.id
