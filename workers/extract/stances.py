"""Stances that a clause takes by itself: "cannot verify these reports", "are false", "is unclear".

The truth is stance times polarity, so the negation that makes the stance is not counted again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from spacy.tokens import Span, Token

from shared.records import Polarity, Stance
from workers.extract.clauses import auxiliaries, is_passive, is_predicate
from workers.extract.lexicon import load
from workers.extract.polarity import polarity_of


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(load("stances")[name])


@dataclass(frozen=True, slots=True)
class Taken:
    """The stance, and the words it is taken to; offsets into the view."""

    stance: Stance
    head: Token
    start: int
    end: int
    cue: tuple[int, int]


def find_stance(head: Token, core: Token, span: Span) -> Taken | None:
    """The stance of a clause with grammatical predicate `head` and telling predicate `core`."""
    for verb in (core, head):
        found = _vouching(verb, head, span) or _false(verb, span)
        if found:
            return found
    return _unclear(head, span)


def _vouching(verb: Token, head: Token, span: Span) -> Taken | None:
    if verb.lemma_.lower() not in _list("vouching"):
        return None
    chain = {t.lower_ for t in (head, *head.children)} | {a.lower_ for a in auxiliaries(verb)}
    denied = polarity_of(verb) is Polarity.NEG or polarity_of(head) is Polarity.NEG
    if not denied and not chain & _list("unable"):
        return None
    roles = {"nsubjpass"} if is_passive(verb) else {"dobj", "ccomp"}
    about = [c for c in verb.children if c.dep_ in roles and c.i in range(span.start, span.end)]
    if not about and not is_passive(verb):
        about = [c for c in head.children if c.dep_ == "nsubjpass"]
    return _taken(Stance.CANNOT_VERIFY, about[0], verb, span) if about else None


def _false(verb: Token, span: Span) -> Taken | None:
    if verb.lemma_ != "be":
        return None
    words = _list("true") if polarity_of(verb) is Polarity.NEG else _list("false")
    says = [c for c in verb.children if c.dep_ in {"acomp", "attr"} and c.lemma_.lower() in words]
    about = [c for c in verb.children if c.dep_ in {"nsubj", "csubj"}]
    clauses = [c for t in (verb, *says) for c in t.children if c.dep_ in {"ccomp", "advcl"}]
    if about and about[0].lower_ in {"it", "that", "this"} and clauses:
        about = clauses  # "It is not true that the rebels hold all of it"
    if not says or not about:
        return None
    return _taken(Stance.DENIES, about[0], verb, span, says[0])


def _unclear(head: Token, span: Span) -> Taken | None:
    """The clause of "It was not clear whether ...", "It is unknown who ..."."""
    if head.lemma_ not in {"be", "remain", "know"}:
        return None
    words = {c.lower_ for c in head.children} | {head.lower_}
    negated = words & {"not", "n't", "n’t", "never"} and words & _list("clear")
    if not (negated or words & _list("unclear")):
        return None
    for token in head.subtree:
        clause = token.dep_ in {"ccomp", "csubj", "advcl", "pcomp", "acl"} and is_predicate(token)
        if clause and any(t.lower_ in _list("asking") for t in token.subtree):
            return _taken(Stance.CANNOT_VERIFY, token, head, span)
    return None


def _taken(
    stance: Stance, about: Token, verb: Token, span: Span, last: Token | None = None
) -> Taken | None:
    start = max(about.left_edge.i, span.start)
    end = min(about.right_edge.i + 1, span.end)
    if end <= start:
        return None
    words = [verb, *auxiliaries(verb), *(c for c in verb.children if c.dep_ == "neg")]
    words += [last] if last is not None else []
    words = [w for w in words if not start <= w.i < end]
    low, high = min(w.i for w in words or [verb]), max(w.i for w in words or [verb])
    doc = span.doc
    cue = (doc[low].idx, doc[high].idx + len(doc[high]))
    if low < end and start < high:
        cue = (verb.idx, verb.idx + len(verb))
    return Taken(stance, about, doc[start].idx, doc[end - 1].idx + len(doc[end - 1]), cue)


def points_back(head: Token) -> bool:
    """Whether the words only point at what was said before: "them", "these reports"."""
    return head.lemma_.lower() in _list("pointing") or head.lower_ in _list("pointing")
