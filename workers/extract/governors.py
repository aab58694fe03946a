"""Governors: the predicates over a counted noun, found along the dependencies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from workers.extract.lexicon import load

SUBJECTS = ("nsubj", "csubj")
PASSIVES = ("nsubjpass",)
_OBJECTS = ("dobj", "obj", "dative")
_INSIDE = ("nummod", "compound", "quantmod", "amod", "nmod")
_COMPLEMENTS = ("xcomp", "acomp", "oprd", "ccomp", "attr")


@dataclass(frozen=True, slots=True)
class Governor:
    """A predicate, and whether the counted stand as its subject or its object; `of` for a noun that
    takes them behind "of"."""

    word: Token
    side: str


def phrase_head(head: Token) -> Token:
    """The word by which the whole phrase hangs in its sentence: "dozens" of "dozens of civilians"."""
    for _ in range(6):
        above = head.head
        if head.dep_ in _INSIDE and above.pos_ in ("NOUN", "PROPN", "NUM", "ADJ", "SYM"):
            head = above
        elif head.dep_ == "pobj" and above.lower_ == "of" and _counts(above.head):
            head = above.head
        else:
            break
    return head


def _counts(token: Token) -> bool:
    """Words that count what stands behind their "of": numbers, "total", "group"."""
    words = load("measures")["counters"]["words"]
    return token.pos_ == "NUM" or token.lower_ in load("numbers")["sizes"] or token.lower_ in words


def governors(head: Token) -> Iterator[Governor]:
    """Predicates over a noun, nearest first, with the side it stands on."""
    token = head
    for _ in range(6):
        over = token.head
        if over == token or token.dep_ not in ("conj", "appos"):
            break
        token = phrase_head(over)
    if token.head != token:
        yield from _by_dependency(token, token.head)


def _by_dependency(token: Token, over: Token) -> Iterator[Governor]:
    if token.dep_ in SUBJECTS:
        yield from chain(over, "subject")
    elif _of_toll(token, over):
        yield from (Governor(child, "of") for child in over.children if child.dep_ in SUBJECTS)
    elif token.dep_ in PASSIVES or token.dep_ in _OBJECTS:
        yield from chain(over, "object")
    elif token.dep_ == "pobj":
        yield from _through(over, token)


def _of_toll(token: Token, over: Token) -> bool:
    """ "The death toll was 45", "has reached 20 people": the number is that of the subject."""
    words = load("measures")["counters"]
    told = over.lemma_ == "be" if token.dep_ == "attr" else over.lemma_ in words["moves"]
    subjects = (c.lemma_.lower() for c in over.children if c.dep_ in SUBJECTS)
    return told and token.dep_ in ("attr", *_OBJECTS) and any(s in words["tolls"] for s in subjects)


def _through(preposition: Token, number: Token) -> Iterator[Governor]:
    """ "the deaths of 12", "including 12 children", "the toll rose to 41"."""
    over = preposition.head
    if preposition.lower_ == "between" and preposition.i < over.i and not has_subject(over):
        # "between 300 and 400 families fled": of a range that stands as a subject
        yield from chain(over, "object" if is_passive(over) else "subject")
    elif preposition.lower_ == "of" and over.pos_ in ("NOUN", "PROPN", "VERB"):
        yield Governor(over, "of")
    elif preposition.lower_ in ("including", "incl", "plus"):
        yield from governors(over) if over.pos_ != "VERB" else _of_counted(over)
    elif preposition.lower_ in ("to", "at") or any(c.lower_ == "to" for c in number.lefts):
        verb = _moving(preposition)
        if verb.lemma_ in load("measures")["counters"]["moves"]:
            for child in verb.children:
                if child.dep_ in (*SUBJECTS, *PASSIVES, *_OBJECTS):
                    yield Governor(child, "of")


def _of_counted(verb: Token) -> Iterator[Governor]:
    """ "20 people were killed including 13 civilians", where the model hangs the part on the verb."""
    object_ = is_passive(verb) or any(child.dep_ in _OBJECTS for child in verb.children)
    yield Governor(verb, "object" if object_ else "subject")


def is_move(preposition: Token) -> bool:
    """ "The toll rose to 41", "put the toll at 16": the number behind "to" or "at" is the toll's."""
    words = load("measures")["counters"]
    over = _moving(preposition).lemma_.lower()
    return preposition.lower_ in ("to", "at") and over in (*words["moves"], *words["tolls"])


def _moving(preposition: Token) -> Token:
    """What "to" says the end of: in "rose from 36 to 41" and "rose by five to 41" the parser may hang it on the 36, or
    the five."""
    over = preposition.head
    while over.head != over and (over.pos_ == "NUM" or over.lower_ in ("from", "by")):
        over = over.head
    return over


def chain(verb: Token, side: str) -> Iterator[Governor]:
    """A verb and those it leads to: "are thought to have joined", "managed to flee", "were found dead"."""
    yield Governor(verb, side)
    over = side == "subject" or is_passive(verb)
    for child in verb.children:
        if child.i < verb.i or (side == "subject" and _is_of_object(child, verb)):
            continue
        if child.dep_ in _COMPLEMENTS:
            yield from _complement(child, over)
        elif child.dep_ == "conj" and child.pos_ == "VERB" and not has_subject(child):
            passive = is_passive(child) or (is_passive(verb) and child.tag_ in ("VBN", "VBD"))
            if passive or side == "subject":
                yield from chain(child, "object" if passive else "subject")


def _is_of_object(child: Token, verb: Token) -> bool:
    """ "A gunman shot dead a guard": dead is the guard."""
    takes = any(each.dep_ in _OBJECTS for each in verb.children)
    return takes and child.pos_ == "ADJ" and not is_passive(verb)


def _complement(child: Token, over: bool) -> Iterator[Governor]:
    if has_subject(child):
        return
    if not over:
        if child.tag_ == "VB":
            yield from chain(child, "subject")
        elif child.pos_ in ("ADJ", "VERB"):
            yield Governor(child, "object")
        return
    # "40 men are believed to have died" has a participle, and nobody does it to them
    undergone = child.tag_ == "VBN" and not any(c.lemma_ == "have" for c in child.children)
    yield from chain(child, "object" if is_passive(child) or undergone else "subject")
    if child.dep_ == "attr":
        yield from clauses(child)


def clauses(noun: Token) -> Iterator[Governor]:
    """What the clauses behind a noun say of it: "people trapped in", "fighters who surrendered"."""
    for child in noun.children:
        if child.dep_ not in ("relcl", "acl"):
            continue
        bare = child.tag_ == "VBN" and not has_subject(child)
        other = any(c.dep_ in SUBJECTS and c.tag_ not in ("WP", "WDT") for c in child.children)
        yield from chain(child, "object" if bare or other or is_passive(child) else "subject")


def has_subject(verb: Token) -> bool:
    return any(child.dep_ in (*SUBJECTS, *PASSIVES) for child in verb.children)


def is_passive(verb: Token) -> bool:
    return any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children)


def attribute(head: Token) -> Token | None:
    """What the counted are said to be: the "fighters" of "about 150 of them were fighters"."""
    verb = head.head
    if head.dep_ not in SUBJECTS or verb.lemma_ != "be":
        return None
    return next(
        (child for child in verb.children if child.dep_ == "attr" and child.pos_ == "NOUN"), None
    )
