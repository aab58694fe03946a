"""Voices: whose word a claim is, however many outlets carry it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from shared.records import Claim, Source, SourceKind
from workers.reconcile.lexicon import load
from workers.reconcile.marks import VoiceName
from workers.reconcile.names import fold, initials, is_acronym_of, place_key, unroled, words_of


def name_voice(claim: Claim) -> VoiceName | None:
    """The voice of a claim, from the claim alone; `None` when only hearsay speaks.

    The innermost link that is named or speaks for an organisation; an unnamed spokesman is his
    organisation; the reporter's own voice is the outlet's. Where no link is named, the phrase itself
    ("a woman from Homs") is a voice.
    """
    if claim.source is None:
        outlet = claim.outlet
        return _body(outlet) if outlet else VoiceName(f"report {claim.report}", "an unnamed outlet")
    if claim.source.kind is SourceKind.HEARSAY:
        return None
    for link in (claim.source, *claim.via):
        if (voice := _link(link)) is not None:
            return _of_outlet(voice, claim.outlet) or voice
    phrase = claim.source.name or "somebody"
    return VoiceName(f"phrase {unroled(phrase) or fold(phrase)}", phrase)


def _of_outlet(voice: VoiceName, outlet: str | None) -> VoiceName | None:
    """ "The Ministry of Defence denies it", in a statement of the Russian Ministry of Defence, is that."""
    own = _body(outlet) if outlet and voice.organisation else None
    said, whole = voice.key.split(), own.key.split() if own else []
    return own if 1 < len(said) < len(whole) and whole[-len(said) :] == said else None


def _link(source: Source) -> VoiceName | None:
    if source.organisation:
        return _body(source.organisation)
    if source.name is None or source.kind in {SourceKind.UNNAMED, SourceKind.HEARSAY}:
        return None
    if source.kind is SourceKind.ORGANISATION:
        return _body(source.name)
    body = load("names")["speaks_for"].get(place_key(source.name))
    return _body(body) if body else VoiceName(f"person {fold(source.name)}", source.name)


def _body(name: str) -> VoiceName:
    name = load("names")["also"].get(" ".join(words_of(name)), name)
    name = _ministry(name) or name
    return VoiceName(" ".join(words_of(name)), name, name)


@lru_cache(maxsize=20_000)
def _ministry(name: str) -> str | None:
    """A state's ministry, however it signs: "Ministry of Defence of the Russian Federation" is the "Russian Ministry of
    Defence"."""
    names = load("names")
    if " in " in name:
        return None  # where a ministry sits does not say whose it is
    said = f" {' '.join(words_of(name))} ".replace(" defense ", " defence ")
    for people, states in names["states"].items():
        state = next((w for w in (people, *states) if f" {w} " in said), None)
        if state is not None:
            rest = set(said.replace(f" {state} ", " ").split()) - _STATE
            called = names["ministries"].get(" ".join(sorted(rest)))
            adjective = people.upper() if people == "us" else people.title()
            return f"{adjective} {called}" if called else None
    return None


_STATE = frozenset({"federation", "republic"})


def merge_voices(
    voices: Mapping[str, VoiceName], persons: Mapping[str, VoiceName]
) -> Mapping[str, VoiceName]:
    """Key of each voice in a situation to the voice it is counted as.

    `persons`: whom named people speak for, where another claim in the situation says so. A short
    form is taken for the one fuller name it can mean, and for none when there are two.
    """
    called = _by_words(voices)
    merged: dict[str, VoiceName] = {}
    for key in sorted(voices):
        voice = voices[key]
        fuller = persons.get(key) or _fuller(voice, called)
        merged[key] = fuller or voice
    for key in sorted(merged):  # a person of an organisation that itself has a fuller name
        end, seen = merged[key], {key}
        while end.key in merged and merged[end.key].key != end.key and end.key not in seen:
            seen.add(end.key)
            end = merged[end.key]
        merged[key] = end
    return merged


def _by_words(voices: Mapping[str, VoiceName]) -> Mapping[str, Sequence[VoiceName]]:
    """The voices by each word of their names and each end of their initials: what a short name can have of one."""
    found: dict[str, list[VoiceName]] = defaultdict(list)
    for key in sorted(voices):
        voice = voices[key]
        letters = initials(voice.name)
        for word in {*key.split(), *(f"={letters[at:]}" for at in range(len(letters)))}:
            found[word].append(voice)
    return found


def _fuller(voice: VoiceName, called: Mapping[str, Sequence[VoiceName]]) -> VoiceName | None:
    could = {v.key: v for word in _had_by_fuller(voice) for v in called.get(word, ())}
    found = [could[key] for key in sorted(could) if _means(voice, could[key])]
    longest = [v for v in found if not any(_means(v, other) for other in found if other != v)]
    return longest[0] if len(longest) == 1 else None


def _had_by_fuller(short: VoiceName) -> set[str]:
    """Of these the full name has one, by whichever way of `_means` it is meant."""
    said = _without_seat(fold(short.name))
    bare = short.key.removeprefix("phrase ").split()
    return {
        f"={said.replace(' ', '')}",
        *said.split()[:1],
        *bare[:1],
        *(end.split()[0] for end in _ends(said)),
    }


@lru_cache(maxsize=20_000)
def _means(short: VoiceName, full: VoiceName) -> bool:
    """Can the short name mean the full one?"""
    if short.key == full.key:
        return False
    if short.key.startswith("person ") and full.key.startswith("person "):  # "Ishaq", "Adam Ishaq"
        return " " not in short.name.strip() and full.key.endswith(f" {fold(short.name)}")
    if full.organisation is None:
        return False
    if is_acronym_of(short.name, full.name) or _is_sort_of(short, full):
        return True
    phrase = short.key.startswith("phrase ")
    bare, whole = short.key.removeprefix("phrase ").split(), full.key.split()
    if short.organisation is None and not phrase:
        return False
    # "A Kurdish police source" speaks for the Kurdish police.
    return (phrase and bare == whole) or _shortens(bare, whole)


def _is_sort_of(short: VoiceName, full: VoiceName) -> bool:
    """ "The army", where one body of the situation is an army."""
    said = _without_seat(fold(short.name))
    other = any(f" {words} " in f" {full.key} " for words in _but(said))
    return not other and any(f" {full.key}".endswith(f" {end}") for end in _ends(said))


def _without_seat(said: str) -> str:
    """ "The health ministry in Sanaa" is a health ministry."""
    sort, at, seat = said.rpartition(" in ")
    return sort if at and " " not in seat and _ends(sort) else said


@cache
def _but(said: str) -> frozenset[str]:
    """Words of bodies that end so and are called otherwise."""
    return frozenset(
        w for s in load("names")["sorts"] if said in s["said"] for w in s.get("but", ())
    )


@cache
def _ends(said: str) -> frozenset[str]:
    """How the names end of the bodies that are called this; "Moscow says" is of the one body of its state."""
    names = load("names")
    called = {end for s in names["sorts"] if said in s["said"] for end in s["ends"]}
    states = (people for people, state in names["states"].items() if said in state)
    return frozenset(
        called | {f"{people} {body}" for people in states for body in names["state_bodies"]}
    )


def _shortens(bare: list[str], whole: list[str]) -> bool:
    """Are these the words by which the whole name is called for short?"""
    generic = load("names")["generic"]
    if len(bare) >= len(whole) or all(word in generic for word in bare):
        return False
    # More words may follow ("... for Human Rights", "... in Idlib"); other words before them tell
    # another body apart: the Free Army is not the Army.
    if len(bare) >= _TELLING and whole[-len(bare) :] == bare:
        return True  # "State Ministry of Health" of "North Darfur State Ministry of Health"
    return bare[0] in whole if len(bare) == 1 else whole[: len(bare)] == bare


_TELLING = 3
"""Words that say enough for others to stand before them."""


def known_persons(claims: Iterable[Claim]) -> Mapping[str, VoiceName]:
    """Voices of persons, also by their family name alone, to the one organisation the claims say they
    speak for."""
    speaks: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        for link in filter(None, (claim.source, *claim.via)):
            if link.kind is SourceKind.PERSON and link.name and link.organisation:
                speaks[f"person {fold(link.name)}"].add(link.organisation)
                speaks[f"person {fold(link.name).split()[-1]}"].add(link.organisation)
    return {key: _body(min(bodies)) for key, bodies in speaks.items() if len(bodies) == 1}
