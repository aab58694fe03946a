"""Helping verbs that headlines leave out, put in for the model alone: "Five thought killed", "Army yet to confirm raid".

Without them the model makes a noun of "thought", and of the army somebody who confirms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Doc, Span, Token

from workers.extract.lexicon import load
from workers.extract.marks import BlockKind, Layout

_BELIEVED = frozenset({"thought", "feared", "believed", "presumed", "reported", "said"})
_SUFFERED = frozenset(load("cues")["suffered"])
_HARMED = frozenset({"killed", "wounded", "injured", "captured", "abducted", "hurt", "trapped"})


def helpers_left_out(doc: Doc, layout: Layout) -> Mapping[int, str]:
    """The helping verb that is missing before a token; `doc` has no tags yet."""
    found: dict[int, str] = {}
    for block in layout.blocks:
        if block.kind is BlockKind.HEADLINE:
            line = doc.char_span(block.start, block.end, alignment_mode="contract")
            found |= dict(_in(line)) if line is not None else {}
    return found


def _in(line: Span) -> Iterator[tuple[int, str]]:
    for token in line[1:-1]:
        before, after = token.nbor(-1), token.nbor()
        if token.lower_ in _BELIEVED and after.lower_ in _SUFFERED | _HARMED and _counts(before):
            yield token.i, "are"
        elif token.lower_ == "yet" and after.lower_ == "to" and before.text[0].isalpha():
            yield token.i, "is"


def _counts(token: Token) -> bool:
    """ "Five thought killed", "Dozens feared dead"; of one, "Leader thought killed", the model needs no help."""
    return token.like_num or token.lower_ in _SIZES


_SIZES = frozenset(load("numbers")["sizes"])
