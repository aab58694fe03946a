"""Counts that share one verb: "put at 35 by the rebels and at 22 by the government", "Rebels put the toll at 35, the
government at 22". Each is said by another, and none has a verb of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from shared.records import Stance
from workers.extract.cues import COUNTED, COUNTING, Cue, Sort
from workers.extract.lexicon import load
from workers.extract.lookup import of_lemma
from workers.extract.marks import Name
from workers.extract.noun_phrases import Range, is_number, noun_phrase
from workers.extract.sayings import SETTLED, Saying
from workers.extract.trimming import trimmed

_COUNTS = COUNTING | {"estimate"}
_JOINING = {",", ";", "and", "but", "while"}
_PUTS = ("at", "to")
_SAYS = frozenset({"say", "report", "claim", "speak"})
_TELLING = frozenset(_COUNTS | _SAYS)
_SPEAKS = frozenset(load("sources")["bodies"]) | frozenset(load("sources")["unnamed"])
_FIGHT = frozenset(load("measures")["nouns"]["fighters"])
_BOUND = frozenset(
    {
        "of",
        "more",
        "than",
        "at",
        "least",
        "about",
        "some",
        "around",
        "only",
        "nearly",
        "over",
        "just",
    }
)


def find_counts(doc: Doc, names: Sequence[Name]) -> Iterator[Saying]:
    """Each count that is given in the passive, and each further one of a verb in the active."""
    for verb in of_lemma(doc, _TELLING):
        if verb.tag_[:2] == "VB" and verb.lemma_.lower() in _COUNTS:
            yield from _given_by(verb, names)
            yield from _gapped(verb, names)
            yield from _taken_up(verb, names)
        elif verb.lemma_.lower() in _SAYS and verb.tag_[:2] == "VB":
            yield from _said_shortly(verb, names)


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
        by.head.i == verb.i or is_number(by.head) or by.head.lower_ in _PUTS
    ):
        return None
    wanted = (child for child in by.children if child.dep_ == "pobj" and not is_number(child))
    return next((child for child in wanted if child.ent_type_ not in {"DATE", "TIME"}), None)


def _end_of(verb: Token, start: int) -> int:
    """Where the clause ends that goes on behind who counts: "put by local doctors at 40, is ..."."""
    inside = [token for token in verb.subtree if token.i >= start]
    stop = next((token.i for token in inside if token.text in _JOINING), None)
    return stop if stop is not None else max((token.i + 1 for token in inside), default=start)


def _gapped(verb: Token, names: Sequence[Name]) -> Iterator[Saying]:
    """ "Rebels put the toll at 35, the government at 22", "The ministry counted 17 dead, the mayor 21": from the
    second on."""
    counts = any(c.dep_ == "dobj" and c.lemma_.lower() in COUNTED for c in verb.children)
    first = next((t for t in verb.doc[verb.i : verb.right_edge.i + 1] if is_number(t)), None)
    if not counts or first is None:
        return
    doc, joined = verb.doc, 0
    with_at = first.head.lower_ in _PUTS
    for token in doc[first.i + 1 : verb.sent.end]:
        if token.pos_ in {"VERB", "AUX"} and token.lower_ not in COUNTED:
            return
        joined = token.i if token.text in _JOINING else joined
        if _puts(token) if with_at else is_number(token):
            who = doc[token.i - 1]
            if joined and joined < who.i and who.pos_ in {"NOUN", "PROPN"}:
                start, _ = noun_phrase(who, None, names)
                content = (token.i, token.right_edge.i + 1)
                yield _saying(verb, (max(start, joined + 1), token.i), content)
                joined = 0


def _said_shortly(verb: Token, names: Sequence[Name]) -> Iterator[Saying]:
    """ "Hospital sources said 20 people died, activists 35", "one spoke of 100 dead, and a local official of 165": who else
    gives a number, which ends its clause."""
    doc, counted, joined = verb.doc, False, 0
    for token in doc[verb.i + 1 : verb.sent.end - 1]:
        if is_number(token) and counted and joined and _ends_clause(token):
            first = token.i
            while first - 1 > joined and doc[first - 1].lower_ in _BOUND:
                first -= 1
            if first - 1 > joined and _may_count(doc[joined + 1 : first]):
                start, _ = noun_phrase(doc[first - 1], None, names)
                yield _saying(verb, (max(start, joined + 1), first), (first, token.i + 1))
        counted = counted or is_number(token)
        joined = token.i if token.text in _JOINING else joined


def _ends_clause(token: Token) -> bool:
    return token.nbor().text in {".", ";", ","} or token.nbor().lower_ == "dead"


def _may_count(phrase: Span) -> bool:
    """ "The rebels", "activists", "a local official": nobody who may be among the counted ("..., rebels 35")."""
    head = phrase[-1]
    word = {head.lemma_.lower(), head.lower_}
    plain = all(t.pos_ in {"DET", "ADJ", "NOUN", "PROPN", "CCONJ"} for t in phrase)
    told = bool(word & _SPEAKS) or head.ent_type_ in {"ORG", "GPE"}
    return plain and told and (not word & _FIGHT or phrase[0].lower_ == "the")


def _taken_up(verb: Token, names: Sequence[Name]) -> Iterator[Saying]:
    """ "Seven were killed, a toll that the hospital put at four": its own count of what was told before."""
    who = next((c for c in verb.children if c.dep_ == "nsubj" and c.tag_[:1] != "W"), None)
    at = next((c for c in verb.children if c.i > verb.i and _puts(c)), None)
    if verb.dep_ != "relcl" or verb.head.lemma_.lower() not in COUNTED or not who or not at:
        return
    yield _saying(verb, noun_phrase(who, None, names), (at.i, at.right_edge.i + 1))


def _puts(token: Token) -> bool:
    """The "at" of "at 22", "at no more than 50"."""
    return token.lower_ in _PUTS and any(is_number(child) for child in token.children)


def _number(tokens: Iterable[Token]) -> bool:
    return any(map(is_number, tokens))


def _saying(verb: Token, speaker: Range, content: Range, passive: bool = False) -> Saying:
    lemma = verb.lemma_.lower()
    cue = Cue(verb, lemma, Sort.ACT, Stance.ASSERTS, verb.i, verb.i, passive)
    return Saying(cue, speaker, *speaker, trimmed(verb.doc, *content), SETTLED)
