"""Capitals that say nothing: of a headline, or of a text all in capitals.

The model was made from prose, where a capital marks a name; in "Home Office Denies It Misled Farmers" it
takes "Home Office Denies" for one. Such sentences are parsed with the words as prose would have them. Characters
stay as they are: only the model sees the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from workers.extract.lexicon import load
from workers.extract.lookup import with_flag

_FEWEST = 4
"""Longer words of a sentence that can be judged."""
_SHORT = 4
"""Letters of a word that a headline may leave small, or that is an acronym."""
_SMALL = 8
"""Of so many longer words one may be small."""
_STRESSED = 3
"""Letters of a word that is stressed."""
_SAID = frozenset(
    form for verb in load("cues")["stances"] for form in (f"{verb}s", f"{verb[:-1]}ies")
) | {"not", "never", "says"}
_NAMED = frozenset({"PERSON", "GPE", "NORP", "LOC", "ORG"})
_INFLECTED = re.compile(r"(?:s|ed|ing)$")
_OPEN = ("verb", "adj", "adv", "noun")


def as_prose(doc: Doc, language: Language) -> list[str] | None:
    """The words of the text as prose would write them, or `None` where nothing is to change.

    `doc` has its sentence starts. A word keeps its capital where the rest of the text gives it one, where it
    is no word of the language, or where it is a name to the model as it stands and no verb.
    """
    raised = [sentence for sentence in doc.sents if _is_raised(sentence)]
    stressed = [t for t in with_flag(doc, "IS_UPPER") if _is_stressed(t, language)]
    if not raised and not stressed:
        return None
    words = [token.text for token in doc]
    for token in stressed:
        words[token.i] = token.lower_
    elsewhere = _elsewhere(doc, raised)
    recognizer: Any = language.get_pipe("ner")
    for sentence in raised:
        names = _names_in(sentence.text.lower())
        heading = _Heading(sentence.text.isupper(), elsewhere, names, language)
        seen = recognizer(sentence.as_doc())
        for token, guess in zip(sentence, seen, strict=True):
            words[token.i] = heading.as_prose(token, guess)
    return words


def _is_raised(sentence: Span) -> bool:
    """Whether nearly every longer word has a capital."""
    words = small = 0
    for token in sentence:
        if token.is_alpha and len(token) >= _SHORT:
            words += 1
            small += token.text[0].islower()
            if small > len(sentence) // _SMALL:
                return False  # as prose soon has it; the rest need not be seen
    return words >= _FEWEST and small <= words // _SMALL


def _is_stressed(token: Token, language: Language) -> bool:
    """ "Cabinet DENIES claim that town fell": a verb's ending in capitals, beside words that are not. "AIDS" is a name."""
    text = token.text
    if len(text) < _STRESSED or not text.isalpha():
        return False
    said = token.lower_ in _SAID
    if not said and not (
        text.endswith(("ED", "ING")) and "verb" in classes_of(token.lower_, language)
    ):
        return False
    beside = token.doc[max(token.i - 2, 0) : token.i + 3]
    return any(t.is_alpha and not t.is_upper for t in beside)


def _elsewhere(doc: Doc, raised: list[Span]) -> dict[str, bool]:
    """For the words of the other sentences, not the first: whether they have a capital there."""
    skip = {token.i for sentence in raised for token in sentence}
    found: dict[str, bool] = {}
    for token in doc:
        if token.i not in skip and token.is_alpha and not token.is_sent_start:
            found[token.lower_] = found.get(token.lower_, True) and token.text[0].isupper()
    return found


@dataclass(frozen=True, slots=True)
class _Heading:
    """A sentence of capitals, with what is known of its words."""

    shouted: bool
    elsewhere: Mapping[str, bool]
    names: frozenset[str]
    language: Language

    def as_prose(self, token: Token, guess: Token) -> str:
        """The word as prose has it; `guess` is the model's view of it as it stands."""
        text, small = token.text, token.lower_
        plain = self.shouted or text.istitle()  # not "KFC", "iPhone", "of"
        if not token.is_alpha or small == "i" or not plain:
            return text
        name = small.capitalize() if self.shouted else text
        if token.is_sent_start:
            return name
        known = self._is_known(small)
        if known is None:
            classes = classes_of(small, self.language)
            if not classes and not token.is_stop:
                return text if self.shouted and len(text) < _SHORT else name
            known = not token.is_stop and self._looks_named(guess, classes)
        return name if known else small

    def _is_known(self, word: str) -> bool | None:
        """Whether it is a name, by the rest of the text or by our lists; `None` where neither knows."""
        if word in self.elsewhere:
            return self.elsewhere[word]
        return True if word in self.names else None

    def _looks_named(self, guess: Token, classes: Iterable[str]) -> bool:
        """Whether the model takes a word of the dictionary for a name, and nothing speaks against it: it takes
        "Gebre Arrested", "Aleppo Hospital Siege" and "Car Bomb" for names as well."""
        if guess.ent_type_ not in _NAMED or ("verb" in classes and _INFLECTED.search(guess.lower_)):
            return False
        whole = next(e for e in guess.doc.ents if e.start <= guess.i < e.end)
        plain = all(classes_of(t.lower_, self.language) for t in whole)
        return len(whole) == 1 or (len(whole) == 2 and not plain)


def _names_in(text: str) -> frozenset[str]:
    """The words of the countries, peoples and bodies that a sentence in small letters names."""
    named = (name for name in _names() if name in text)
    return frozenset(word for name in named for word in name.split())


@cache
def _names() -> frozenset[str]:
    countries = load("countries").values()
    named = {
        name
        for row in countries
        for name in (row["name"], *row.get("names", ()), *row.get("people", ()))
    }
    named |= {f"{people}s" for row in countries for people in row.get("people", ())}
    for body in load("organisations")["organisations"]:
        named |= {form for form in (body["name"], *body["also"]) if " " in form}
    return frozenset(name.lower().removeprefix("the ") for name in named)


@cache
def classes_of(word: str, language: Language) -> frozenset[str]:
    """The classes of words that a form belongs to, by the dictionary that the model brings along (WordNet's)."""
    lemmatizer: Any = language.get_pipe("lemmatizer")
    index, irregular, rules = (
        lemmatizer.lookups.get_table(f"lemma_{which}") for which in ("index", "exc", "rules")
    )
    return frozenset(
        kind
        for kind in _OPEN
        if word in irregular.get(kind, {})
        or any(stem in index[kind] for stem in (word, *_stems(word, rules.get(kind, []))))
    )


def _stems(word: str, rules: list[list[str]]) -> Iterator[str]:
    return (word.removesuffix(old) + new for old, new in rules if old and word.endswith(old))
