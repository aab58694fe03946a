"""One of them: "one of them", "another", "the other" is one of those of whom the report has just told."""

from __future__ import annotations

import re

from spacy.tokens import Token

from shared.records import SourceKind, Span
from workers.extract.lexicon import load
from workers.extract.marks import SourceMark

_PEOPLE = frozenset(load("sources")["unnamed"])
_BACK = 4
"""Sentences to those of whom one is, with its own."""
_ONE = re.compile(
    r"(?:one|another|a (?:second|third))(?: of (?:them|these|those))?|the (?:other|first|second|third)",
    re.I,
)


def one_of_them(words: str, head: Token, span: Span) -> SourceMark | None:
    """Of "Two security officials spoke to us. One of them said ...; the other said ..." a security official and the other
    security official, who are two."""
    if _ONE.fullmatch(words) is None:
        return None
    group = _told_of(words, head)
    if group is None:
        return None
    sort = [t.text for t in group.lefts if t.dep_ in {"amod", "compound"}]
    named = [word for word in sort if word.lower() not in _HOW_MANY]
    which = _OTHER.search(words)
    before = [which[0].lower().removeprefix("an")] if which else []
    name = " ".join([*before, *named, group.lemma_.lower()])
    return SourceMark(name, SourceKind.UNNAMED, None, group.lemma_.lower(), span)


def _told_of(words: str, head: Token) -> Token | None:
    """The noun of those of whom one is: in the sentence so far, else in those before. "Another" may follow one: "An official
    said 2,400 had left. Another put it at 3,000"."""
    tags = {"NNS", "NN"} if words.lower().startswith("another") else {"NNS"}
    sentence, end = head.sent, head.left_edge.i
    for _ in range(_BACK):
        told = sentence.doc[sentence.start : end]
        group = next((t for t in told if t.tag_ in tags and _could_speak(t)), None)
        if group is not None or not sentence.start:
            return group
        sentence = head.doc[sentence.start - 1].sent
        end = sentence.end
    return None


_OTHER = re.compile(r"\b(?:an)?other\b|\b(?:second|third)\b", re.I)


def _could_speak(noun: Token) -> bool:
    """Who does something, or is spoken to; none who has died: "Nine men died. One said" is of somebody else."""
    does = noun.dep_ in {"nsubj", "nsubjpass"} or noun.head.head.lemma_ in _SPOKEN_TO
    return does and noun.lemma_.lower() in _PEOPLE and noun.head.lemma_.lower() not in _HARM


_SPOKEN_TO = frozenset({"speak", "talk"})
_HARM = frozenset(
    verb for side in ("subject", "object") for verb in load("measures")["verbs"]["killed"][side]
)
_HOW_MANY = frozenset(
    {"several", "many", "some", "few", "other", "more", "various", "two", "three"}
)
