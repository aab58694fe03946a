"""Modifiers: the words beside a noun that say what sort of thing it is."""

from __future__ import annotations

from spacy.tokens import Token

_NEAR = frozenset({"compound", "amod", "nmod", "prep", "poss"})
_WHERE = frozenset({"on", "against", "at", "in", "near", "outside", "to"})


def modifiers(noun: Token) -> list[Token]:
    """Its own, its prepositions with their nouns, and what modifies those: "attack with chemical weapons". Of "an attack on a
    gas plant" not the gas, which says of what sort the plant is."""
    around = [c for c in noun.children if c.dep_ in _NEAR]
    behind = {c: [*c.children] for c in around if c.dep_ == "prep"}
    where = {t.i for c, nouns in behind.items() if c.lower_ in _WHERE for t in nouns}
    around += [t for nouns in behind.values() for t in nouns]
    return around + [
        g for c in around if c.i not in where for g in c.children if g.dep_ in {"compound", "amod"}
    ]
