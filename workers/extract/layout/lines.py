"""Lines of a text and what each looks like by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workers.extract.days import FULL_DAY
from workers.extract.lexicon import load
from workers.extract.marks import BlockKind

_WORDS = load("layout")


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_FURNITURE = _any(_WORDS["furniture"])
_LISTS = _any(_WORDS["lists"])
_NOTES = _any(_WORDS["notes"])
_NOTE_AHEAD = re.compile(r"(?:\([^()]{1,300}\)|[^.!?]{1,300}[.!?])\s+(?=\S)")
_NOTE_WORDS = 60
"""Words of a note at most, where more stands behind it on its line."""
_WITHDRAWALS = _any(_WORDS["withdrawals"])
_RIGHTING = _any(_WORDS["righting"])
_BYLINES = _any(_WORDS["bylines"])
_CAPTIONS = _any(_WORDS["captions"])
_TAILS = re.compile("|".join(_WORDS["tails"]))
_RELEASES = re.compile(rf"\b(?:{'|'.join(_WORDS['releases'])})\b", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d|\b(?:am|pm|gmt|utc|at)\b", re.IGNORECASE)

_CROSSHEAD = re.compile(r"[-–—] ?[^\W\d_‘“\"'][^\d]*[^.!?\d] ?[-–—]$")
""" "- Air raids kill thousands -": what an agency sets between paragraphs, and says again in the next."""
_CROSSHEAD_WORDS = 9

_STOP = re.compile(r"[.!?…]['\"”’»)\]]*$")
_PROSE_WORDS = 25
"""A line longer than this is a paragraph even without a stop: some pages lose theirs."""


_INTRODUCES = re.compile(rf"\w\W+(?:{'|'.join(_WORDS['introducing'])})\W*:$", re.IGNORECASE)
""" "Minister Berg said:": short, but what follows is hers."""


@dataclass(frozen=True, slots=True)
class Line:
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def words(self) -> int:
        return len(self.text.split())


def split_lines(text: str) -> list[Line]:
    """The lines that have something on them; a note that runs on into a whole report is a line of its own."""
    lines = (Line(found.start(), found[0]) for found in re.finditer(r"[^\n]+", text))
    return [part for line in lines for part in _parted(line)]


def _parted(line: Line) -> list[Line]:
    """ "(Corrects the number of the dead) 25 August 2016 Nine people were killed ...": where a page lost its line ends the
    note must not take the report with it."""
    note = _NOTE_AHEAD.match(line.text) if line.words > _NOTE_WORDS else None
    if note is None or not _NOTES.search(line.text):
        return [line]
    return [
        Line(line.start, note[0].rstrip()),
        Line(line.start + note.end(), line.text[note.end() :]),
    ]


def look(line: Line) -> BlockKind | None:
    """What a line is by its own words; none when its neighbours decide."""
    text, words = line.text, line.words
    thanks = words <= 14 or text[0] == "("
    signs = (
        (BlockKind.FURNITURE, not any(char.isalnum() for char in text)),
        (BlockKind.FURNITURE, words <= _PROSE_WORDS and _FURNITURE.search(text)),
        (BlockKind.FURNITURE, words <= _CROSSHEAD_WORDS and _CROSSHEAD.match(text)),
        (BlockKind.NOTE, _NOTES.search(text)),
        (BlockKind.BYLINE, words <= _PROSE_WORDS and thanks and _BYLINES.search(text)),
        (BlockKind.CAPTION, words <= 60 and _CAPTIONS.search(text)),
        (BlockKind.FURNITURE, is_day_line(line)),
    )
    return next((kind for kind, sign in signs if sign), None)


def is_prose(line: Line) -> bool:
    """Whether a line is a paragraph: it ends as a sentence does, or is too long for a title."""
    if _STOP.search(line.text) or line.words > _PROSE_WORDS or _INTRODUCES.search(line.text):
        return True
    return line.words > 4 and line.text.endswith((":", ",", ";"))


def is_day_line(line: Line) -> bool:
    """A short line around a day: "Statement, 4 March 2019", "Published Tue 5 July 2016 at 10:15"."""
    if line.words > 14 or _STOP.search(line.text):
        return False
    found = FULL_DAY.search(line.text)
    if found is None:
        return False
    left = line.text[: found.start()] + "," + line.text[found.end() :]
    left = _CLOCK.sub(" ", _RELEASES.sub(" ", _OF_PAGE.sub(" ", left)))
    return len(re.findall(_WORD, left)) <= 4 or _is_names(left)


_OF_PAGE = re.compile(r"[(\[][^()\[\]]{0,60}[)\]]")
""" "(translated from the Arabic)"."""
_WORD = r"[^\W\d_]{2,}"
_PARTED = re.compile(r"\s[-–—|·]\s|[/,|]")


def _is_names(text: str) -> bool:
    """Short names with a sign between them: "Desert Post - Kutum/Mellit, "."""
    parts = [re.findall(_WORD, part) for part in _PARTED.split(text)]
    return all(len(words) <= 3 and all(w[0].isupper() for w in words) for words in parts)


def is_release_line(line: Line) -> bool:
    """Whether a line of the masthead calls the text a body's own paper."""
    return line.words <= 14 and not _STOP.search(line.text) and bool(_RELEASES.search(line.text))


def opens_list(line: Line) -> bool:
    return bool(_LISTS.search(line.text))


def takes_back(line: Line) -> bool:
    """Whether a note withdraws the report: "(Corrects the number of people killed ...)" does not."""
    return bool(_WITHDRAWALS.search(line.text)) and not _RIGHTING.search(line.text)


def tail_at(text: str, start: int = 0) -> int:
    """Where the page's own words begin behind the last sentence of a line; its length if nowhere.

    A tail begins after a sentence's end or at least past the middle: "Read Also" inside a
    quotation at the top is somebody's words.
    """
    for found in _TAILS.finditer(text, start):
        before = text[: found.start()].rstrip()
        if found.start() > len(text) // 2 or _STOP.search(before):
            return found.start()
    return len(text)


def key(text: str) -> str:
    """A text by its letters and digits alone, for comparing."""
    return "".join(re.findall(r"[^\W_]+", text.lower()))
