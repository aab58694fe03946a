"""Unheard: verbs of saying by which nobody is heard: "has not claimed the attack", "with shelling reported near the airport"."""

from __future__ import annotations

from spacy.tokens import Token

from workers.extract.clauses import TENSED

_ASIDE = 8
"""Words of "with heavy artillery fire reported"."""


def is_not_claimed(verb: Token) -> bool:
    """ "Islamic State has not claimed the attack", "has yet to claim it": so it does not say that the attack was its own."""
    yet = verb.dep_ == "xcomp" and any(t.lower_ == "yet" for t in verb.head.children)
    negated = any(c.dep_ == "neg" or c.lower_ == "never" for c in verb.children)
    return negated or yet


def is_beside(token: Token) -> bool:
    """ "..., with shelling reported near the airport", "With nine confirmed dead, ..."."""
    if token.tag_ not in {"VBN", "VBD"}:
        return False
    for at in range(token.i - 1, max(token.sent.start, token.i - _ASIDE) - 1, -1):
        word = token.doc[at]
        if word.is_punct or word.tag_ in TENSED:
            return False
        if word.lower_ == "with":
            return at == token.sent.start or word.nbor(-1).is_punct
    return False
