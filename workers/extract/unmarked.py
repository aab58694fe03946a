"""Taglines that lost their colon: "Air raids kill 10 near hospital Monitor", as archives keep the headlines of agencies.

To the model the monitor would be a part of the hospital's name, or killed with the ten.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from workers.extract.lexicon import load
from workers.extract.marks import Block, BlockKind, Layout

COLONS = "colons"
"""Where a parsed document keeps the tokens before which a colon was lost."""
_BARE = sorted(
    (tuple(words.split()) for words in load("cues")["tagline_bare"]), key=len, reverse=True
)
_SAID = frozenset({*load("cues")["tails"], *load("sentences")["headlines"], ":", ","})
"""Whoever else is named as speaking, or a mark that is still there."""
_BINDS = frozenset({*load("cues")["binding"], *load("cues")["adjunct_prepositions"], "the", "a"})
_OF_SORT = frozenset(
    {"aid", "rights", "relief", "rescue", "human", "medical", "health", "news", "war"}
)
_OF = frozenset({"of", "on", "for", "outside", "at", "to", "by", "from", "with", "against"})
_PEOPLES = frozenset(
    people.lower() for row in load("countries").values() for people in row.get("people", ())
)
_SIZES = frozenset({*load("numbers")["sizes"], "killed", "dead"})
_FEWEST = 5
"""Words of a headline with such a tagline."""


def lost_colons(doc: Doc, layout: Layout) -> tuple[int, ...]:
    """The first token of each tagline without a colon; `doc` has no tags yet."""
    found = (_tagline(doc, block) for block in layout.blocks if block.kind is BlockKind.HEADLINE)
    return tuple(at for at in found if at is not None)


def _tagline(doc: Doc, headline: Block) -> int | None:
    span = doc.char_span(headline.start, headline.end, alignment_mode="contract")
    words = [token for token in span or () if not token.is_space]
    lower = [token.lower_ for token in words]
    if len(words) < _FEWEST or not _SAID.isdisjoint(lower) or not any(map(_counts, words)):
        return None
    ends = ((len(words) - len(who), who) for who in _BARE)
    fits = (at for at, who in ends if tuple(lower[at:]) == who and _may_end(words[:at]))
    return next((words[at].i for at in fits), None)


def _counts(token: Token) -> bool:
    return token.like_num or token.lower_ in _SIZES


def _may_end(told: Sequence[Token]) -> bool:
    """Whether what is told can end so: not with "aid" NGO, "the" monitor, "OSCE" monitor, "workers of Spanish" NGO,
    "Hezbollah-run" NGO."""
    *before, last = told
    if last.like_num:
        return True
    shouted = last.is_upper and len(last) > 1 and not all(t.is_upper for t in told if t.is_alpha)
    bound = any(t.lower_ in _OF or t.text == "-" for t in before[-1:])
    plain = last.is_alpha and last.lower_ not in _BINDS | _OF_SORT | _PEOPLES
    return plain and not (shouted or bound)
