"""Insets: lists of the page's that a text without line ends runs into its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workers.extract.lexicon import load

_TAGS = re.compile(r"(?<=\S )Tags (?=[A-Z])")
_WORD = re.compile(r"\S+")
_INSET = load("layout")["inset"]
_OPENS = frozenset(_INSET["opens"])
_TELLS = frozenset(_INSET["tells"])
_JOINS = frozenset(_INSET["joins"])
_BODIES = frozenset(_INSET["bodies"])
_SHARE = "Twitter|Facebook|Print|Email|Tweet|Share|WhatsApp|font size|Views \\d+|Comments \\d+"
_SHARED = re.compile(rf"(?<=\S )(?:{_SHARE})(?: (?:{_SHARE})){{1,12}} (?=[A-Z])")
"""Buttons: "Twitter font size Activists said ..."."""
_PICTURES = re.compile(r"(?<=\S )(?:Slideshow|Gallery|Photos|Pictures) \(\d+ \w+\) (?=[A-Z])")
""" "... punishing thieves. Slideshow (2 Images) Another resident said ..."."""
_STARTS = re.compile(r"[.!?]\s+(?=[A-Z])")
_NEAR_TOP, _SAME, _LONGEST_LEAD = 400, 50, 500
"""Characters: from the top to a lead that is doubled, that both begin with, and of the longest."""
_LONGEST = 40
"""Words of a list of tags."""


def insets(text: str) -> Iterator[tuple[int, int]]:
    """Where lists of tags stand, buttons, and leads that are given twice.

    Of "... the mayor said. Tags Kadu Tamra raids At least three barns were burnt" the list ends where a sentence begins: with a full stop, a word that opens one ("A", "At", "Nine"), or the
    name or noun that the first verb is told of. Where none can be found nothing is cut.
    """
    found = [*_tag_lists(text), *_doubled(text), *(m.span() for m in _SHARED.finditer(text))]
    found += (m.span() for m in _PICTURES.finditer(text))
    last = 0
    for start, end in sorted(found):
        if start >= last:
            yield start, end
            last = end


def _tag_lists(text: str) -> Iterator[tuple[int, int]]:
    for found in _TAGS.finditer(text):
        end = _sentence_after(text, found.end())
        if end is not None:
            yield found.start(), end


def _doubled(text: str) -> Iterator[tuple[int, int]]:
    """A lead that stands as the headline's second line too: "Nine were killed in a raid on the town Nine were killed in a
    raid on the town. The raid ...". The first is cut."""
    starts = [0, *(m.end() for m in _STARTS.finditer(text, 0, _NEAR_TOP))]
    for start in starts:
        again = text.find(text[start : start + _SAME], start + _SAME, start + _LONGEST_LEAD)
        lead = text[start:again].rstrip()
        if again > 0 and lead and lead[-1] not in ".!?" and text.startswith(lead, again):
            yield start, again
            return


def _sentence_after(text: str, start: int) -> int | None:
    words = [m for _, m in zip(range(_LONGEST), _WORD.finditer(text, start), strict=False)]
    for at, word in enumerate(words[:-1]):
        if word[0].endswith("."):
            return words[at + 1].start()
        if at and word[0] in _OPENS:
            return word.start()
        if _tells(word[0], words[at + 1][0]):
            return _told_of(words[:at])
    return None


def _tells(word: str, following: str) -> bool:
    """ "Were", "launched", "in a town"; not the "for" and "on" of names among the tags."""
    if word in _TELLS or re.fullmatch(r"[a-z]{3,}ed", word):
        return True
    return word in _JOINS and following[0].islower()


def _told_of(before: list[re.Match[str]]) -> int | None:
    """Where "Syrian rebels" or "Free Syrian Army" begins, of which the verb behind it tells."""
    at = next((i for i in reversed(range(len(before))) if before[i][0][0].isupper()), None)
    if at is None:
        return None
    least = max(0, at - 2) if before[at][0] in _BODIES else at
    while at > least and before[at - 1][0][0].isupper():
        at -= 1
    return before[at].start()
