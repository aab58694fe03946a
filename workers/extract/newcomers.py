"""Newcomers: people of whom a report tells for the first time, and who are "he" in what follows."""

from __future__ import annotations

from spacy.tokens import Token

from workers.extract.genders import could_be_called
from workers.extract.lexicon import load

_PEOPLE = frozenset(load("sources")["unnamed"])


def is_new(subject: Token, word: str) -> bool:
    """ "A woman at the gate", "another officer"; nobody of whom the report has told before."""
    article = subject.left_edge
    new = article.lower_ in {"a", "an", "another"} and article.head.i == subject.i
    known = subject.tag_ == "NN" and subject.lemma_.lower() in _PEOPLE
    verb = subject.head
    among = any(c.lower_ == "among" for c in verb.children)
    if verb.lemma_.lower() in _SUFFERED or among:
        return False  # "A driver died at the scene. He said": not the driver
    return new and known and could_be_called(subject.lemma_, word)


_SUFFERED = frozenset(
    [
        *load("measures")["verbs"]["killed"]["subject"],
        *load("measures")["verbs"]["missing"]["subject"],
        "suffer",
    ]
)


def end_of(noun: Token) -> int:
    """Where what he is called ends, before what he does: "an official present at the meeting"."""
    last = noun
    for child in noun.rights:
        if child.dep_ != "prep" or child.i != last.i + 1:
            break
        last = child.right_edge
    return last.idx + len(last)
