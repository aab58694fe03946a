"""Hearers: whom somebody told it, where that is a newspaper or agency that has handed it on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from shared.records import SourceKind
from workers.extract.cues import Cue
from workers.extract.lexicon import load
from workers.extract.marks import Name, NameKind, SourceMark
from workers.extract.noun_phrases import Range, noun_phrase
from workers.extract.organisations import kind_of_body
from workers.extract.sources import Resolver

_OUTLETS = frozenset(load("sources")["outlets"])
_SPOKEN = frozenset({"interview", "statement", "remark", "comment", "call", "message", "letter"})
_SPEAKING = frozenset({"speak", "talk"})
_TO = frozenset({"to", "with"})


def told_to(resolver: Resolver, cue: Cue, names: Sequence[Name]) -> SourceMark | None:
    """The BBC of "residents told the BBC", "said in an interview with the BBC", "speaking to the BBC"."""
    for noun in _hearers(cue.token):
        phrase = noun_phrase(noun, None, names)
        if phrase[0] < phrase[1] and _is_outlet(phrase, noun, names):
            mark, _ = resolver.resolve(phrase)
            if mark is not None and mark.kind is SourceKind.ORGANISATION:
                return mark
    return None


def _hearers(verb: Token) -> Iterator[Token]:
    for child in verb.children:
        if child.dep_ in {"dobj", "dative"} and verb.lemma_ == "tell":
            yield from _objects(child) if child.pos_ == "ADP" else (child,)
        elif child.dep_ == "prep":
            for noun in _objects(child):
                if noun.lemma_.lower() in _SPOKEN:
                    yield from _handed(noun)
        elif child.dep_ == "advcl" and child.lemma_ in _SPEAKING:
            yield from _handed(child)


def _handed(word: Token) -> Iterator[Token]:
    for preposition in word.children:
        if preposition.dep_ == "prep" and preposition.lower_ in _TO:
            yield from _objects(preposition)


def _objects(preposition: Token) -> Iterator[Token]:
    return (c for c in preposition.children if c.dep_ == "pobj")


def _is_outlet(phrase: Range, noun: Token, names: Sequence[Name]) -> bool:
    """Whether it publishes: a body known for that, or one that says so. Not "reporters", who may
    be anybody's, nor "a newspaper"."""
    doc = noun.doc
    start, end = doc[phrase[0]].idx, doc[phrase[1] - 1].idx + len(doc[phrase[1] - 1])
    bodies = [n for n in names if n.kind is NameKind.ORGANISATION and start <= n.start < end]
    if any(kind_of_body(n.canonical) == "media" for n in bodies):
        return True
    words = doc[phrase[0] : phrase[1]]
    named = any(t.pos_ == "PROPN" or t.lower_ == "state" for t in words)
    return named and any(t.lower_ in _OUTLETS for t in words)


def is_outlet(mark: SourceMark, outlet: str | None) -> bool:
    """Whether it is who publishes the report, by its name, a part of it, or its first letters."""
    called = mark.organisation or mark.name
    name, own = _words(called), _words(outlet)
    if not name or not own:
        return False
    return name <= own or {_letters(called)} <= own or {_letters(outlet)} == name


def _words(name: str | None) -> set[str]:
    said = {word.casefold() for word in (name or "").split()} - {"the"}
    return said - {"news"} or said


def _letters(name: str | None) -> str:
    return "".join(word[0] for word in (name or "").split() if word[:1].isupper()).casefold()
