"""Mentioned: by which of its words a sentence names who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from workers.extract.clauses import SUBJECTS
from workers.extract.marks import Attribution, SourceMark
from workers.extract.touching import Heard

_RELATIVE = frozenset({"who", "which", "that"})


def by_relative(heard: Heard) -> Heard:
    """ "The mayor of Sarmin, who says they starve": "who" names him here, as "he" would, and the words before it only
    say who is meant."""
    mark, who = heard.mark, relative_subject(heard.saying.cue.token)
    if mark is None or who is None or heard.saying.speaker is None:
        return heard
    if not heard.saying.speaker[1] <= who.i <= heard.saying.i:
        return heard
    return replace(heard, mark=replace(mark, span=(who.idx, who.idx + len(who))))


def relative_subject(verb: Token) -> Token | None:
    """The "who" of "who says", where that is its subject."""
    subjects = (c for c in verb.children if c.dep_ in SUBJECTS and c.i < verb.i)
    return next((c for c in subjects if c.lower_ in _RELATIVE), None)


def as_told(doc: Doc, inner: Attribution, around: Sequence[Attribution]) -> SourceMark | None:
    """Of "The mayor said he thought that 40 had died" the source by the name it has there, and not by its "he"."""
    source = inner.source
    if source is None or source.span is None or source.name is None:
        return source
    words = doc.char_span(*source.span, alignment_mode="expand")
    if words is None or len(words) != 1 or words[0].pos_ != "PRON":
        return source
    named = (a.source for a in around if a.source is not None and a.source.name == source.name)
    return next(named, source)
