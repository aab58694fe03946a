"""Described: "the monitor", "the ministry", "the group" as a body that was heard or named before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from shared.records import SourceKind, Span
from workers.extract import whose
from workers.extract.lookup import text_of
from workers.extract.marks import Name, NameKind, SourceMark
from workers.extract.organisations import kind_of_body
from workers.extract.pronouns import Memory, of_name

_DESCRIBING = frozenset({"relcl", "appos", "acl"})


def described(memory: Memory, head: Token, span: Span) -> SourceMark | None:
    """The body last heard or named that is of the kind which a description says."""
    phrase = " ".join(text_of(head.doc)[slice(*span)].split()).lower()
    kinds = whose.DESCRIBED.get(head.lower_)
    if kinds is None:
        return _ending_so(memory, head, span) if phrase.startswith("the ") else None
    if not phrase.startswith(("the ", "this ")):
        return None
    for word in phrase.split()[1:-1]:  # "the rebel alliance" is no army
        kinds = kinds & whose.DESCRIBED.get(f"{word}s", whose.DESCRIBED.get(word, kinds)) or kinds
    heard = [mark.organisation for mark in reversed(memory.heard) if mark.organisation]
    if head.tag_ == "NNS" and whose.others_since(memory.names, heard, kinds, span[0]):
        return None
    # "The defence ministry in Moscow", and not the Pentagon, which was heard since; but "the paramilitary group" is no
    # "doctors' group".
    said = {word for word in phrase.split(head.lower_)[0].split() if word in whose.DESCRIBED}
    called = [
        name
        for name in heard
        if head.lower_ in (words := name.lower().split())
        and name != name.lower()  # a headline's "aid group says" is no name of "the group"
        and (said <= set(words) or kind_of_body(name) in kinds)
        and not is_rebels(head.lower_, name)
    ]
    for name in [*called, *(name for name in heard if kind_of_body(name) in kinds)]:
        if whose.could_be(phrase, head, name):
            return SourceMark(name, SourceKind.ORGANISATION, name, None, span)
    named = _named(memory, head, span, kinds)
    if named is None and head.lower_ in _OF_ANY_SORT:
        unknown = next((name for name in heard if kind_of_body(name) is None), None)
        if unknown is not None and not _MEDIA.search(unknown) and not _others(memory, span):
            return SourceMark(unknown, SourceKind.ORGANISATION, unknown, None, span)
    return named


def _others(memory: Memory, span: Span) -> bool:
    """Whether others have come up since: "A group of settlers attacked Huwara. The group said"."""
    since = max((mark.span[1] for mark in memory.heard if mark.span), default=0)
    return _ARMED.search(text_of(memory.doc)[since : span[0]]) is not None


_ARMED = re.compile(
    r"\b(?:a group of|(?:armed|masked) men|gunmen|militants|rebels|fighters|bandits|insurgents|attackers)\b",
    re.I,
)
_MEDIA = re.compile(r"\b(?:Agency|Media|Network|network|News|TV|Press|Radio|Times|Post|Channel)$")
_OF_ANY_SORT = frozenset({"group", "organisation", "organization", "faction"})
"""A body of which no list knows what it is may be called so: "The Islamic Resistance said ... The group promised"."""


def _ending_so(memory: Memory, head: Token, span: Span) -> SourceMark | None:
    """ "The centre based in Hmeimim", of the one body heard whose name ends so."""
    bodies = {mark.organisation for mark in memory.heard if mark.organisation}
    called = [name for name in bodies if name.lower().split()[-1] == head.lower_]
    if len(called) != 1 or head.tag_ != "NN":
        return None
    return SourceMark(called[0], SourceKind.ORGANISATION, called[0], None, span)


def _named(memory: Memory, head: Token, span: Span, kinds: frozenset[str]) -> SourceMark | None:
    """That was only named before; but who is described by it, if it was heard."""
    phrase = text_of(head.doc)[slice(*span)]
    named = [n for n in memory.names if n.kind is NameKind.ORGANISATION and n.end <= span[0]]
    for earlier in (n for n in reversed(named) if whose.could_be(phrase, head, n.canonical)):
        called = earlier.canonical.lower().split()[-1] == head.lower_
        if called and not is_rebels(head.lower_, earlier.canonical):
            return of_name(earlier, span)
        if kind_of_body(earlier.canonical) in kinds:
            heard = (mark.organisation for mark in _described_by(memory, earlier))
            name = next((name for name in heard if name), earlier.canonical)
            return SourceMark(name, SourceKind.ORGANISATION, name, None, span)
    return None


def is_rebels(word: str, name: str) -> bool:
    """ "The army" is not the Free Syrian Army."""
    return word in {"army", "military"} and kind_of_body(name) == "armed-group"


def _described_by(memory: Memory, name: Name) -> Iterator[SourceMark]:
    """Who was heard, and is told of by the name: in "The Macina Front, which is allied with Boko Haram, said ... The group
    also said" the group is the Front, though it is known of Boko Haram alone that it is one."""
    words = memory.doc.char_span(name.start, name.end, alignment_mode="expand")
    if words is None:
        return
    chain = [words.root, *words.root.ancestors]
    above = [t.head.idx for t in chain if t.dep_ in _DESCRIBING]
    for mark in memory.heard:
        if mark.span and any(mark.span[0] <= at < mark.span[1] for at in above):
            yield mark
