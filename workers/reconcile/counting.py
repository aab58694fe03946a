"""Counting: which entries of one figure count, and why each other one does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shared.catalogue import Standing
from shared.picture import Reason
from shared.records import SourceKind
from workers.reconcile.entries import Entry
from workers.reconcile.figure_keys import is_narrower
from workers.reconcile.intervals import agree, numbers, says_no_more, sureness
from workers.reconcile.marks import Taken
from workers.reconcile.placing import is_specific, same_place
from workers.reconcile.revisions import when


@dataclass(frozen=True, slots=True)
class Counted:
    counts: tuple[Entry, ...]
    excluded: tuple[tuple[Entry, Reason], ...]


def count(entries: Sequence[Entry], parts: bool = True) -> Counted:
    """At most one entry a voice counts: its newest word. Hearsay counts beside them, for no voice."""
    excluded: list[tuple[Entry, Reason]] = []
    left = _sift(entries, excluded)
    if parts:
        left = _beside(left, excluded, Reason.SUPERSEDED, _is_overtaken)
        left = _beside(left, excluded, Reason.PART, _is_part_of_one)
    # what a report carries from another says below its headline whose number that is
    carried = [e for e, reason in excluded if reason is Reason.COPY]
    left = _beside(left, excluded, Reason.SAME_VOICE, _is_bare, carried)
    left = _beside(left, excluded, Reason.SAME_VOICE, _is_restated, carried)
    by_voice: dict[str, list[Entry]] = defaultdict(list)
    counts: list[Entry] = []
    for entry in left:
        by_voice[entry.voice].append(entry) if entry.voice else counts.append(entry)
    for voice in sorted(by_voice):
        counts.append(_last_word(by_voice[voice], excluded))
    return Counted(
        tuple(sorted(counts, key=_by_id)), tuple(sorted(excluded, key=lambda e: _by_id(e[0])))
    )


def _by_id(entry: Entry) -> tuple[str, tuple[int, int]]:
    return entry.taken.claim.id, entry.quantity.span


def _sift(entries: Sequence[Entry], excluded: list[tuple[Entry, Reason]]) -> list[Entry]:
    """Leaves out what its outlet took back or mended, what is history, and what is carried from others."""
    standing_voices = {
        e.voice for e in entries if e.taken.standing is Standing.STANDS and e.taken.copy_of is None
    }
    left: list[Entry] = []
    for entry in entries:
        taken = entry.taken
        if taken.standing is Standing.RETRACTED:
            excluded.append((entry, Reason.RETRACTED))
        elif taken.copy_of is not None:
            excluded.append((entry, Reason.COPY))
        elif taken.standing is Standing.CORRECTED:
            # The mended report lets the same voice say another number: its later word. A number that
            # the new version dropped was taken out by the outlet, and nobody's word replaces it.
            mended = entry.voice in standing_voices
            excluded.append((entry, Reason.SUPERSEDED if mended else Reason.CORRECTED))
        elif taken.claim.background:
            excluded.append((entry, Reason.BACKGROUND))
        else:
            left.append(entry)
    return left


def _beside(
    entries: list[Entry],
    excluded: list[tuple[Entry, Reason]],
    reason: Reason,
    yields: Callable[[Entry, Sequence[Entry]], bool],
    besides: Sequence[Entry] = (),
) -> list[Entry]:
    """Without those that yield to one of their own report, or to one of `besides` in it; for what reason is entered."""
    left: list[Entry] = []
    beside = _by_report([*entries, *besides])
    for entry in entries:
        if yields(entry, beside[entry.taken.claim.report]):
            excluded.append((entry, reason))
        else:
            left.append(entry)
    return left


def _by_report(entries: Sequence[Entry]) -> Mapping[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.taken.claim.report].append(entry)
    return found


def _is_part_of_one(entry: Entry, its: Sequence[Entry]) -> bool:
    return any(_is_part(entry, other) for other in its) or _adds_up(entry, its)


def _adds_up(entry: Entry, its: Sequence[Entry]) -> bool:
    """Of one report's "26 were killed in and around Harim, the monitor said", "14 in its hospital, a spokesman said" and "12 to
    the south, the monitor said" the last two are the first: who counts all counts one of them too. Three who count each
    otherwise are at odds."""
    others = [e for e in its if e.taken.claim.id != entry.taken.claim.id]
    ours = max(numbers(entry.quantity))
    for whole in (e for e in others if max(numbers(e.quantity)) >= max(_MANY, ours + 1)):
        left = max(numbers(whole.quantity)) - ours
        rest = [e for e in others if e is not whole and max(numbers(e.quantity)) == left]
        if any(whole.voice in {entry.voice, e.voice} for e in rest):
            return True
    return False


_MANY = 5
"""Numbers below it add up by chance."""


def _is_part(entry: Entry, other: Entry) -> bool:
    """Is the number a part of another of its report: said to be one, or the smaller of two in one mouth?

    "1,550 people: 1,510 civilians, and ..."; "40 wounded ... 15 of the wounded in critical condition".
    """
    ours, theirs = entry.quantity, other.quantity
    if max(numbers(ours)) >= max(numbers(theirs)):
        return False
    if ours.part and not theirs.part:
        return True
    if entry.voice != other.voice:
        return max(numbers(ours)) < min(numbers(theirs)) and _is_of_quarter(
            entry.taken, other.taken
        )
    same_breath = entry.taken.claim.sentence == other.taken.claim.sentence
    if same_breath and is_narrower(ours) and not is_narrower(theirs):
        return True
    return not agree(ours, theirs)


def _is_overtaken(entry: Entry, its: Sequence[Entry]) -> bool:
    """What a voice *had* said before it gave its new number: "the Observatory, which on Thursday had given a toll of 17"."""
    cue = entry.taken.claim.cue
    if entry.voice is None or cue is None or not cue.text.lower().startswith("had "):
        return False
    return any(
        entry.voice == other.voice
        and max(numbers(entry.quantity)) < max(numbers(other.quantity))
        and not agree(entry.quantity, other.quantity)
        for other in its
    )


def _is_of_quarter(inner: Taken, whole: Taken) -> bool:
    """The report sums up in its own voice what others tell of parts of the town: "20 were killed in Aleppo ... A police
    source said that shells on al-Meridian neighbourhood killed two"."""
    ours, theirs = inner.setting.places, whole.setting.places
    if whole.claim.source is not None or whole.claim.start > inner.claim.start or not theirs:
        return False
    quarters = [p for p in ours if p.id is None and is_specific(p)]
    narrower = [p for p in quarters if not any(same_place(p, t) for t in theirs)]
    return bool(narrower) and any(same_place(p, theirs[0]) for p in ours)


def _is_restated(entry: Entry, its: Sequence[Entry]) -> bool:
    """A lead that says in the outlet's own voice what a source says below it is that source's word; and so is a
    headline's "hospital says", where the hospital's director has a name below."""
    lead = entry.taken.claim.source is None or _opens_with_a_word(entry, its)
    return lead and any(_restates(entry, other) for other in its)


def _opens_with_a_word(entry: Entry, beside: Sequence[Entry]) -> bool:
    """Whether a report begins with it, and says by a mere word whose it is: "police", "a monitor"."""
    claim = entry.taken.claim
    name = claim.source.name if claim.source else None
    first = all(other.taken.claim.start >= claim.start for other in beside)
    if name is None or claim.source is None or not first:
        return False
    # "Raids kill 15: Monitor"
    headed = claim.source.kind is SourceKind.UNNAMED and " " not in name
    return headed or name == name.lower()


def _restates(entry: Entry, other: Entry) -> bool:
    return (
        other.taken.claim.source is not None
        and other.voice is not None
        and other.voice != entry.voice
        and agree(entry.quantity, other.quantity)
    )


def _is_bare(entry: Entry, its: Sequence[Entry]) -> bool:
    return any(_leaves_the_bound_out(entry, other) for other in its)


def _leaves_the_bound_out(entry: Entry, other: Entry) -> bool:
    """A headline's "Raids kill 35" is its report's "At least 35 civilians were killed": it is bare to be short."""
    ours, theirs = entry.quantity, other.quantity
    if entry.voice != other.voice or entry.voice is None or theirs.high is not None:
        return False
    return ours.low == ours.high == theirs.low and entry.taken.claim.start < other.taken.claim.start


def _last_word(entries: list[Entry], excluded: list[tuple[Entry, Reason]]) -> Entry:
    """The entry that stands for a voice: its later word replaces its earlier, unless it says no more."""
    first, *later = sorted(entries, key=_spoken_at)
    current = first
    for entry in later:
        if says_no_more(entry.quantity, current.quantity):
            excluded.append((entry, Reason.SAME_VOICE))
        else:
            excluded.append((current, Reason.SUPERSEDED))
            current = entry
    return current


def _spoken_at(entry: Entry) -> tuple[str, int, tuple[float, ...], bool, str, tuple[int, int]]:
    """By publication; within one moment the surer word later, then the higher; of two alike the one whose source has a
    name is the first, which stays."""
    claim, quantity = entry.taken.claim, entry.quantity
    nameless = claim.source is not None and claim.source.kind is SourceKind.UNNAMED
    said = sureness(quantity), numbers(quantity)
    return when(claim.published), *said, nameless, claim.id, quantity.span
