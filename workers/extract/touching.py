"""Touching: which saying a quotation belongs to, by where the two stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from shared.records import Span
from workers.extract.lookup import text_of
from workers.extract.marks import Quotation, SourceMark
from workers.extract.sayings import Saying

_MARKS = frozenset("\"'”’»“‘«,:;–—-….?! \n\t()")


@dataclass(frozen=True, slots=True)
class Heard:
    """A saying with its source resolved; `inside` when it stands in somebody's quotation."""

    saying: Saying
    mark: SourceMark | None
    doubt: str | None
    inside: bool
    via: tuple[SourceMark, ...] = ()
    beside: tuple[SourceMark, ...] = ()
    """Who says the same with it: "peacekeepers and the army said"."""


def extent(doc: Doc, heard: Heard) -> Span:
    last = doc[heard.saying.end - 1]
    return doc[heard.saying.first].idx, last.idx + len(last)


def _only_marks(text: str) -> bool:
    return all(c in _MARKS for c in text)


_BETWEEN = 60
"""Characters between a quotation and the words that introduce or follow it."""


def saying_of(doc: Doc, quotation: Quotation, heard: Sequence[Heard]) -> Heard | None:
    """The saying that touches the quotation, or whose reported words hold it."""
    text = text_of(doc)
    touching: list[tuple[int, Heard]] = []
    for h in heard:
        start, end = extent(doc, h)
        if start - quotation.end > _BETWEEN or quotation.start - end > _BETWEEN:
            continue
        if (
            quotation.end <= start
            and _only_marks(text[quotation.end : start])
            and "\n" not in text[quotation.end : start]
            and not _tells_its_own(doc, quotation, h)
        ):
            touching.append((start - quotation.end, h))
        elif end <= quotation.start and _introduces(text[end : quotation.start]):
            touching.append((quotation.start - end + (".” " in text[end : quotation.start]), h))
    if touching:
        return min(touching, key=lambda t: (t[0], t[1].saying.i))[1]
    for h in heard:
        for first, end in h.saying.contents:
            if (
                doc[first].idx <= quotation.start
                and quotation.end <= doc[end - 1].idx + len(doc[end - 1]) + 1
            ):
                return h
    return _in_sentence(doc, quotation, heard)


def _tells_its_own(doc: Doc, quotation: Quotation, heard: Heard) -> bool:
    """ "... two children". The monitor confirmed the bombing": the next sentence, which says what the monitor says."""
    span = doc.char_span(quotation.start, quotation.end, alignment_mode="expand")
    saying = heard.saying
    if span is None or saying.cue.token.sent.start <= span.end - 1:
        return False
    return any(first >= saying.end for first, _ in saying.contents)


def _introduces(between: str) -> bool:
    """Whether the words between a cue and a quotation only lead on to it."""
    bare = between.strip()
    if "." in bare.strip("\"'“‘«") and ":" not in bare:
        return False
    if between.count("\n") and not bare.startswith(":"):
        return False
    return _only_marks(bare) or bare.lower().strip(" ,:\"'“‘") in {
        "that",
        "only",
        "simply",
        "of",
        "as",
    }


def _in_sentence(doc: Doc, quotation: Quotation, heard: Sequence[Heard]) -> Heard | None:
    """The only saying in the quotation's own sentence."""
    span = doc.char_span(quotation.start, quotation.end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    first, last = doc[span.start].sent, doc[span.end - 1].sent
    inside = [h for h in heard if first.start <= h.saying.i < last.end]
    return inside[0] if len(inside) == 1 else None
