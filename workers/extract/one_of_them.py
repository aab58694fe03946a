"""One of them: "one of them", "another", "the other" is one of those of whom the report has just told."""

from __future__ import annotations

import re

from spacy.tokens import Token

from shared.records import SourceKind, Span
from workers.extract.lexicon import load
from workers.extract.marks import SourceMark

_PEOPLE = frozenset(load("sources")["unnamed"])
_BACK = 3
"""Sentences to those of whom one is."""
_ONE = re.compile(
    r"(?:one|another|a (?:second|third))(?: of (?:them|these|those))?|the (?:other|first|second|third)",
    re.I,
)


def one_of_them(words: str, head: Token, span: Span) -> SourceMark | None:
    """Of "Two security officials spoke to us. One of them said ...; the other said ..." a security official and the other
    security official, who are two."""
    if _ONE.fullmatch(words) is None:
        return None
    sentence = head.sent
    for _ in range(_BACK):
        if not sentence.start:
            return None
        sentence = head.doc[sentence.start - 1].sent
        group = next((t for t in sentence if _could_speak(t)), None)
        if group is not None:
            sort = [t.text for t in group.lefts if t.dep_ in {"amod", "compound"}]
            named = [word for word in sort if word.lower() not in _HOW_MANY]
            which = _OTHER.search(words)
            before = [which[0].lower().removeprefix("an")] if which else []
            name = " ".join([*before, *named, group.lemma_.lower()])
            return SourceMark(name, SourceKind.UNNAMED, None, group.lemma_.lower(), span)
    return None


_OTHER = re.compile(r"\b(?:an)?other\b|\b(?:second|third)\b", re.I)


def _could_speak(noun: Token) -> bool:
    """Several people, none of whom has died: "Nine men died. One said" is of somebody else."""
    people = noun.tag_ == "NNS" and noun.lemma_.lower() in _PEOPLE
    return people and noun.head.lemma_.lower() not in _HARM


_HARM = frozenset(
    verb for side in ("subject", "object") for verb in load("measures")["verbs"]["killed"][side]
)
_HOW_MANY = frozenset(
    {"several", "many", "some", "few", "other", "more", "various", "two", "three"}
)
