"""May speak: whether a noun is of people or bodies, who can say something."""

from __future__ import annotations

from spacy.tokens import Token

from workers.extract.lexicon import load

SPEAKERS = frozenset(
    {*load("sources")["unnamed"], *load("sources")["bodies"], *load("titles")["roles"]}
)


def may_speak(noun: Token) -> bool:
    return noun.lemma_.lower() in SPEAKERS
