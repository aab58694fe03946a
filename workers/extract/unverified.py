"""Unverified: "it had killed 137 soldiers, a figure that could not be independently verified", "nine had died; this could not
be confirmed": he says so, and nobody vouches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from shared.records import Mode, Stance
from workers.extract.lexicon import load
from workers.extract.lookup import text_of
from workers.extract.marks import Attribution

_SAID = "|".join(sorted({*load("cues")["scorned"], "number", "statement"}))
_VOUCHED = "|".join(
    f"{verb[:-1]}ied" if verb.endswith("y") else f"{verb.removesuffix('e')}ed"
    for verb in load("stances")["vouching"]
)
_TAIL = re.compile(
    rf"(?:,\s+(?:an?|the|which)\s+(?:(?:{_SAID})s?\s+)?(?:(?:which|that)\s+)?"
    rf"|\s*[;–—]\s*(?P<own>this|that|it|(?:the|these|those)\s+(?:{_SAID})s?)\s+)"
    rf"(?P<cue>(?:could|can)\s*(?:not|n['’]t)\s+(?:immediately\s+|yet\s+)?be\s+(?:independently\s+)?(?:{_VOUCHED}))",
    re.IGNORECASE,
)


_LONGEST = 80
"""Characters of "; this could not be independently verified", behind what a semicolon ends."""


def with_unverified(doc: Doc, said: Sequence[Attribution]) -> list[Attribution]:
    """`said`, what is said without such a tail, with the outlet's word that it could not be checked."""
    return [each for one in said for each in _apart(text_of(doc), one)]


def _apart(text: str, said: Attribution) -> Iterator[Attribution]:
    tail = _TAIL.search(text, said.start, min(len(text), said.end + _LONGEST))
    beyond = tail is None or not said.start < tail.start() <= said.end + 1
    if tail is None or beyond or said.stance is not Stance.ASSERTS:
        yield said
        return
    told = replace(said, end=tail.start())
    yield told
    # A clause of its own ("; these reports could not be verified") points back; an apposition is of what it stands by.
    own = tail["own"] is not None
    yield replace(
        told,
        start=tail.start("own") if own else told.start,
        end=tail.end("own") if own else told.end,
        source=None,
        via=(),
        beside=(),
        cue=tail.span("cue"),
        cue_lemma="verify",
        mode=Mode.NONE,
        stance=Stance.CANNOT_VERIFY,
        doubt=None,
    )
