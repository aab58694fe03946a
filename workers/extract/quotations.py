"""Quotations: the stretches of a text that stand in quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from workers.extract.lexicon import load
from workers.extract.lookup import text_of
from workers.extract.marks import Block, BlockKind, Layout, Quotation

_WORDS = load("quotations")
_APOSTROPHE_WORDS = frozenset(_WORDS["apostrophe_words"])
_REPORTING = frozenset(_WORDS["reporting"])

_READ = frozenset({BlockKind.BODY, BlockKind.HEADLINE, BlockKind.CAPTION, BlockKind.PULL_QUOTE})
_SIDES = {"“": "”", "„": "”", "”": "”", "«": "»", "»": "»", '"': '"', "‘": "’", "’": "’", "'": "'"}
"""For each mark the one that closes it, whichever side it was typed on."""
_MARKS = re.compile("[" + "".join(_SIDES) + "]")
_BEFORE_OPENING = re.compile(r"[\s(\[{—–/“‘\"'«-]")
_SAID_BY = re.compile(r"(?<=[a-z,]) (?:said|says|added|adds) (?=[A-Z][a-z])")
_WHO_SAYS = re.compile(
    r"(?:(?:[A-Z][\w.’'-]* ){1,4}|(?:he|she|they|it) )(?:said|says|added|adds|told)\b"
)
_CALLED = frozenset(_WORDS["called"])
_NAME_WORDS = 8
_SCARE_WORDS = 5
_LONG = 600
"""An unclosed quotation longer than this, in characters, lost its mark: nobody's paragraph is all
of a page that has none."""


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    char: str
    opens: bool
    closes: bool


def find_quotations(doc: Doc, layout: Layout) -> tuple[Quotation, ...]:
    """The quotations of the read blocks in order, outermost only, without their marks.

    A quotation over several paragraphs is one each, tied by `continues`: every paragraph opens
    with a mark and only the last closes. One that is never closed ends with its paragraph, or with
    its sentence where another opens before. Apostrophes are no marks.
    """
    found: list[Quotation] = []
    carried: int | None = None
    for block in layout.blocks:
        if block.kind not in _READ:
            continue
        inside = _in_block(doc, block)
        if (
            inside
            and carried is not None
            and _goes_on(text_of(doc), block, found[carried], inside[0])
        ):
            inside[0] = replace(inside[0], continues=carried, scare=False)
        found.extend(inside)
        if block.kind is BlockKind.BODY:
            open_end = inside and not inside[-1].closed and inside[-1].end == block.end
            carried = len(found) - 1 if open_end else None
    return tuple(found)


def _goes_on(text: str, block: Block, before: Quotation, first: Quotation) -> bool:
    """Whether a paragraph's first quotation opens the paragraph, with the mark of the one before."""
    if block.kind is not BlockKind.BODY or first.start - 1 != block.start:
        return False
    return _SIDES[text[before.start - 1]] == _SIDES[text[first.start - 1]]


def _in_block(doc: Doc, block: Block) -> list[Quotation]:
    text = text_of(doc)[block.start : block.end]
    marks = [_mark(text, found) for found in _MARKS.finditer(text)]
    found: list[Quotation] = []
    opened: _Mark | None = None
    for at, mark in enumerate(marks):
        if opened is None:
            if mark.opens and _is_opening(text, marks, at):
                opened = mark
        elif _SIDES[mark.char] == _SIDES[opened.char]:
            closes = mark.closes or _is_mistyped(text, mark)
            if closes and not _is_possessive(text, marks, at):
                found.append(_quotation(doc, block, opened.at + 1, mark.at, closed=True))
                opened = None
            elif mark.opens and not mark.closes and mark.char not in "’'":
                end = _sentence_end(doc, block, opened.at + 1, mark.at)
                found.append(_quotation(doc, block, opened.at + 1, end, closed=False))
                opened = mark
    if opened is not None:
        end = len(text)
        if end - opened.at > _LONG:
            end = _sentence_end(doc, block, opened.at + 1, end)
        found.append(_quotation(doc, block, opened.at + 1, end, closed=False))
    return [quotation for quotation in found if quotation.start < quotation.end]


def _mark(text: str, found: re.Match[str]) -> _Mark:
    at, char = found.start(), found[0]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    free = not before or bool(_BEFORE_OPENING.match(before))
    ends = not after or not after.isalnum()
    opens = free and bool(after) and not after.isspace()
    closes = bool(before) and not before.isspace() and ends
    if char in "“„«‘" and not (closes and not free):
        closes = False
        opens = opens or bool(after)
    elif char in "”»" and not (opens and not ends):
        opens = False
        closes = closes or bool(before)
    elif char == '"' and not opens and not closes:
        opens = closes = True
    elif char == '"' and opens and closes:
        opens, closes = _lean(text, at)
    return _Mark(at, char, opens, closes)


def _lean(text: str, at: int) -> tuple[bool, bool]:
    """Which side a straight mark between two signs is on: with the letter that is nearer."""
    before = text[max(0, at - 2) : at]
    opens = not before or before[-1].isspace() or before[-1] in "([{"
    return opens, not opens


def _is_opening(text: str, marks: list[_Mark], at: int) -> bool:
    """Whether a mark opens a quotation. A single one may be an apostrophe ("'90s", "’em"); one
    that only the typing made a closing mark must have a partner."""
    mark = marks[at]
    if mark.char not in "‘’'":
        return mark.char not in "”»" or _closed_later(marks, at)
    word = re.match(r"\w+", text[mark.at + 1 :])
    if word and (word[0][0].isdigit() or word[0].lower() in _APOSTROPHE_WORDS):
        return _closed_later(marks, at) and mark.char == "‘"
    return mark.char == "‘" or _closed_later(marks, at)


def _closed_later(marks: list[_Mark], at: int) -> bool:
    side = _SIDES[marks[at].char]
    return any(other.closes and _SIDES[other.char] == side for other in marks[at + 1 :])


def _is_mistyped(text: str, mark: _Mark) -> bool:
    """The second mark of "We must get there, “Hartwell said.": behind the comma that ends what is quoted, before who says it."""
    return text[: mark.at].rstrip().endswith(",") and bool(_WHO_SAYS.match(text, mark.at + 1))


def _is_possessive(text: str, marks: list[_Mark], at: int) -> bool:
    """Whether a single mark in a quotation is that of "the rebels’ camp": after an s, before a
    small letter, with another mark to close what is open."""
    mark = marks[at]
    if mark.char not in "’'" or text[mark.at - 1] not in "sz":
        return False
    following = text[mark.at + 1 : mark.at + 3]
    if not re.fullmatch(r" [a-z]", following):
        return False
    for other in marks[at + 1 :]:
        if other.opens and not other.closes and other.char in "‘'":
            return False
        if other.closes and other.char == mark.char:
            return True
    return False


def _sentence_end(doc: Doc, block: Block, start: int, end: int) -> int:
    """Where the sentence ends that begins in an unclosed quotation, at the latest `end`; before that where somebody
    says it: "It was calm for days said Abd Nasr a resident. "But now ..."."""
    span = doc.char_span(block.start + start, block.start + start + 1, alignment_mode="expand")
    stop = span.sent.end_char - block.start if span is not None else end
    words = text_of(doc)[block.start + start : block.start + min(stop, end)]
    said = _SAID_BY.search(words)
    return start + len(words[: said.start() if said else None].rstrip(" ,\n"))


def _quotation(doc: Doc, block: Block, start: int, end: int, *, closed: bool) -> Quotation:
    first, last = block.start + start, block.start + end
    scare = closed and _is_scare(text_of(doc), block, first, last)
    return Quotation(first, last, closed=closed, scare=scare)


def _is_scare(text: str, block: Block, start: int, end: int) -> bool:
    """A few words within a sentence, with no stop of their own and no reporting word beside them."""
    words = text[start:end]
    named = re.findall(r"\w+", text[block.start : start - 1])[-2:]
    if _is_called(named) and len(words.split()) <= _NAME_WORDS:
        return True
    if len(words.split()) > _SCARE_WORDS or words[-1:] in {",", ".", "!", "?", "…"}:
        return False
    before = text[block.start : start - 1].rstrip()
    after = re.findall(r"\w+|[,.]", text[end + 1 : min(block.end, end + 60)])[:4]
    if not before or before[-1] in ':,.!?”"':
        return bool(before) and before[-1] == "," and not _REPORTING & set(after)
    last = re.findall(r"\w+", before)[-1:]
    return not _REPORTING & {word.lower() for word in last}


def _is_called(before: list[str]) -> bool:
    """ "Used to be called "a pearl of the desert."", "known as "Iron Fist""."""
    last = [word.lower() for word in before]
    return bool(_CALLED & set(last[-1:])) or last == ["known", "as"]
