"""Capitals that say nothing: of a headline, or of a text all in capitals.

The model was made from prose, where a capital marks a name; in "White House Denies It Threatened Families" it
takes "White House Denies" for one. Such sentences are parsed with the words as prose would have them. Characters
stay as they are: only the model sees the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from workers.extract.lexicon import load

_FEWEST = 4
"""Words of a sentence that can be judged."""
_SHORT = 4
"""Letters of a word that a headline may leave small."""
_NAMED = frozenset({"PERSON", "GPE", "NORP", "LOC", "ORG"})
_INFLECTED = re.compile(r"(?:s|ed|ing)$")
_OPEN = ("verb", "adj", "adv", "noun")


def as_prose(doc: Doc, language: Language) -> list[str] | None:
    """The words of the text as prose would write them, or `None` where nothing is to change.

    `doc` has its sentence starts. A word keeps its capital where the rest of the text gives it one, where it
    is no word of the language, or where it is a name to the model as it stands and no verb.
    """
    raised = [sentence for sentence in doc.sents if _is_raised(sentence)]
    if not raised:
        return None
    words = [token.text for token in doc]
    elsewhere = _elsewhere(doc, raised)
    for sentence in raised:
        seen = language(sentence.as_doc())
        for token, guess in zip(sentence, seen, strict=True):
            words[token.i] = _as_prose(token, guess, elsewhere, language, sentence)
    return words


def _is_raised(sentence: Span) -> bool:
    """Whether nearly every longer word has a capital, the first apart."""
    words = [token for token in sentence if token.is_alpha and len(token) >= _SHORT]
    if len(words) < _FEWEST:
        return False
    small = sum(token.text[0].islower() for token in words)
    return small <= len(words) // 8


def _elsewhere(doc: Doc, raised: list[Span]) -> dict[str, bool]:
    """For the words of the other sentences, not the first: whether they have a capital there."""
    skip = {token.i for sentence in raised for token in sentence}
    found: dict[str, bool] = {}
    for token in doc:
        if token.i not in skip and token.is_alpha and not token.is_sent_start:
            found[token.lower_] = found.get(token.lower_, True) and token.text[0].isupper()
    return found


def _as_prose(
    token: Token, guess: Token, elsewhere: dict[str, bool], language: Language, sentence: Span
) -> str:
    shouted = sentence.text.isupper()
    text, small = token.text, token.lower_
    if not token.is_alpha or small == "i":
        return text
    if not shouted and not text.istitle():  # "KFC", "iPhone", "of"
        return text
    name = small.capitalize() if shouted else text
    if token.is_sent_start:
        return name
    if small in elsewhere:
        return name if elsewhere[small] else small
    if small in _names():
        return name
    classes = _classes(small, language)
    if not classes and not token.is_stop:
        return text if shouted and len(text) < _SHORT else name
    if token.is_stop or "function" in classes:
        return small
    if guess.ent_type_ in _NAMED and not ("verb" in classes and _INFLECTED.search(small)):
        return name
    return small


@cache
def _names() -> frozenset[str]:
    """Words that are countries, peoples, months and days."""
    countries = load("countries").values()
    named = {
        name
        for row in countries
        for name in (row["name"], *row.get("names", ()), *row.get("people", ()))
    }
    named |= {f"{people}s" for row in countries for people in row.get("people", ())}
    return frozenset(word.lower() for name in named for word in name.split() if word[0].isupper())


@cache
def _classes(word: str, language: Language) -> frozenset[str]:
    """The classes of words of the dictionary that the model brings along (WordNet's) that a form belongs to."""
    tables = language.get_pipe("lemmatizer").lookups
    index, irregular, rules = (
        tables.get_table(f"lemma_{which}") for which in ("index", "exc", "rules")
    )
    return frozenset(
        kind
        for kind in _OPEN
        if word in irregular.get(kind, {})
        or any(stem in index[kind] for stem in (word, *_stems(word, rules.get(kind, []))))
    )


def _stems(word: str, rules: list[list[str]]) -> Iterator[str]:
    return (word.removesuffix(old) + new for old, new in rules if old and word.endswith(old))
