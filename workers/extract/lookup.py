"""Looking up: the text of a document, and the tokens of it that are one of some words, without making a token of each of
the others.

spaCy makes a `Token` anew each time that one is asked for, which is most of what a rule costs that looks at every word.
"""

from __future__ import annotations

from collections.abc import Set
from functools import cache

from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

_NONE: frozenset[str] = frozenset()
TEXT = "text"
"""Where a document keeps what it was made of."""


def text_of(doc: Doc) -> str:
    """`doc.text`, put together once: spaCy does it anew each time, which in a long text that is
    asked for at every sentence costs a hundred times the reading."""
    text = doc.user_data.get(TEXT)
    if text is None:
        text = doc.user_data[TEXT] = doc.text
    return str(text)


def of_lemma(doc: Doc, lemmas: frozenset[str], words: frozenset[str] = _NONE) -> list[Token]:
    """Those with one of these lemmas, however they are capitalised, or of these words in small letters; in order."""
    by_lemma, by_word = _in_any_case(lemmas), _ids(words)
    rows = doc.to_array(["LEMMA", "LOWER"]).tolist()
    return [doc[i] for i, (lemma, word) in enumerate(rows) if lemma in by_lemma or word in by_word]


def of_words(doc: Doc, words: frozenset[str]) -> list[Token]:
    """Those that are one of these words, in whatever letters."""
    return _having(doc, "LOWER", _ids(words))


def written(doc: Doc, forms: frozenset[str]) -> list[Token]:
    """Those that are written just so."""
    return _having(doc, "ORTH", _ids(forms))


def with_flag(doc: Doc, flag: str) -> list[Token]:
    """Those of which a flag of spaCy's holds: `IS_UPPER`, `LIKE_NUM`."""
    return [doc[i] for i, holds in enumerate(doc.to_array(flag).tolist()) if holds]


def without_flag(doc: Doc, flag: str) -> list[Token]:
    """The others."""
    return [doc[i] for i, holds in enumerate(doc.to_array(flag).tolist()) if not holds]


def _having(doc: Doc, attribute: str, ids: Set[int]) -> list[Token]:
    return [doc[i] for i, each in enumerate(doc.to_array(attribute).tolist()) if each in ids]


@cache
def _ids(words: frozenset[str]) -> frozenset[int]:
    return frozenset(map(get_string_id, words))


@cache
def _in_any_case(lemmas: frozenset[str]) -> frozenset[int]:
    forms = (form for word in lemmas for form in (word, word.capitalize(), word.upper()))
    return _ids(frozenset(forms))
