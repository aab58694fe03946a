"""Cleaning: the text as read, each character with its place in the text as submitted."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise
from typing import Any

from workers.extract.lexicon import load
from workers.extract.marks import View
from workers.extract.openings import Openings, openings
from workers.extract.tags import drop_tags

_WORDS = load("view")
_MISREAD: dict[str, str] = _WORDS["misread"]
_ARTICLES = frozenset({"al", "el", "an", "as", "ash", "ad", "ar", "az"})
_UNFINISHED = frozenset(_WORDS["unfinished"])
_SUSPENDED = frozenset(_WORDS["suspended"])

_NEWLINES = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_UNPLAIN = re.compile(r"[^\n -~]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,10});")
_TYPED_QUOTES = re.compile(r"``|(?<!')''(?!')|(?<!\")\"\"(?!\")")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-( +|\n)(?=([^\W\d_]+))")
_WORD_BEFORE = re.compile(r"[^\W\d_]+$")
_OPENING_GAP = re.compile(r"(?:^|(?<=[\s(\[—–]))[‘“«] +(?=\S)")
_CLOSING_GAP = re.compile(r"(?<=\S) +([’”»])(?=[\s.,;:!?)\]]|$)")
_STRAIGHT = re.compile(
    r"""(?:^|(?<=[\s(\[—–]))"( *)[^"\n]*?( *)"(?=[\s.,;:!?)\]]|$)""", re.MULTILINE
)
_SPACES_AT_BREAK = re.compile(r" *\n *")
_BREAKS = re.compile(r"\n{3,}")
_SPACES = re.compile(r" {2,}")
_FOOTNOTES = re.compile(r"(?<=[\w.,;:!?)”\"’])(?:\[(?:\d{1,3}|[a-z]|note \d+|citation needed)\])+")
""" "He died in May.[3][4]": an encyclopaedia's, and no number of anything."""
_POINTS = re.compile(r"\bincl\.(?= )")
""" "38 killed, incl. 11 children": no sentence ends there."""
_EDGES = re.compile(r"\A\s+|\s+\Z")
_APOSTROPHE = re.compile(r"[^\W\d_]['’]s\b")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")

Edit = tuple[int, str]
"""What becomes of one character: its place, and the character for it, or none."""


def clean(text: str) -> View:
    """The text as it is read: one kind of line end and space, whole words, nothing invisible.

    Each character of the view stands for one character of the original, in the same order:
    characters are dropped or exchanged one for one, never added. Typographic quotation marks
    stay. A blank line parts paragraphs; a line break that a page set within a sentence is a space.
    """
    view = View(text, tuple(range(len(text))), text)
    for find_edits in _PASSES:
        view = _edited(view, find_edits(view.text))
    return view


def _edited(view: View, edits: Iterable[Edit]) -> View:
    changed = dict(edits)
    if not changed:
        return view
    text: list[str] = []
    origins: list[int] = []
    begun = 0
    for at, char in sorted(changed.items()):
        text += view.text[begun:at], char
        origins += view.origins[begun : at + len(char)]
        begun = at + 1
    kept = (*origins, *view.origins[begun:])
    return View("".join([*text, view.text[begun:]]), kept, view.original)


def _characters(text: str) -> Iterable[Edit]:
    """Line ends, spaces, and what cannot be seen: marks of direction, soft hyphens, controls."""
    for found in _UNPLAIN.finditer(text):
        at, char = found.start(), found[0]
        if char in _NEWLINES:
            yield at, "" if char == "\r" and text[at + 1 : at + 2] == "\n" else "\n"
        elif char == "\t" or unicodedata.category(char) == "Zs":
            yield at, " "
        elif char == "\u00ad" and text[at + 1 : at + 2] in {"\n", "\r"}:
            yield at, "-"
        elif unicodedata.category(char) in {"Cf", "Cc"}:
            yield at, ""
        elif unicodedata.category(char) == "Cs":
            yield at, "\ufffd"


def _misread(text: str) -> Iterable[Edit]:
    for wrong, right in _MISREAD.items():
        for found in re.finditer(re.escape(wrong), text):
            yield from _become(found, right)


def _entities(text: str) -> Iterable[Edit]:
    """`&amp;` and its like, where they name one character that can be printed."""
    for found in _ENTITY.finditer(text):
        meant = html.unescape(found[0]).replace("\xa0", " ")
        if len(meant) == 1 and meant.isprintable():
            yield from _become(found, meant)


def _typed_quotes(text: str) -> Iterable[Edit]:
    for found in _TYPED_QUOTES.finditer(text):
        yield from _become(found, '"')


def _become(found: re.Match[str], char: str) -> Iterable[Edit]:
    yield found.start(), char
    yield from _drop(found.start() + 1, found.end())


def _drop(start: int, end: int) -> Iterable[Edit]:
    return ((at, "") for at in range(start, end))


def _dropping(pattern: re.Pattern[str], keep: int) -> Callable[[str], Iterable[Edit]]:
    """Drop what the pattern finds but for its first `keep` characters."""

    def find(text: str) -> Iterable[Edit]:
        for found in pattern.finditer(text):
            yield from _drop(found.start() + keep, found.end())

    return find


def _space_around_breaks(text: str) -> Iterable[Edit]:
    for found in _SPACES_AT_BREAK.finditer(text):
        for at in range(found.start(), found.end()):
            if text[at] == " ":
                yield at, ""


def _broken_words(text: str) -> Iterable[Edit]:
    """ "stand- off" is "stand-off"; "evacu-" at a line's end loses its hyphen as well, unless
    the text elsewhere writes the word with it."""
    lowered = text.lower()
    for found in _BROKEN_WORD.finditer(text):
        after = found[2]
        before = _WORD_BEFORE.search(text, max(0, found.start() - 40), found.start())
        article = before is not None and before[0].lower() in _ARTICLES  # "Ibrahim al- Jaafari"
        if before is None or after in _SUSPENDED or not (after[0].islower() or article):
            continue
        over_lines = found[1] == "\n"
        hyphened = f"{before[0]}-{after}".lower() in lowered
        yield from _drop(found.start() + (0 if over_lines and not hyphened else 1), found.end())


def _lost_apostrophes(text: str) -> Iterable[Edit]:
    """ "ISs statement", "Russias defence ministry", in a text that has lost its apostrophes: the s goes too, and the
    name stands as everybody knows it."""
    if not _APOSTROPHE.search(text):
        for found in _owners().finditer(text):
            yield found.end() - 1, ""


@cache
def _owners() -> Openings:
    """A country or a body known by an acronym or one word, as whoever has what is named next."""
    countries = load("countries").values()
    named = {name for row in countries for name in (row["name"], *row.get("names", ()))}
    bodies = load("organisations")["organisations"]
    named |= {form for row in bodies for form in (row["name"], *row["also"]) if " " not in form}
    named |= {form.upper() for form in named}  # "DAESHs"
    named -= {form for form in named if f"{form}s" in named}  # many a Houthi
    owners = (f"{each.removeprefix('the ')}s" for each in sorted(named))
    return openings(owners, _owning)


def _owning(owners: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, owners))})(?= [^\W\d_])")


def _quote_gaps(text: str) -> Iterable[Edit]:
    """The space in "the ‘ most hardened’ fighters". A closing mark must have been opened before
    it in its line: "the rebels ’ men" otherwise loses a space and nothing is gained."""
    for found in _OPENING_GAP.finditer(text):
        yield from _drop(found.start() + 1, found.end())
    for found in _STRAIGHT.finditer(text):
        yield from _drop(*found.span(1))
        yield from _drop(*found.span(2))
    pairs = {"’": "‘", "”": "“", "»": "«"}
    for found in _CLOSING_GAP.finditer(text):
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        if line.rfind(pairs[found[1]]) > line.rfind(found[1]):
            yield from _drop(found.start(), found.end() - 1)


def _soft_breaks(text: str) -> Iterable[Edit]:
    """Line breaks that a page set within a sentence become spaces."""
    at = 0
    for paragraph in text.split("\n\n"):
        lines = paragraph.split("\n")
        wrapped = _is_wrapped(lines)
        for line, following in pairwise(lines):
            at += len(line)
            if _goes_on(line, following, wrapped):
                yield at, " "
            at += 1
        at += len(lines[-1]) + 2


def _is_wrapped(lines: list[str]) -> bool:
    """Whether a paragraph was cut into lines of one width. A list of headlines is not: none of
    its lines begins with a small letter, and one in prose soon does."""
    full = lines[:-1]
    if len(full) < 2 or not all(40 <= len(line) <= 130 for line in full):
        return False
    ended = sum(bool(_SENTENCE_END.search(line)) for line in full)
    return ended * 2 < len(full) and any(line[:1].islower() for line in lines[1:])


def _goes_on(line: str, following: str, wrapped: bool) -> bool:
    if not line or not following or wrapped:
        return bool(line and following)
    if _SENTENCE_END.search(line):
        return False
    last = line.rsplit(" ", 1)[-1].lower()
    return following[0].islower() or last in _UNFINISHED


_PASSES: tuple[Callable[[str], Any], ...] = (
    _misread,
    drop_tags,  # before the entities: "&lt;p&gt;" was written to be read
    _entities,
    _characters,
    _typed_quotes,
    _dropping(_FOOTNOTES, 0),
    _dropping(_POINTS, 4),
    _space_around_breaks,
    _dropping(_BREAKS, 2),
    _broken_words,
    _soft_breaks,
    _dropping(_SPACES, 1),
    _quote_gaps,
    _lost_apostrophes,
    _dropping(_EDGES, 0),
)
