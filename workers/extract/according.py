"""According: who is named after "according to"."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from workers.extract.cues import Cue
from workers.extract.language import text_of
from workers.extract.marks import Name
from workers.extract.noun_phrases import Range, noun_phrase


def after_according(cue: Cue, names: Sequence[Name]) -> Range | None:
    """Whom "according to" names, or what it names."""
    doc, at = cue.token.doc, cue.last + 1
    if at >= len(doc):
        return None
    start = doc[at].idx
    for name in names:
        # Where commas are lost the parse runs on into the content: the name says where to stop.
        if start <= name.start <= start + 12 and text_of(doc)[
            start : name.start
        ].strip().lower() in {
            "",
            "the",
            "a",
        }:
            span = doc.char_span(name.start, name.end, alignment_mode="expand")
            if span is not None and not _role_follows(doc, span.end):
                return _and_more(doc, at, span.end)
    objects = [c for c in cue.token.nbor().children if c.dep_ in {"pobj", "pcomp"}]
    if objects and objects[0].dep_ == "pcomp":  # "corroborating sources", read as what one does
        objects = [c for c in objects[0].children if c.dep_ == "dobj"]
    if objects and objects[0].i >= at:
        first, last = noun_phrase(objects[0], None, names)
        return (at if objects[0].head.dep_ == "pcomp" else max(first, at)), last
    return None


def _role_follows(doc: Doc, at: int) -> bool:
    return at < len(doc) and (
        doc[at].tag_ in {"NN", "NNS", "POS"} and doc[at].dep_ in {"pobj", "compound", "case"}
    )


def _and_more(doc: Doc, first: int, end: int) -> Range:
    if (
        end + 1 < len(doc)
        and doc[end].lower_ == "and"
        and doc[end + 1].pos_ in {"PROPN", "ADJ", "NOUN"}
    ):
        last = end + 1
        while last + 1 < len(doc) and doc[last + 1].pos_ in {"NOUN", "PROPN"}:
            last += 1
        return first, last + 1
    return first, end
