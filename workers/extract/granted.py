"""What a negated clause takes for granted: "There was no warning before the strike" says nothing against the strike.

A presupposition survives negation (Karttunen 1973, "Presuppositions of compound sentences"): what is told in a clause of
time, of something definite in a relative clause, or as what somebody outlived or did not claim, has happened all the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from workers.extract.clauses import is_predicate
from workers.extract.lexicon import load
from workers.extract.polarity import is_negated

_BESIDE = frozenset(load("negation")["beside"])
_OUTLIVED = frozenset(load("negation")["outlived"])
_CLAUSES = frozenset({"advcl", "relcl", "acl"})
_OBJECTS = frozenset({"pobj", "pcomp"})


def negated(head: Token) -> Token | None:
    """The verb of the clause that is, if one is: of "has yet to claim it" the claiming."""
    verbs = (head, *(c for c in head.children if c.dep_ == "xcomp"))
    return next((v for v in verbs if is_predicate(v) and is_negated(v)), None)


def all_granted(told: Sequence[Token], denied: Token) -> bool:
    """Whether a negated verb leaves all that these words name as it is; not where there are none."""
    return bool(told) and all(_is_granted(token, denied) for token in told)


def _is_granted(token: Token, head: Token) -> bool:
    if token.i == head.i:  # "has not claimed responsibility"
        return head.lemma_.lower() in _OUTLIVED
    below = token
    while below.i not in {head.i, below.head.i}:
        if below.dep_ in _CLAUSES or (below.dep_ in _OBJECTS and below.head.lower_ in _BESIDE):
            return True
        if below.dep_ == "dobj" and below.head.i == head.i and head.lemma_.lower() in _OUTLIVED:
            return True
        below = below.head
    return False
