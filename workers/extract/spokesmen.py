"""Spokesmen: whose an unnamed spokesman is, where his own words do not say it by a name."""

from __future__ import annotations

import re

from spacy.tokens import Token

from shared.records import Span
from workers.extract import whose
from workers.extract.described import is_rebels
from workers.extract.lexicon import load
from workers.extract.lookup import text_of
from workers.extract.marks import NameKind
from workers.extract.organisations import kind_of_body
from workers.extract.pronouns import Memory

_BODIES = frozenset(load("sources")["bodies"])
_ONE_OF_EACH = frozenset(load("sources")["one_of_each"])
_OWNED = re.compile(
    r"(?:^|\s)(?P<owner>[\w-]+)[’']s?\s| for (?:the )?(?P<of>[\w-]+)", re.IGNORECASE
)


def says_whose(phrase: str) -> str | None:
    """The "army" of "the army's spokesman", "the spokesman for the army"."""
    found = _OWNED.search(phrase)
    return (found["owner"] or found["of"]).lower() if found else None


def speaks_for(memory: Memory, head: Token, span: Span, phrase: str) -> str | None:
    """ "The rebels' spokesman" is of the one body of rebels that is named; "a spokesman" after "the SDF said" is the SDF's."""
    owner = next((c for c in head.children if c.dep_ == "poss"), None)
    if owner is not None and (named := _only(memory, owner.lower_, span[0])) is not None:
        return named
    if (own := says_whose(phrase)) is not None:  # nobody else's
        return own if own in _ONE_OF_EACH else None
    speaks = "spoke" in head.lemma_.lower() or phrase.lower().startswith("its ")
    if not speaks or _is_of_a_house(head):
        return None
    before = phrase.lower().split()[:-1]
    if before and before[0] != "its" and before[-1] in whose.SORTS:
        return _one_of(memory, before[-1], span[0])
    if phrase.lower().startswith("the ") and (told := _told_before(memory, head, span[0])):
        return told
    return _of_the_heard(memory, head, span[0])


def _is_of_a_house(head: Token) -> bool:
    """ "A spokesman at the hospital in Harim" is the hospital's, whoever was heard before him."""
    prepositions = (c for c in head.rights if c.dep_ == "prep" and c.lower_ in _AT)
    return any(t.dep_ == "pobj" and t.pos_ == "NOUN" for p in prepositions for t in p.children)


_AT = frozenset({"at", "of", "with", "from", "in"})


def _of_the_heard(memory: Memory, head: Token, start: int) -> str | None:
    """ "A spokesman" after "the SDF said" is the SDF's."""
    last = next((m for m in reversed(memory.heard[-2:]) if m.organisation and m.span), None)
    near = last is not None and last.span is not None and start - last.span[1] < _NEAR
    between = text_of(head.doc)[last.span[1] : start] if near and last and last.span else "\n\n"
    if "\n\n" in between and (told := _told_of(memory, head)) is not None:
        return told
    return last.organisation if near and last else None


def _told_before(memory: Memory, head: Token, start: int) -> str | None:
    """ "The agency quoted a UN spokesman. The spokesman could not confirm it": he is that one, who has not been heard."""
    text = text_of(head.doc)
    near = (n for n in reversed(memory.names) if start - _NEAR < n.start < start)
    called = re.compile(rf"(?:[’']s)? (?:[a-z]+ )?{re.escape(head.lemma_)}\b")
    bodies = (n for n in near if n.kind is NameKind.ORGANISATION and called.match(text, n.end))
    return next((n.canonical for n in bodies), None)


_NEAR = 400
"""Characters back to the body that was heard."""


def _told_of(memory: Memory, head: Token) -> str | None:
    """ "The World Food Programme counts nine dead, a spokeswoman said": where a paragraph begins anew, it is hers."""
    above = head.head
    doers = (
        c
        for verb in (above, *above.children, *((above.head,) if above.dep_ == "conj" else ()))
        if verb.i < head.i and verb.dep_ in {"ccomp", "ROOT"}
        for c in verb.children
        if c.dep_ == "nsubj" and c.i < head.left_edge.i
    )
    bodies = [n for n in memory.names if n.kind is NameKind.ORGANISATION]
    found = (n.canonical for c in doers for n in bodies if n.start <= c.idx < n.end)
    return next(found, None)


def _one_of(memory: Memory, sort: str, before: int) -> str | None:
    """Whose "an army spokeswoman" is, whoever was heard before her: the one army's that is named, else the army's."""
    bodies = {n.canonical for n in memory.names if n.start < before}
    named = {b for b in bodies if sort in b.lower().split() and not is_rebels(sort, b)}
    one = named.pop() if len(named) == 1 else _only(memory, sort, before)
    return one or (sort if sort in _BODIES else None)


def _only(memory: Memory, sort: str, before: int) -> str | None:
    kinds = whose.DESCRIBED.get(sort)
    named = {
        n.canonical
        for n in memory.names
        if kinds and n.start < before and kind_of_body(n.canonical) in kinds
    }
    return named.pop() if len(named) == 1 else None
