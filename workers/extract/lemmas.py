"""What the model's rules make the lemma of a word, looked up.

They go by the word, its part of speech and its morphology. spaCy keeps what it has found of a form that is inflected, and asks
its rules anew at each that is not, which most words are.
"""

from __future__ import annotations

from functools import cache
from typing import cast

from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc

LEMMATIZER = "lemmatizer"
"""Its name among the components of a model."""
_ASKED: list[int | str] = ["ORTH", "POS", "MORPH"]
_MOST = 500_000
"""Words that are remembered: a few times what a newspaper of a year has."""


class Lemmas:
    """A model's lemmatizer, to the same effect."""

    def __init__(self, language: Language) -> None:
        self._lemmatizer = cast("Lemmatizer", language.get_pipe(LEMMATIZER))
        self._strings = language.vocab.strings
        self._known: dict[tuple[int, ...], int] = {}

    def __call__(self, doc: Doc) -> Doc:
        if len(self._known) > _MOST:
            self._known.clear()
        for token, row in zip(doc, map(tuple, doc.to_array(_ASKED).tolist()), strict=True):
            if token.lemma == 0:
                if row not in self._known:
                    self._known[row] = self._strings.add(self._lemmatizer.lemmatize(token)[0])
                token.lemma = self._known[row]
        return doc


@cache
def lemmas(language: Language) -> Lemmas:
    """That of a model, made once a process."""
    return Lemmas(language)
