"""Revised: "The monitor put the dead at 31. This was later updated to 44." The second number is the monitor's too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from shared.records import Mode, SourceKind
from workers.extract.afterwards import one_paragraph
from workers.extract.clauses import span_of
from workers.extract.cues import REVISING
from workers.extract.lexicon import load
from workers.extract.marks import Attribution, Layout

_COUNTS = frozenset(load("cues")["counted_nouns"])
_POINTING = frozenset({"this", "that", "it", "which"})


def find_revised(
    doc: Doc, layout: Layout, attributions: Sequence[Attribution]
) -> Iterator[Attribution]:
    """A sentence that nobody is named for and that says how a number of the sentence before was changed, as the word
    of who gave that number."""
    before: Span | None = None
    for sentence in doc.sents:
        if before is not None and _revises(sentence) and one_paragraph(layout, before, sentence):
            inside = (a for a in attributions if _lies_in(a, sentence))
            given = [a for a in attributions if _lies_in(a, before) and _counts(doc, a)]
            if given and next(inside, None) is None:
                yield _his(given[-1], sentence)
        before = sentence


def _his(given: Attribution, sentence: Span) -> Attribution:
    root, last = sentence.root, [t for t in sentence if not t.is_space][-1]
    end = last.idx + len(last)
    cue = root.idx, root.idx + len(root)
    return Attribution(
        sentence.start_char, end, given.source, cue, Mode.INDIRECT, via=given.via,
        cue_lemma=root.lemma_, doubt=given.doubt, beside=given.beside,
    )  # fmt: skip


def _revises(sentence: Span) -> bool:
    """By a passive that names nobody: "was later updated to 44", "the toll has been raised to 15"."""
    root = sentence.root
    if root.lemma_ not in REVISING or any(c.dep_ == "agent" for c in root.children):
        return False
    subject = next((c for c in root.children if c.dep_ == "nsubjpass"), None)
    return subject is not None and _is_a_count(subject) and any(t.like_num for t in sentence)


def _is_a_count(subject: Token) -> bool:
    return subject.lower_ in _POINTING or subject.lemma_.lower() in _COUNTS


def _counts(doc: Doc, attribution: Attribution) -> bool:
    known = attribution.source is not None and attribution.source.kind is not SourceKind.HEARSAY
    return known and any(t.like_num for t in span_of(doc, attribution.start, attribution.end))


def _lies_in(attribution: Attribution, sentence: Span) -> bool:
    return attribution.start < sentence.end_char and sentence.start_char < attribution.end
