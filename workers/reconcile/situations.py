"""Situations: a group of tellings put into the words of the contract."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from shared.catalogue import Standing
from shared.picture import Situation, Voice
from shared.records import Claim, Place
from workers.reconcile.dating import is_period
from workers.reconcile.figures import add_up
from workers.reconcile.lexicon import load
from workers.reconcile.marks import WEAK, Group, Taken, VoiceName
from workers.reconcile.placing import is_specific, pointed_at, same_place
from workers.reconcile.revisions import when
from workers.reconcile.statements import set_against
from workers.reconcile.tellings import LONGEST
from workers.reconcile.voices import known_persons, merge_voices


def depict(group: Group, notices: Mapping[str, str]) -> Situation:
    """The situation of a group. `notices`: report id to when another one corrected or withdrew it."""
    first = min(group.tellings, key=lambda t: (t.published, t.id))
    voices = hear(group)
    start, end = _span(group)
    places = _places(group)
    return Situation(
        id=first.id,
        forwards=tuple(sorted({t.id for t in group.tellings} - {first.id})),
        title=_title(group, places, start, end),
        places=places,
        start=start,
        end=end,
        figures=add_up(group, voices),
        statements=set_against(group, voices),
        voices=_voices(group, voices),
        updated=_updated(group, notices),
    )


def hear(group: Group) -> Mapping[str, VoiceName]:
    """Claim id to the voice it is counted as in this situation; hearsay is in no voice."""
    everyone = (*group.claims, *group.background)
    spoken = {t.claim.id: t.voice for t in everyone if t.voice is not None}
    names: dict[str, VoiceName] = {}
    for voice in sorted(spoken.values(), key=lambda v: (v.key, v.name)):
        names.setdefault(voice.key, voice)
    merged = merge_voices(names, known_persons(t.claim for t in everyone))
    return {claim: merged[voice.key] for claim, voice in spoken.items()}


def _voices(group: Group, voices: Mapping[str, VoiceName]) -> tuple[Voice, ...]:
    """Each voice with its own claims, and with those that carry its words or that it mended since."""
    names = {voice.key: voice for voice in voices.values()}
    claims: dict[str, list[str]] = defaultdict(list)
    copies: dict[str, list[str]] = defaultdict(list)
    for taken in group.claims:
        claim = taken.claim
        if claim.id not in voices or taken.standing is Standing.RETRACTED:
            continue
        carried = taken.copy_of is not None or taken.standing is Standing.CORRECTED
        (copies if carried else claims)[voices[claim.id].key].append(claim.id)
    return tuple(
        Voice(
            name=names[key].name,
            organisation=names[key].organisation,
            claims=tuple(sorted(claims[key])),
            copies=tuple(sorted(copies[key])),
        )
        for key in sorted(names)
        if key in claims or key in copies
    )


def _places(group: Group) -> tuple[Place, ...]:
    """The places of the happening, the most named first, each as its first report names it."""
    found: list[tuple[Place, list[tuple[str, str, int]]]] = []
    known: dict[tuple[object, ...], list[tuple[str, str, int]]] = {}
    for taken in sorted(group.claims, key=_told):
        for place in taken.claim.places:
            which = pointed_at(place)
            if which not in known:
                alike = (told for other, told in found if same_place(other, place))
                known[which] = next(alike, [])
                if not known[which]:
                    found.append((place, known[which]))
            known[which].append(_told(taken))
    found.sort(key=lambda row: (not is_specific(row[0]), -len(row[1]), row[1][0]))
    return tuple(place for place, _ in found)


def _told(taken: Taken) -> tuple[str, str, int]:
    return when(taken.claim.published), taken.claim.id, taken.claim.start


def _span(group: Group) -> tuple[str | None, str | None]:
    """First and last day the claims name; days of publication only where they name none."""
    known = [t.setting for t in group.claims if t.setting.days and t.standing is Standing.STANDS]
    firm = [s.days for s in known if s.days and s.days_from not in WEAK and not is_period(s.days)]
    long = [s.days for s in known if s.days and is_period(s.days) and _length(s.days) <= LONGEST]
    weak = [s.days for s in known if s.days and s.days_from in WEAK]
    days = firm + long if firm else weak
    if not days:
        return None, None
    return min(d[0] for d in days).isoformat(), max(d[1] for d in days).isoformat()


def _length(days: tuple[date, date]) -> int:
    return (days[1] - days[0]).days


def _title(group: Group, places: Sequence[Place], start: str | None, end: str | None) -> str:
    kinds = Counter(_main_kind(t.claim) for t in group.claims)
    for dull in load("kinds")["neutral"]:
        if len(kinds) > 1:
            kinds.pop(dull, None)
    main = max(kinds, key=lambda kind: (kinds[kind], kind))
    label = str(load("kinds")["titles"][main])
    where = f"{label}, {places[0].name}" if places else label
    days = start if start == end else f"{start} to {end}"
    return f"{where}, {days}" if start else where


def _main_kind(claim: Claim) -> str:
    return claim.kinds[0].value if claim.kinds else "other"


def _updated(group: Group, notices: Mapping[str, str]) -> str | None:
    times = {t.claim.published for t in group.claims if t.claim.published}
    times |= {notices[t.claim.report] for t in group.claims if t.claim.report in notices}
    return max(times, default=None)
