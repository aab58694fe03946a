"""Definitions: "The authorities use the word to imply that the men surrendered or were killed" tells of a word, and of nobody."""

from __future__ import annotations

from spacy.tokens import Token

_WORDS = frozenset({"word", "term", "phrase", "expression"})


def explains_word(verb: Token) -> bool:
    """Whether the verb is a use of a word, what it means hanging on it."""
    if verb.lemma_ != "use" or not any(c.dep_ in {"xcomp", "advcl"} for c in verb.children):
        return False
    return any(c.dep_ == "dobj" and c.lemma_ in _WORDS for c in verb.children)
