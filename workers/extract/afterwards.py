"""Sources named afterwards: "Twelve were killed. That is according to the Civil Defence."."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from shared.records import Stance
from workers.extract.cues import Cue, Sort
from workers.extract.lexicon import load
from workers.extract.marks import Layout, Name
from workers.extract.noun_phrases import noun_phrase
from workers.extract.sayings import SETTLED, Saying
from workers.extract.trimming import trimmed

_NEWS = frozenset(load("cues")["news"])
_POINTING = frozenset({"that", "this", "these", "those"})
_KNOWN = frozenset({"the", *_POINTING})


def find_named_afterwards(doc: Doc, layout: Layout, names: Sequence[Name]) -> Iterator[Saying]:
    """Each sentence that does nothing but say whose the sentence before it is, in the same paragraph."""
    before: Span | None = None
    for sentence in doc.sents:
        told = _named(sentence)
        if told is not None and before is not None and one_paragraph(layout, before, sentence):
            cue, who = told
            content = trimmed(doc, before.start, before.end)
            yield Saying(
                cue, noun_phrase(who, None, names), cue.first, cue.last + 1, content, SETTLED
            )
        before = sentence


def _named(sentence: Span) -> tuple[Cue, Token] | None:
    """The words that say so, and the one named."""
    for token in sentence[:3]:
        if token.lower_ == "according" and sentence[0].lower_ in _POINTING:
            return _told(token, "to")
    root = sentence.root
    subject = next((child for child in root.children if child.dep_ == "nsubj"), None)
    if root.lemma_ != "come" or subject is None or not _is_news(subject):
        return None
    return _told(root, "from")


def _told(word: Token, preposition: str) -> tuple[Cue, Token] | None:
    behind = word.nbor() if word.i + 1 < len(word.doc) else word
    named = (child for child in behind.children if child.dep_ == "pobj")
    who = next(named, None) if behind.lower_ == preposition else None
    if who is None:
        return None
    return Cue(word, "according", Sort.ACCORDING, Stance.ASSERTS, word.i, behind.i), who


def _is_news(subject: Token) -> bool:
    """ "The figure", "these numbers"; not "the number of drivers"."""
    words = list(subject.children)
    known = len(words) == 1 and words[0].lower_ in _KNOWN
    return subject.lemma_.lower() in _NEWS and known


def one_paragraph(layout: Layout, before: Span, sentence: Span) -> bool:
    starts = (before.start_char, sentence.start_char)
    return any(all(b.start <= at < b.end for at in starts) for b in layout.blocks)
