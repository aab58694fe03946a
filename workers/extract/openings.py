"""Expressions that begin with one of many words, tried only where such a word stands.

An alternation of hundreds of names is else tried, name after name, at every word of a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Openings:
    """By the word it begins with, in small letters, the expression to try there."""

    expressions: Mapping[str, re.Pattern[str]]

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """What one expression of them all would find: from left to right, none overlapping."""
        end = 0
        for word in _WORD.finditer(text):
            tried = self.expressions.get(word[0].lower())
            if tried is None or word.start() < end:
                continue
            if found := tried.match(text, word.start()):
                end = found.end()
                yield found


def first_word(form: str) -> str:
    """The word that must stand where the form begins; what begins with a sign has none."""
    found = _WORD.match(form)
    return found[0].lower() if found else ""


def openings(forms: Iterable[str], expression: Callable[[list[str]], re.Pattern[str]]) -> Openings:
    """The forms, grouped by the word they begin with; `expression` makes one of a group, in the order given."""
    groups: dict[str, list[str]] = {}
    for form in forms:
        groups.setdefault(first_word(form), []).append(form)
    return Openings({word: expression(group) for word, group in groups.items()})
