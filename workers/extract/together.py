"""Together: who say one thing as one, "peacekeepers and the army said". It is a claim of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc, Token

from shared.records import SourceKind, Span
from workers.extract.marks import Attribution, Name, SourceMark
from workers.extract.noun_phrases import Range, commas_of_list
from workers.extract.pronouns import head_of_phrase
from workers.extract.sources import Resolver
from workers.extract.touching import Heard


def others(resolver: Resolver, speaker: Range, first: SourceMark) -> tuple[SourceMark, ...]:
    """Who speaks beside the first one of a phrase. Only those that are named or speak for a body: "residents"
    of "activists and residents said" are nobody whom one could ask again."""
    found: list[SourceMark] = []
    for phrase in _phrases(resolver.doc, speaker, resolver.names):
        mark, _ = resolver.resolve(phrase)
        known = {(each.name, each.organisation) for each in (first, *found)}
        if mark is not None and _can_be_asked(mark) and (mark.name, mark.organisation) not in known:
            found.append(mark)
    return tuple(found)


def told_together(attributions: Sequence[Attribution], heard: Sequence[Heard]) -> list[Attribution]:
    """The attributions, each with who says it beside its source."""
    beside: dict[tuple[Span | None, SourceMark | None], tuple[SourceMark, ...]] = {
        (_cue(h), h.mark): h.beside for h in heard if h.beside
    }
    return [replace(a, beside=beside.get((a.cue, a.source), ())) for a in attributions]


def _can_be_asked(mark: SourceMark) -> bool:
    return mark.organisation is not None or mark.kind is SourceKind.PERSON


def _cue(heard: Heard) -> Span:
    cue, doc = heard.saying.cue, heard.saying.cue.token.doc
    return doc[cue.first].idx, doc[cue.last].idx + len(doc[cue.last])


def _phrases(doc: Doc, speaker: Range, names: Sequence[Name]) -> Iterator[Range]:
    """Those joined to the phrase's noun. Not in "the Red Cross and Red Crescent", which is one name."""
    head = head_of_phrase(doc, *speaker)
    joined = [t for t in head.conjuncts if head.i < t.i < speaker[1]]
    for token in joined:
        one_name = any(n.start <= head.idx and token.idx < n.end for n in names)
        if token.pos_ in {"NOUN", "PROPN"} and not one_name:
            yield token.left_edge.i, min(_end(token), speaker[1])
    cuts = commas_of_list(head, speaker[1])
    yield from ((a + 1, b) for a, b in pairwise([*cuts, speaker[1]]) if a + 1 < b)


def _end(token: Token) -> int:
    """Where the next one, or a clause of its own, begins."""
    stops = (c.i for c in token.children if c.i > token.i and c.dep_ in {"cc", "conj", "punct"})
    return min(stops, default=token.right_edge.i + 1)
