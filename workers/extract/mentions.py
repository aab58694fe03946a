"""Mentions: every stretch that names or describes a person, a body, a place, a people, a day, a number or money.

Wider than names: "coalition forces", "the city", "we". Nothing of the ledger rests on them; they are shown to whoever
reads a text with `onrecord read`. Learned: a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001)
over what is known of the words, from re3d (`data/README.md`); `make mentions` makes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from pycrfsuite import Tagger
from spacy.tokens import Doc, Token

from shared.records import AnnotationKind
from workers.extract.marks import DateMark, MentionMark, Name
from workers.extract.mention_facts import facts_of

LEARNED = Path(__file__).parent / "data" / "mentions.crfsuite"


@cache
def load() -> Tagger:
    """What was learned, read once a process."""
    tagger = Tagger()
    tagger.open(str(LEARNED))
    return tagger


def find_mentions(
    doc: Doc, names: Sequence[Name], dates: Sequence[DateMark], tagger: Tagger | None = None
) -> tuple[MentionMark, ...]:
    """The mentions of a report in order; no two overlap, none crosses a sentence."""
    learned = tagger or load()
    return tuple(
        mark
        for words, facts in facts_of(doc, names, dates)
        for mark in spelt_out(words, learned.tag(facts))
    )


def spelt_out(words: Sequence[Token], tags: Sequence[str]) -> Iterator[MentionMark]:
    """Words with a tag each to stretches: `B-` begins one, `I-` is in it, `L-` ends it, `U-` is one by itself, `O` none."""
    begun: tuple[int, str] | None = None
    for word, tag in zip(words, tags, strict=True):
        place, _, kind = tag.partition("-")
        if place in {"B", "U"}:
            begun = word.idx, kind
        elif begun and (place == "O" or kind != begun[1]):
            begun = None
        if place in {"L", "U"} and begun:
            yield MentionMark(begun[0], word.idx + len(word), AnnotationKind(kind))
            begun = None
