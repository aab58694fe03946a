"""What kind of happening a clause tells: the contract's twenty kinds, by predicates and nouns.

The main kind is what the main predicate says. Light verbs ("began", "there was", "carried out")
hand the question to their complement, object or subject. The words are data: `lexicon/kinds.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Span, Token

from shared.records import Kind
from workers.extract.clauses import (
    VERBAL,
    auxiliaries,
    complements,
    dependents,
    head_of,
    is_bid,
    is_predicate,
    span_of,
)
from workers.extract.granted import all_granted, negated
from workers.extract.lexicon import load
from workers.extract.modifiers import modifiers
from workers.extract.senses import is_bomber, is_figurative, is_occasion, is_of_word

MOST = 3
"""Kinds a claim: the main one and what the same clause states besides."""
_LOWER = {"relcl", "acl", "advcl", "ccomp", "xcomp", "pcomp", "conj"}


@dataclass(frozen=True, slots=True)
class _Pattern:
    kind: Kind
    slots: tuple[str, ...]


@cache
def _verbs() -> dict[str, list[_Pattern]]:
    """Patterns by verb, those with most words first."""
    found: dict[str, list[_Pattern]] = {}
    for kind in _kinds():
        for written in load("kinds")[kind].get("verbs", ()):
            first, *slots = written.split()
            for verb in first.split("|"):
                found.setdefault(verb, []).append(_Pattern(kind, tuple(slots)))
    for patterns in found.values():
        patterns.sort(key=lambda p: -len(p.slots))
    return found


@cache
def _nouns(list_name: str) -> dict[str, list[_Pattern]]:
    found: dict[str, list[_Pattern]] = {}
    for kind in _kinds():
        for written in load("kinds")[kind].get(list_name, ()):
            *modifiers, head = written.split()
            found.setdefault(head, []).append(_Pattern(kind, tuple(modifiers)))
    for patterns in found.values():
        patterns.sort(key=lambda p: -len(p.slots))
    return found


def _kinds() -> Iterator[Kind]:
    return (
        Kind(name)
        for name in load("kinds")
        if name not in {"sets", "senses", "light", "measures", "counted"}
    )


@cache
def _words(alternatives: str) -> frozenset[str]:
    """The lemmas a slot stands for, sets resolved (`@place` are entities; `@one` who is counted as one: "captured a pilot")."""
    found: set[str] = set()
    for word in alternatives.split("|"):
        name = word.removeprefix("@")
        if word.startswith("@") and name in load("kinds")["sets"]:
            for member in load("kinds")["sets"][name]:
                found |= {"@place"} if member == "@place" else {member}
        elif word == "@one":
            found |= {*load("units")["persons"]["ones"]}
        else:
            found.add(word)
    return frozenset(found)


def _lemmas(tokens: Iterable[Token]) -> set[str]:
    found = set()
    for token in (t for t in tokens if not is_occasion(t)):
        found |= {"person"} if is_bomber(token) else {token.lemma_.lower(), token.lower_}
        if token.ent_type_ in {"GPE", "LOC", "FAC"}:
            found.add("@place")
        counts = (
            token.pos_ == "NUM" and token.dep_ != "nummod"
        )  # "captured 25", not "captured two villages"
        if counts or token.ent_type_ == "PERSON":
            found.add("people" if counts else "person")
    return found


def _fits(pattern: _Pattern, hanging: Mapping[str, set[str]]) -> bool:
    for slot in pattern.slots:
        role, _, rest = slot.partition(":")
        if _words(rest if rest else slot).isdisjoint(hanging.get(role, hanging["any"])):
            return False
    return True


def _hanging(verb: Token) -> dict[str, set[str]]:
    """The lemmas of what hangs on a verb, by the role that a slot asks for."""
    on = dependents(verb)
    subjects, objects = _lemmas(on.subjects), _lemmas(on.objects)
    return {"s": subjects, "o": objects, "any": subjects | objects | _lemmas(on.others)}


def kind_of_verb(verb: Token) -> Kind | None:
    """What the verb says with what hangs on it, if it is among the words of a kind."""
    patterns = _verbs().get(verb.lemma_.lower(), [])
    if not patterns or is_of_word(verb):
        return None
    hanging = _hanging(verb)
    return next((p.kind for p in patterns if _fits(p, hanging)), None)


def kind_of_noun(noun: Token, list_name: str = "nouns") -> Kind | None:
    """What the noun with its modifiers says: "air strike" with "air" among them."""
    patterns = _nouns(list_name).get(noun.lemma_.lower()) or _nouns(list_name).get(noun.lower_, [])
    if not patterns or is_figurative(noun):
        return None
    lemmas = _lemmas(modifiers(noun))
    return next((p.kind for p in patterns if _are_met(p.slots, lemmas)), None)


def _are_met(slots: Sequence[str], lemmas: Set[str]) -> bool:
    return all(slot in lemmas or not _words(slot).isdisjoint(lemmas) for slot in slots)


def find_kinds(doc: Doc, start: int, end: int, cue: str | None = None) -> tuple[Kind, ...]:
    """The kinds of the happening in `[start, end)` (offsets into the view), main one first.

    `cue` is the reporting word's lemma: what somebody condemned or called for is a `position`
    whatever its words name. Never empty: `other` when no word says which kind.
    """
    span = span_of(doc, start, end)
    head = head_of(span)
    if head is None:
        return (Kind.OTHER,)
    main = Kind.POSITION if cue and _is_stance(cue) else main_kind(head, span)
    denied = negated(head) if main else None
    if denied and all_granted([t for t in span if main in _kinds_of(t)], denied):
        main = Kind.OTHER
    if _is_bidding(head) and (main is None or _ought(head) or is_bid(head)):
        main = Kind.POSITION
    kinds = [main] if main else []
    for kind in _also(span, head):
        if kind not in kinds:
            kinds.append(kind)
    return tuple(kinds[:MOST]) or (Kind.OTHER,)


def _kinds_of(token: Token) -> tuple[Kind | None, Kind | None]:
    return kind_of_noun(token), kind_of_verb(token)


def _is_bidding(head: Token) -> bool:
    """ "Please keep them in your thoughts": a verb told to somebody, without a subject; and what
    somebody ought to do: "The authorities should suspend the commanders"."""
    return _ought(head) or (
        head.tag_ == "VB"
        and (head.dep_ == "ROOT" or is_bid(head))
        and not any(c.dep_ in {"nsubj", "nsubjpass", "aux"} for c in head.children)
    )


def _ought(head: Token) -> bool:
    said = {a.lower_ for a in auxiliaries(head)}
    return bool(said & {"should", "must", "ought"}) and "have" not in said


def _is_stance(cue: str) -> bool:
    return any(p.kind is Kind.POSITION for p in _verbs().get(cue, ()))


def main_kind(head: Token, span: Span) -> Kind | None:
    """What the main predicate says; `None` when no word of the clause names a kind."""
    kind = _plain_kind(head, span)
    if kind in _MEANS and is_predicate(head):
        # "The strikes suppressed three units": by what it was done says more than what was done
        for subject in dependents(head).subjects:
            if kind_of_noun(subject) in {Kind.AIR_STRIKE, Kind.CHEMICAL_ATTACK}:
                return kind_of_noun(subject)
    return kind


_MEANS = {None, Kind.OPERATION, Kind.FORCE, Kind.OTHER}


def _plain_kind(head: Token, span: Span) -> Kind | None:
    inside = range(span.start, span.end)
    if not is_predicate(head):
        return _of_noun_phrase(head, inside)
    verb: Token | None = head
    seen = set()
    while verb is not None and verb.i not in seen:
        seen.add(verb.i)
        kind = kind_of_verb(verb)
        if kind:
            return Kind.OPERATION if kind is Kind.CONTROL and _tried(head, verb) else kind
        kind = _by_nouns(verb, inside, "nouns")
        below = [c for c in complements(verb) if c.i in inside]
        if verb.lemma_.lower() not in load("kinds")["light"]["verbs"]:
            if kind:
                return kind
        elif not below:
            break
        verb = below[0] if below else None
    return (
        _by_nouns(head, inside, "nouns")
        or _by_lower_clauses(head, inside)
        or _by_nouns(head, inside, "weak")
    )


def _tried(head: Token, verb: Token) -> bool:
    """ "Attempted to seize the hospital": whose it is, is not said."""
    return head.i != verb.i and head.lemma_.lower() in load("phases")["trying"]


def _by_nouns(verb: Token, inside: range, list_name: str) -> Kind | None:
    for token in dependents(verb).all:
        if token.i in inside and token.dep_ not in {"amod", "compound"}:
            kind = kind_of_noun(token, list_name)
            if kind:
                return kind
    return None


def _by_lower_clauses(head: Token, inside: range) -> Kind | None:
    """Relative clauses and participles: "About 150 were fighters who surrendered"."""
    for token in head.subtree:
        if token.i in inside and token.dep_ in _LOWER and token.pos_ in VERBAL:
            kind = kind_of_verb(token)
            if kind:
                return kind
    return None


def _of_noun_phrase(head: Token, inside: range) -> Kind | None:
    kind = kind_of_noun(_told_of(head))
    if kind:
        return kind
    for token in head.subtree:
        if token.i in inside and token.dep_ in {"relcl", "acl"}:
            kind = kind_of_verb(token)
            if kind:
                return kind
    below = [t for t in head.subtree if t.i in inside]
    for list_name in ("nouns", "weak"):
        for token in below:
            kind = kind_of_noun(token, list_name) or (
                kind_of_verb(token) if token.pos_ == "VERB" else None
            )
            if kind:
                return kind
    return None


def _told_of(noun: Token) -> Token:
    """The operation of "the start of the next phase of the operation"."""
    while noun.lemma_.lower() in load("kinds")["light"]["nouns"]:
        of = (c for c in noun.children if c.dep_ == "prep" and c.lower_ == "of")
        below = next((p for c in of for p in c.children if p.dep_ == "pobj"), None)
        if below is None:
            break
        noun = below
    return noun


def _also(span: Span, head: Token) -> Iterator[Kind]:
    """What the words of the span state besides, nearest to the head first."""
    found = []
    for token in span:
        if token.i == head.i:
            continue
        kind = None
        if is_predicate(token) and token.lemma_.lower() not in load("kinds")["light"]["verbs"]:
            kind = kind_of_verb(token)
        elif token.pos_ in {"NOUN", "PROPN"} and token.dep_ not in {"compound", "amod"}:
            kind = kind_of_noun(token)
        if kind and kind not in {Kind.POSITION, Kind.OTHER}:
            depth = sum(1 for _ in token.ancestors)
            found.append((depth, token.i, kind))
    return (kind for _, _, kind in sorted(found, key=lambda f: f[:2]))
