"""Places by description: "the town" is the town named before, when exactly one fits, and "there" is in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from workers.extract import place_words as words
from workers.extract.clauses import span_of
from workers.extract.lookup import of_words, text_of
from workers.extract.marks import BlockKind, Layout, PlaceMark

_DETERMINERS = {"the", "this", "that"}
_SAYING = frozenset({"say", "tell", "speak", "announce"})
_SAYS_WHICH = frozenset({"of", "where", "that", "at", "near"})
_BACK = 4  # sentences: further back a reader too would have to look it up
_FITS = {
    "settlement": {1, 2},
    "camp": {1, 2},
    "admin1": {4},
    "admin2": {3},
    "region": {5},
    "country": {6},
    "there": {1, 2, 3},
}
_THERE = "there"
_WORDS = frozenset({_THERE, *words.RELATIVE_OF})
_ALONE = re.compile(r" alone\b")
""" "In Buleusa alone 5,900 were registered" names a part, and the report goes on about the whole."""


def find_relative(doc: Doc, layout: Layout, marks: Sequence[PlaceMark]) -> list[PlaceMark]:
    """Marks for "the town", "the camp", "the province", with the canonical name and point of the
    place they go back to; nothing where none fits or two fit."""
    sentences = list(doc.sents)
    text = text_of(doc)
    marks = [m for m in marks if not (_of_saying(doc, m) or _ALONE.match(text, m.end))]
    # From "a base east of Dilling" the report does not go on in Dilling.
    marks = [m for m in marks if not words.FROM_BEFORE.search(text[max(0, m.start - 80) : m.start])]
    spoken = of_words(doc, _WORDS)
    found = []
    for index, sentence in enumerate(sentences):
        if not _is_read(layout, sentence.start_char):
            continue
        for token in (t for t in spoken if sentence.start <= t.i < sentence.end):
            kind = _THERE if _is_there(token) else words.RELATIVE_OF.get(token.lower_)
            refers = kind is _THERE or (kind is not None and _refers(token))
            if kind is None or not refers or _within(token, marks) or _beside(token):
                continue
            starts = [each.start_char for each in sentences[max(0, index - _BACK) : index + 1]]
            at = starts.pop() if _measured_from(doc, token) else token.idx
            could = [m for m in marks if not (token.lower_ in _SMALL and m.people > _VILLAGERS)]
            place = _named_before(doc, could, at, starts, kind) or _only(doc, could, at, kind)
            if place:
                end = token.idx + len(token)
                found.append(
                    replace(
                        place,
                        start=token.idx if kind is _THERE else _start(token),
                        end=end,
                        precision=min(place.precision or 1, 1)
                        if kind in {"settlement", "camp"}
                        else place.precision,
                    )
                )
    return found


def _is_there(token: Token) -> bool:
    """ "31 were killed in the strike there", not "there were 31"."""
    return token.lower_ == "there" and token.dep_ == "advmod" and token.head.pos_ != "ADV"


def _is_read(layout: Layout, at: int) -> bool:
    return any(
        b.start <= at < b.end and b.kind in {BlockKind.BODY, BlockKind.CAPTION}
        for b in layout.blocks
    )


def _refers(token: Token) -> bool:
    """ "the town" alone: not "the town of Hajin", "Hajin town", "the last town", "a town"."""
    before = [t for t in token.children if t.i < token.i]
    after = [
        t for t in token.children if t.i > token.i and t.dep_ in {"prep", "appos", "relcl", "acl"}
    ]
    if len(before) == _TWO and before[1].lower_ in words.DIRECTIONS | _PLIGHTS:
        before = [before[0]] if before[0].i == token.i - _TWO else before  # "the western town"
    alone = len(before) == 1 and before[0].lower_ in _DETERMINERS and token.i - before[0].i <= _TWO
    following = token.nbor() if token.i + 1 < len(token.doc) else None
    named = following is not None and (
        (following.pos_ in {"PROPN", "NOUN"} and following.ent_type_ not in {"DATE", "TIME"})
        or following.lower_ == "of"
    )
    return alone and not named and not any(t.lower_ in _SAYS_WHICH for t in after)


_SMALL = frozenset({"village", "hamlet"})
_VILLAGERS = 50_000
"""People from which on nobody calls a place a village: "Hardatnin village in Aleppo ... withdrew from the village"."""
_TWO = 2
_PLIGHTS = frozenset(
    {"besieged", "stricken", "embattled", "border", "coastal", "same", "strategic"}
)


def _beside(token: Token) -> bool:
    """The city of "the attacks on the two camps and on the city": of several, and none can say which."""
    text = text_of(token.doc)
    before, after = text[max(0, token.idx - 60) : token.idx], text[token.idx + len(token) :][:60]
    return bool(_AFTER_SEVERAL.search(before) or _BEFORE_SEVERAL.match(after))


_PLACES = "|".join(words.RELATIVE_OF)
_SEVERAL = rf"(?:both|two|three|four|five|several|other) (?:[a-z]+ )?(?:{_PLACES}|citie)s"
_AFTER_SEVERAL = re.compile(rf"\b{_SEVERAL},? and (?:(?:on|in|at|near) )?the $")
_BEFORE_SEVERAL = re.compile(rf",? and (?:(?:on|in|at|near) )?(?:the )?{_SEVERAL}\b")


def _of_saying(doc: Doc, mark: PlaceMark) -> bool:
    """ "The army's spokesman told reporters in Benghazi": where it was said, not what of."""
    span = doc.char_span(mark.start, mark.end, alignment_mode="expand")
    if span is None:
        return False
    token, steps = span.root, 0
    while token.dep_ in {"pobj", "prep", "dobj", "compound"} and steps < 4:
        token, steps = token.head, steps + 1
    return steps > 1 and token.lemma_.lower() in _SAYING


def _start(token: Token) -> int:
    return int(token.left_edge.idx)


def _within(token: Token, marks: Sequence[PlaceMark]) -> bool:
    return any(m.start <= token.idx < m.end for m in marks)


def _measured_from(doc: Doc, token: Token) -> bool:
    """ "At Tarband, east of the town": not the place that is told by it."""
    text = text_of(doc)
    return words.FROM_BEFORE.search(text[max(0, token.idx - 80) : token.idx]) is not None


def _named_before(
    doc: Doc, marks: Sequence[PlaceMark], at: int, starts: Sequence[int], kind: str
) -> PlaceMark | None:
    """The only fitting place of the nearest sentence that has any: this one, else those before."""
    fitting = [m for m in marks if m.end <= at and _fits(doc, m, kind)]
    upper = at
    for lower in reversed(starts):
        here = [m for m in fitting if lower <= m.start < upper]
        if here:
            return here[-1] if len({m.id or m.name for m in here}) == 1 else None
        upper = lower
    return None


def _only(doc: Doc, marks: Sequence[PlaceMark], at: int, kind: str) -> PlaceMark | None:
    """The one fitting place of all that is told before, however far back: "schools in the city were closed" at a report's end."""
    if kind is _THERE:
        return None
    fitting = [m for m in marks if m.end <= at and _fits(doc, m, kind)]
    return fitting[-1] if len({m.id or m.name for m in fitting}) == 1 else None


def _fits(doc: Doc, mark: PlaceMark, kind: str) -> bool:
    """What no gazetteer has is a village, unless it is the name of something there: "the Tarband bridge"."""
    if mark.precision is not None:
        return mark.precision in _FITS[kind]
    if words.SITE_NAMED.fullmatch(mark.name):
        return kind is _THERE  # a hospital is no town
    span = span_of(doc, mark.start, mark.end)
    village = kind in {"settlement", _THERE}
    if not village or not len(span):
        return False
    return span.root.dep_ != "compound" or span.root.head.lower_ in words.RELATIVE_OF
