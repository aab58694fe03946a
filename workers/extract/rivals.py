"""Counts that share one verb: "put at 35 by the rebels and at 22 by the government", "Rebels put the toll at 35, the
government at 22". Each is said by another, and none has a verb of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc, Token

from shared.records import Stance
from workers.extract.cues import COUNTED, COUNTING, Cue, Sort
from workers.extract.marks import Name
from workers.extract.noun_phrases import Range, noun_phrase
from workers.extract.sayings import SETTLED, Saying
from workers.extract.stretches import trimmed

_COUNTS = COUNTING | {"estimate"}
_JOINING = {",", ";", "and", "but", "while"}
_PUTS = ("at", "to")


def find_counts(doc: Doc, names: Sequence[Name]) -> Iterator[Saying]:
    """Each count that is given in the passive, and each further one of a verb in the active."""
    for verb in doc:
        if verb.lemma_.lower() in _COUNTS and verb.tag_[:2] == "VB":
            yield from _given_by(verb, names)
            yield from _gapped(verb, names)


def _given_by(verb: Token, names: Sequence[Name]) -> Iterator[Saying]:
    """ "The toll was put at 35 by the rebels and at 22 by the government"."""
    what = _what_is_counted(verb)
    if what is None:
        return
    start = what.left_edge.i
    for by in sorted(verb.subtree, key=lambda token: token.i):
        who = _who(by, verb)
        if who is None:
            continue
        speaker = noun_phrase(who, None, names)
        end = by.i if _number(verb.doc[start : by.i]) else _end_of(verb, speaker[1])
        if _number(verb.doc[start:end]):
            yield _saying(verb, speaker, (start, end), passive=True)
        start = max(end, speaker[1])
        while start < len(verb.doc) - 1 and verb.doc[start].text in _JOINING:
            start += 1


def _what_is_counted(verb: Token) -> Token | None:
    if verb.tag_ != "VBN":
        return None
    subjects = [child for child in verb.children if child.dep_ == "nsubjpass"]
    if verb.dep_ == "acl" and not subjects:
        subjects = [verb.head]
    return next((noun for noun in subjects if noun.lemma_.lower() in COUNTED), None)


def _who(by: Token, verb: Token) -> Token | None:
    """Whom a "by" names that belongs to the verb, or that the parser hangs on the number before it."""
    if by.lower_ != "by" or not (
        by.head.i == verb.i or _is_number(by.head) or by.head.lower_ in _PUTS
    ):
        return None
    wanted = (child for child in by.children if child.dep_ == "pobj" and not _is_number(child))
    return next((child for child in wanted if child.ent_type_ not in {"DATE", "TIME"}), None)


def _end_of(verb: Token, start: int) -> int:
    """Where the clause ends that goes on behind who counts: "put by local doctors at 40, is ..."."""
    inside = [token for token in verb.subtree if token.i >= start]
    stop = next((token.i for token in inside if token.text in _JOINING), None)
    return stop if stop is not None else max((token.i + 1 for token in inside), default=start)


def _gapped(verb: Token, names: Sequence[Name]) -> Iterator[Saying]:
    """ "Rebels put the toll at 35, the government at 22": from the second on."""
    if not any(c.dep_ == "dobj" and c.lemma_.lower() in COUNTED for c in verb.children):
        return
    after = (token for token in verb.doc[verb.i : verb.right_edge.i + 1] if _puts(token))
    first = next(after, None)
    if first is None:
        return
    doc, at = verb.doc, first.right_edge.i
    for token in doc[first.i + 1 : verb.sent.end]:
        between = doc[at : token.i]
        if token.pos_ in {"VERB", "AUX"}:
            return
        if _puts(token) and len(between) > 1 and token.i > at:
            joined = next((t.i for t in doc[first.i : token.i] if t.text in _JOINING), token.i)
            who = doc[token.i - 1]
            if joined < who.i and who.pos_ in {"NOUN", "PROPN"}:
                yield _saying(
                    verb, noun_phrase(who, None, names), (token.i, token.right_edge.i + 1)
                )
                first = token


def _puts(token: Token) -> bool:
    """The "at" of "at 22", "at no more than 50"."""
    return token.lower_ in _PUTS and any(_is_number(child) for child in token.children)


def _is_number(token: Token) -> bool:
    return token.pos_ == "NUM" or token.like_num


def _number(tokens: Iterable[Token]) -> bool:
    return any(map(_is_number, tokens))


def _saying(verb: Token, speaker: Range, content: Range, passive: bool = False) -> Saying:
    lemma = verb.lemma_.lower()
    cue = Cue(verb, lemma, Sort.ACT, Stance.ASSERTS, verb.i, verb.i, passive)
    return Saying(cue, speaker, *speaker, trimmed(verb.doc, *content), SETTLED)
