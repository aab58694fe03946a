"""Genders: whether "he" or "she" can be meant, by the word for what somebody is."""

from __future__ import annotations

from workers.extract.lexicon import load

_WORDS = {word: of for of, words in load("sources")["genders"].items() for word in words}
_OF_PRONOUNS = {"him": "he", "himself": "he", "her": "she", "herself": "she"}


def gender_of(noun: str) -> str | None:
    """ "He" for a spokesman or a father, "she" for a chairwoman; a nurse may be either."""
    word = noun.lower()
    if word.endswith("woman"):
        return "she"
    of = _WORDS.get(word)
    return "he" if of is None and word.endswith(("sman", "rman", "eman", "tman", "dman")) else of


def gender_of_pronoun(word: str) -> str:
    return _OF_PRONOUNS.get(word, word)


def could_be_called(noun: str | None, pronoun: str) -> bool:
    """Whether nothing speaks against it."""
    of = gender_of(noun.split()[-1]) if noun else None
    return of is None or gender_of_pronoun(pronoun) == of
