"""The dead who are given back: "Russia handed over the bodies of 1,200 soldiers" tells of men who died before, and is no toll."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from workers.extract.governors import phrase_head
from workers.extract.lexicon import load

_LIST = load("measures")["given_back"]
_VERBS = {tuple(verb.split()) for verb in _LIST["verbs"]}
_NOUNS = frozenset(_LIST["nouns"])
_BODIES = frozenset(_LIST["bodies"])


def is_given_back(head: Token) -> bool:
    """Whether those counted are bodies, or the dead whose bodies they are, that change hands. Found, recovered or brought to a
    hospital they are a toll."""
    top = _body(head)
    if top is None:
        return False
    above = phrase_head(top).head
    above = above.head if above.lower_ == "of" else above
    if above.pos_ == "NOUN":
        return above.lemma_.lower() in _NOUNS
    if above.lemma_ == "receive":  # Kyiv has them back; a hospital has them from the street
        return any(c.dep_ == "nsubj" and c.ent_type_ == "GPE" for c in above.children)
    said, with_it = above.lemma_.lower(), set(_particles(above))
    return any(verb[0] == said and set(verb[1:]) <= with_it for verb in _VERBS)


def _body(head: Token) -> Token | None:
    """The "bodies" of "40 bodies" and of "the bodies of 40 soldiers"."""
    if head.lemma_.lower() in _BODIES:
        return head
    top = phrase_head(head)
    of = top.head.lower_ == "of" and top.dep_ == "pobj"
    return top.head.head if of and top.head.head.lemma_.lower() in _BODIES else None


def _particles(verb: Token) -> Iterator[str]:
    return (c.lower_ for c in verb.children if c.dep_ in {"prt", "advmod"})
