"""Where sentences begin: by rule, before the parser, which splits news prose badly at quotations."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise, takewhile

import numpy
from spacy.tokens import Doc, Token

from workers.extract.days import MONTHS, WEEKDAYS
from workers.extract.enumerated import list_numbers
from workers.extract.lexicon import load
from workers.extract.lookup import text_of, without_flag
from workers.extract.marks import Block

_WORDS = load("sentences")
_NEVER_LAST = frozenset(_WORDS["never_last"])
_STARTERS = frozenset(_WORDS["starters"])
_REPORTING = frozenset(_WORDS["reporting"])
_PARTICLES = frozenset(_WORDS["particles"])

_STOPS = frozenset({".", "!", "?", "…", "...", "?!", "!!", "??"})
_QUOTES = frozenset("\"'”’»“‘«")
_CLOSERS = _QUOTES | frozenset(")]}")
_OPENERS = frozenset("\"'“‘«([–—-•*")
_BULLETS = frozenset("•·▪●*–—-")
_HEARD = {"told", "asked", "asks"}
"""Behind these stands who hears it: "told The guardian"."""
_NAMES_OCCASION = {"i", "in", "on", "at", "this", "that"}
_SHORTEST = 6
"""Words before "said" in a sentence whose stop behind it was lost: "The minister said The ..." is none."""
_HEADING = 3
"""Words of the shortest headline, but one."""
_HOURS = frozenset({"a.m.", "p.m."})
""" "Struck at 1.20 a.m. “Twenty minutes later ...": a quotation does not go on an hour."""
_NEAR = 14
"""Words from a subject to its verb."""
_SAYING = 8
"""Words back to who says the headline before."""
_JOINING = frozenset(
    {"who", "which", "that", "whom", "whose", "but", "after", "as", "while", "when"}
)
_HEADLINES = frozenset(_WORDS["headlines"])
_DID = frozenset(_WORDS["did"])
_ACTING = frozenset(_WORDS["acting"])
_BEFORE_ACTING = frozenset({*load("sources")["sorts"], *load("titles")["role_modifiers"]})
_CREDITS = frozenset(_WORDS["credits"])
_STAMP = re.compile(r"[0-2]?\d[:.h][0-5]\d")
_LONGEST = 250
"""Tokens; of 60,000 sentences of news the longest, lists of names, have 223. What comes to more (a page without stops, a
table run together, a text made to tire the reader) is cut, since some rules look from each word at all of a sentence."""
_PAUSES = frozenset({",", ";", ":", "-", "–", "—", "|", ")"})
_AFTER_CUE = frozenset({".", ",", ";", ":", "in", "on", "at", "to", "during", "by", "of", "\n"})


def mark_sentences(doc: Doc, blocks: tuple[Block, ...]) -> None:
    """Set `is_sent_start` on every token: true where a block or a sentence in it begins.

    No sentence crosses a block, since a headline without a stop would else swallow the dateline.
    """
    starts = {0}
    tokens = without_flag(doc, "IS_SPACE")
    starts.update(_around_list_numbers(text_of(doc), tokens))
    for inside in _by_block(tokens, blocks):
        starts.update(_cut([inside[0].i, *_starts(inside), inside[-1].i + 1], doc))
    # All at once: set one by one, each asks the whole document whether it is parsed.
    marks = numpy.full((len(doc), 1), -1, dtype="int32")
    marks[[start for start in starts if start < len(doc)]] = 1
    doc.from_array(["SENT_START"], marks.astype("uint64"))  # type: ignore[arg-type]


def _around_list_numbers(text: str, tokens: list[Token]) -> Iterator[int]:
    """The "2." of a list, and what stands behind it: it is no word of either sentence."""
    numbers = list_numbers(text)
    for before, token in pairwise(tokens) if numbers else ():
        if before.idx in numbers:
            yield before.i
        if before.idx + len(before) in numbers.values():
            yield token.i


def _by_block(tokens: list[Token], blocks: tuple[Block, ...]) -> list[list[Token]]:
    """The tokens of each block that has any; tokens between blocks go with the block before."""
    offsets = [token.idx for token in tokens]
    cuts = [0, *(bisect_left(offsets, block.start) for block in blocks[1:]), len(tokens)]
    return [tokens[first:after] for first, after in pairwise(cuts) if first < after]


def _cut(starts: list[int], doc: Doc) -> Iterator[int]:
    """The starts, and where what is too long for a sentence is cut: behind the last pause of a piece, if it has one."""
    for start, end in pairwise(starts):
        piece: int | None = start
        while piece is not None:
            yield piece
            piece = _next_piece(doc, piece) if end - piece > _LONGEST else None


def _next_piece(doc: Doc, start: int) -> int:
    half, full = start + _LONGEST // 2, start + _LONGEST
    return next((i + 1 for i in reversed(range(half, full)) if doc[i].text in _PAUSES), full)


def _starts(tokens: list[Token]) -> list[int]:
    # A bullet is no word of what it brings: the model took it for a verb, and the minister for what the bullet did.
    listed = len(tokens) > 1 and tokens[0].text in _BULLETS and bool(tokens[0].whitespace_)
    found = [tokens[1].i] if listed else []
    for at, token in enumerate(tokens):
        if (ended := _signed_until(tokens, at)) is not None:
            found.append(tokens[ended].i)
        if _is_stamp(tokens, at):
            found += [each.i for each in tokens[at : at + 2]]
        began = found[-1] if found else tokens[0].i
        if token.i - began >= _SHORTEST and (
            _lacks_a_stop(tokens[at : at + 3]) or _counts_anew(tokens[at : at + _AHEAD])
        ):
            found.append(tokens[at + 1].i)
        if token.i - began >= _HEADING and _runs_into_next(tokens, began, at):
            found.append(tokens[at + 1].i)
        if not token.text.endswith((".", "!", "?", "…")):
            continue
        after = _after_closers(tokens, at + 1)
        if after < len(tokens) and _ends_here(tokens, at, after):
            found.append(tokens[after].i)
    return found


def _signed_until(tokens: list[Token], at: int) -> int | None:
    """Past what signs a picture or a tweet in the middle of a line, where the text goes on: "on August 6 (Reuters) A
    bomber", "OCHA (ocha) September 22 2016 The convoy"."""
    if tokens[at].text != ")" or at <= 7:
        return None
    opening = at - next((n for n in range(1, 8) if tokens[at - n].text == "("), 0)
    if opening == at:
        return None
    after = at + 1
    if [t.shape_ for t in tokens[after + 1 : after + 3]] in (["d", "dddd"], ["dd", "dddd"]):
        after += 3 if tokens[after].lower_ in MONTHS else 0
    credited = not _CREDITS.isdisjoint(t.lower_ for t in tokens[opening:at])
    signs = after > at + 1 or credited
    return after if signs and after < len(tokens) and _may_begin(tokens, after) else None


def _is_stamp(tokens: list[Token], at: int) -> bool:
    """The clock at the head of a line of a live ticker: "08:20 Prosecutors: three dead." """
    if not _STAMP.fullmatch(tokens[at].text):
        return False
    between = tokens[at].doc[tokens[at - 1].i : tokens[at].i] if at else ()
    heads = at == 0 or any("\n" in each.text for each in between)
    return (
        heads and at + 1 < len(tokens) and _may_begin(tokens, at + 1)
    )  # "2.30 million" is no clock


def _lacks_a_stop(three: list[Token]) -> bool:
    """ "the Observatory said The hospital is": whose stop was lost, and not "said The Daily Post"."""
    if len(three) < 3 or three[0].text not in _REPORTING - _HEARD:
        return False
    opens = three[1].is_title and three[1].lower_ in _STARTERS - _NAMES_OCCASION
    return opens and three[2].is_lower


def _counts_anew(words: list[Token]) -> bool:
    """ "... after a strike on Moscow Some 120 of the group's fighters were killed": nothing but a sentence begins so, where
    most of the words behind it are small."""
    if len(words) < _AHEAD or words[1].text not in _AMOUNTS or not words[0].is_alpha:
        return False
    small = [t for t in words[3:] if t.is_lower and len(t) >= _WORD]
    return (words[2].is_lower or words[2].like_num) and len(small) >= 2


_AMOUNTS = frozenset(
    {"Some", "At", "Several", "Dozens", "Hundreds", "Thousands", "Nearly", "Around"}
)
_AHEAD = 9
_WORD = 4
"""Letters of a word that a headline would write with a capital."""


def _runs_into_next(tokens: list[Token], began: int, at: int) -> bool:
    """Whether the next headline begins behind it, of two that a page has run into one line: "UN says airdrops not imminent
    Regime raids killed 31". Only a headline says it so at its start; the next one has a subject that prose would write small,
    and a verb that nothing joins to what stands before."""
    before, subject = tokens[at], tokens[at + 1 : at + 2]
    if not subject or not subject[0].is_title or subject[0].lower_ not in _ACTING:
        return False
    if (
        not (before.is_alpha and before.is_lower)
        or before.is_stop
        or before.lower_ in _BEFORE_ACTING
    ):
        return False
    rest = takewhile(
        lambda t: t.lower_ not in _JOINING and t.text.isalnum(), tokens[at + 2 : at + _NEAR]
    )
    if not any(t.lower_ in _DID or t.text.endswith("ed") for t in rest):
        return False
    return any(t.lower_ in _HEADLINES for t in tokens[max(at - _SAYING, 0) : at] if t.i > began)


def _after_closers(tokens: list[Token], at: int) -> int:
    """The first token past the marks that close with the stop: `done.’” Then`."""
    while at < len(tokens) and not tokens[at - 1].whitespace_:
        if tokens[at].text not in _CLOSERS and tokens[at].text not in _STOPS:
            break
        at += 1
    return at


def _ends_here(tokens: list[Token], at: int, after: int) -> bool:
    if tokens[after].text in _STOPS:
        return False
    if not (_may_begin(tokens, after) or _goes_on_small(tokens, at, after)):
        return False
    if not _is_stop(tokens, at, after):
        return False
    quoted = any(token.text in _QUOTES for token in tokens[at + 1 : after])
    return not (quoted and _attribution_follows(tokens[after : after + 12]))


def _may_begin(tokens: list[Token], at: int) -> bool:
    """Whether a sentence can begin with the token: no stop is followed by a small letter."""
    while at < len(tokens) - 1 and tokens[at].text in _OPENERS:
        at += 1
    word = tokens[at].text
    if word[0].isupper() or word[0].isdigit() or word[0] in "£$€#@":
        return True
    hyphen = at + 1 < len(tokens) and tokens[at + 1].text.startswith("-")
    return word.lower() in _PARTICLES and hyphen


def _goes_on_small(tokens: list[Token], at: int, after: int) -> bool:
    """ "A reporter said on Monday. earlier three had died": no weekday written out is an abbreviation."""
    day = tokens[at - 1].lower_ in WEEKDAYS or tokens[at].lower_.rstrip(".") in WEEKDAYS
    return day and tokens[after].lower_ in _STARTERS


def _is_stop(tokens: list[Token], at: int, after: int) -> bool:
    """Whether the stop ends a sentence rather than an abbreviation ("Lt. Gen. J. Smith")."""
    word = tokens[at].text
    if word in _STOPS:
        if word != "." or at == 0 or tokens[at - 1].whitespace_:
            return True
        before = tokens[at - 1].text
        return before.lower() not in _NEVER_LAST and not (len(before) == 1 and before.isupper())
    if word.lower().rstrip(".") in _NEVER_LAST:
        return False
    quoted = word.lower() in _HOURS and tokens[after].text in _QUOTES
    return quoted or after > at + 1 or tokens[after].text.lower() in _STARTERS


def _attribution_follows(tokens: list[Token]) -> bool:
    """Whether "Mr Bali asked." or "Lane said in a statement." goes on the quotation's sentence."""
    name = list(takewhile(_of_name, tokens))
    if not name or len(name) + 1 >= len(tokens) or tokens[len(name)].text not in _REPORTING:
        return False
    return tokens[len(name) + 1].text in _AFTER_CUE


def _of_name(token: Token) -> bool:
    word = token.text
    return word[0].isupper() or word in {"the", "of", "al", "-"} or word.endswith("-")
