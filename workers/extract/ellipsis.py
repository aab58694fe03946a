"""What headlines leave out, put in for the model alone: "Five thought killed", "Army retakes dam, says 50 rebels killed".

Without the helping verb the model makes a noun of "thought". Without "and" and "that" the whole of "army retakes dam"
says so, or the rebels do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Doc, Span, Token

from workers.extract.lexicon import load
from workers.extract.marks import BlockKind, Layout

_BELIEVED = frozenset({"thought", "feared", "believed", "presumed", "reported", "said"})
_SUFFERED = frozenset(load("cues")["suffered"])
_HARMED = frozenset(
    {"killed", "wounded", "injured", "captured", "abducted", "hurt", "hit", "trapped"}
)
_TELLING = {"says": "say", "say": "say", "claims": "claim", "claim": "claim"}
_CLAUSE = frozenset(load("cues")["in_clauses"])
"""They stand in a clause, and not in the name of who speaks."""


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


def joined_tellings(doc: Doc, layout: Layout) -> Mapping[int, tuple[str, str]]:
    """The comma and the verb of saying whose subject is that of the clause before: the word to parse in their places, and
    their own lemma. Behind the verb "that" is missing."""
    found: dict[int, tuple[str, str]] = {}
    for block in layout.blocks:
        if block.kind is BlockKind.HEADLINE:
            line = doc.char_span(block.start, block.end, alignment_mode="contract")
            for verb in _told_on(line) if line is not None else ():
                found |= {verb.i - 1: ("and", ","), verb.i: ("said", _TELLING[verb.lower_])}
    return found


def behind(doc: Doc, tellings: Mapping[int, tuple[str, str]]) -> list[int]:
    """The tokens before which "that" is missing."""
    verbs = (at for at in tellings if doc[at].is_alpha)
    return [at + 1 for at in verbs if doc[at + 1].lower_ != "that"]


def _told_on(line: Span) -> Iterator[Token]:
    """ "..., says 50 rebels killed", not "..., says mayor"."""
    for token in line[2:-1]:
        if token.lower_ in _TELLING and token.nbor(-1).text == ",":
            behind = line.doc[token.i + 1 : line.end]
            if any(t.lower_ in _CLAUSE or t.like_num or _is_past(t) for t in behind):
                yield token


def _is_past(token: Token) -> bool:
    return token.text.islower() and (
        token.lower_ in _SUFFERED | _HARMED or token.lower_.endswith("ed")
    )


def _counts(token: Token) -> bool:
    """ "Five thought killed", "Dozens feared dead"; of one, "Leader thought killed", the model needs no help."""
    return token.like_num or token.lower_ in _SIZES


_SIZES = frozenset(load("numbers")["sizes"])
