"""What the model's rules make of single words ("a VBZ is a verb"), looked up.

They run behind the parser and set parts of speech. spaCy tries each of them at every word, a tenth of its
time; yet what most of them ask of a word is told by a few attributes, and these by a few values.
"""

from __future__ import annotations

from functools import cache
from typing import cast

import numpy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc, Span

RULER = "attribute_ruler"
"""Its name among the components of a model."""
_BY_VALUE = frozenset({"IN", "NOT_IN"})
_NO_VALUE = numpy.uint64(2**64 - 1)
"""Stands for all the values that no rule names: to the rules they are one."""

Asked = str | bool | dict[str, list[str]]
"""Of an attribute: the value, or of which values it is to be one, or none."""
Word = dict[str, Asked]
Match = tuple[int, int, int, int]
"""A rule's number and name, and where the words begin and end that it is of."""


class Ruling:
    """A model's attribute ruler, to the same effect."""

    def __init__(self, language: Language) -> None:
        self._ruler = cast("AttributeRuler", language.get_pipe(RULER))
        self._strings = language.vocab.strings
        self._single, self._others = Matcher(language.vocab), Matcher(language.vocab)
        words: list[Word] = []
        for number, rule in enumerate(self._ruler.patterns):
            for pattern in cast("list[list[Word]]", rule["patterns"]):
                plain = _is_plain(pattern)
                words += pattern if plain else ()
                (self._single if plain else self._others).add(str(number), [pattern])
        self._attributes: list[int | str] = sorted({name for word in words for name in word})
        values = {value for word in words for asked in word.values() for value in _values(asked)}
        named = {v if isinstance(v, bool) else self._strings[v] for v in values}
        self._named = numpy.array(sorted(named), dtype="uint64")
        self._known: dict[tuple[int, ...], list[Match]] = {}

    def __call__(self, doc: Doc) -> Doc:
        matches = [*self._of_words(doc), *self._matches(self._others, doc)]
        self._ruler.set_annotations(doc, sorted(matches))  # type: ignore[no-untyped-call]  # spaCy
        return doc

    def _of_words(self, doc: Doc) -> list[Match]:
        """What the rules on one word find; asked anew only where a word's values are together for the first time."""
        asked = doc.to_array(self._attributes).reshape(len(doc), len(self._attributes))
        rows = numpy.where(numpy.isin(asked, self._named), asked, _NO_VALUE).tolist()
        found: list[Match] = []
        for at, row in enumerate(map(tuple, rows)):
            if row not in self._known:
                self._known[row] = self._matches(self._single, doc[at : at + 1])
            found += [(number, name, at, at + 1) for number, name, _, _ in self._known[row]]
        return found

    def _matches(self, matcher: Matcher, words: Doc | Span) -> list[Match]:
        matches = matcher(words, allow_missing=True, as_spans=False)
        return [(int(self._strings[name]), name, start, end) for name, start, end in matches]


def _is_plain(pattern: list[Word]) -> bool:
    """Whether a rule asks of one word only, and only whether an attribute has a value or one of some."""
    asked = [each for word in pattern for each in word.values()]
    return len(pattern) == 1 and all(
        not isinstance(each, dict) or each.keys() <= _BY_VALUE for each in asked
    )


def _values(asked: Asked) -> list[str | bool]:
    if isinstance(asked, dict):
        return [value for values in asked.values() for value in values]
    return [asked]


@cache
def ruling(language: Language) -> Ruling:
    """That of a model, made once a process."""
    return Ruling(language)
