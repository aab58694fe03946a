"""Apposed: who speaks behind commas that the parse takes for appositions to what is told before him."""

from __future__ import annotations

from spacy.tokens import Token

from workers.extract.commas import follows_comma
from workers.extract.cues import Cue
from workers.extract.may_speak import may_speak

_SUBJECTS = ("nsubj", "csubj")
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_LEFT = frozenset({"conj", "advcl"})


def has_subject(verb: Token) -> bool:
    return any(c.dep_ in _SUBJECTS for c in verb.children)


def teller(cue: Cue, after: Token | None) -> Token | None:
    """Who tells, where the parse makes the telling a second deed of those told about, with no "and":
    "Gunmen raided the village, killing nine, residents and an official said". `after`: who stands behind the verb."""
    doc, at = cue.token.doc, cue.first - 1
    if at <= cue.token.sent.start or not _is_left_alone(cue.token):
        return None
    noun: Token | None = doc[at]
    if doc[at].text == ",":  # "..., the Relief Board, a group of teachers, said"
        inner = _apposed(doc[at - 1])
        if inner is None or inner.head.i > at or after is not None:
            return None
        noun = inner.head
    else:
        noun = _first_of(doc[at], cue)
    if noun is None:
        return None
    while noun.dep_ == "conj" and "," not in {t.text for t in doc[noun.head.i : noun.i]}:
        noun = noun.head
    return noun if _opens(noun, cue) and noun.pos_ in _NOUNS else None


def is_finite(verb: Token) -> bool:
    """ "Said", "has said"; not "to say", "saying"."""
    return verb.tag_ in _FINITE or any(c.dep_ == "aux" and c.tag_ in _FINITE for c in verb.children)


def _is_left_alone(verb: Token) -> bool:
    """Whether the parse gives a finite verb nobody who does it, and has told something before it."""
    if not is_finite(verb) or has_subject(verb):
        return False
    return verb.dep_ in _LEFT or any(c.dep_ == "ccomp" and c.i < verb.i for c in verb.children)


def _first_of(last: Token, cue: Cue) -> Token | None:
    """The noun that a phrase right before the verb is about: "a worker" of "a worker of the county's health office told"."""
    for noun in (last, *last.ancestors):
        if noun.pos_ not in _NOUNS | {"ADP"}:
            return last
        if noun.dep_ == "appos" and may_speak(noun) and _opens(noun, cue):
            return noun
    return last


def _apposed(last: Token) -> Token | None:
    """The apposition that ends here."""
    for noun in (last, *last.ancestors):
        if noun.pos_ not in _NOUNS | {"ADP"}:
            return None
        if noun.dep_ == "appos":
            return noun
    return None


def _opens(noun: Token, cue: Cue) -> bool:
    first = noun.left_edge.i
    return first > cue.token.sent.start and follows_comma(noun.doc, first)


def unclosed(subject: Token, cue: Cue) -> Token:
    """Of "killed hundreds in Togoga, the capital of the east, a panel of experts said" the panel: an apposition is closed
    by a comma, and what is not closed before the verb does what the verb says. A name may have lost its comma."""
    if subject.pos_ == "PROPN" or may_speak(subject) or subject.i > cue.first:
        return subject
    last = cue.token.doc[cue.first - 1]
    noun = next((t for t in (last, *last.ancestors) if t.dep_ == "appos"), None)
    if noun is None or not may_speak(noun) or noun.i <= subject.i:
        return subject
    return noun if _opens(noun, cue) else subject
