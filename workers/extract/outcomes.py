"""Outcomes: the word right behind a number, or behind its noun, that says what happened: "36 dead", "17 people killed"."""

from __future__ import annotations

import re
from functools import cache

from spacy.tokens import Token

from shared.records import Measure
from workers.extract.governors import phrase_head
from workers.extract.lexicon import load

HARM = (Measure.KILLED, Measure.WOUNDED, Measure.MISSING, Measure.DETAINED, Measure.DESTROYED)
_NOUNS = ("NOUN", "PROPN")
_EITHER = {Measure.KILLED, Measure.WOUNDED}
"""One is not both; who was "detained and killed" is."""


@cache
def table(role: str) -> dict[str, Measure]:
    """Words of one role with their measure: `object`, `subject`, `adjectives`, `nouns`."""
    verbs = load("measures")["verbs"]
    return {word: Measure(name) for name, entry in verbs.items() for word in entry[role]}


def outcome(word: str) -> Measure | None:
    """What a participle or adjective by itself says happened: "evacuated", "dead"."""
    return table("adjectives").get(word)


def by_outcome(head: Token) -> Measure | None:
    """ "17 people killed", "36 dead", "40 wounded": the outcome right behind the number or noun."""
    for token in head.doc[head.i + 1 : head.i + 4]:
        if token.sent != head.sent:
            return None
        if token.lower_ in table("adjectives"):
            return None if _acts(token) or _has_done(token) else table("adjectives")[token.lower_]
        between = (
            token.pos_ in ("ADV", "AUX") or token.lower_ in load("measures")["counters"]["between"]
        )
        if not between:
            return None
    return None


def _acts(token: Token) -> bool:
    """ "22 soldiers killed three men": the outcome has an object of its own."""
    if lists(token):
        return False
    after = token.nbor(1) if token.i + 1 < len(token.doc) else token
    # "Six soldiers killed fighting in the hills": doing what, and no one that they killed.
    own = any(c.dep_ == "dobj" and not c.lower_.endswith("ing") for c in token.children)
    finite = token.tag_ != "VBN" and after.pos_ in ("NUM", "DET")
    return token.pos_ == "VERB" and (own or finite)


def lists(token: Token) -> bool:
    """ "Nine killed 12 injured in blast": a headline, or a text whose commas are lost, tells two outcomes."""
    behind = token.doc[token.i + 1 : token.i + 5]
    if not behind or not is_number(behind[0]):
        return False
    told = next((t for t in behind[1:] if t.lower_ in table("adjectives")), None)
    follows = told is not None and told.i + 1 < len(told.doc) and told.nbor(1).pos_ in _NOUNS
    return told is not None and told.sent == token.sent and not follows


def is_number(token: Token) -> bool:
    """ "12", "dozens"."""
    return token.pos_ == "NUM" or token.lower_ in load("numbers")["sizes"]


def _has_done(token: Token) -> bool:
    """ "480 people had left" have gone; "480 people are left" remain."""
    return any(child.dep_ == "aux" and child.lemma_ == "have" for child in token.children)


def befell_some(head: Token) -> bool:
    """ "Shells killed and injured five", "12 were killed or wounded": how many of them each, nobody says."""
    noun = phrase_head(head)
    if noun.head.lower_ == "including":
        noun = noun.head.head  # "killed and wounded dozens, including three children"
    verb = noun.head
    if noun.dep_ not in {"dobj", "nsubjpass"} or verb.lemma_.lower() not in table("object"):
        return False
    for joins, other in ((-1, -2), (1, 2)):
        inside = verb.sent.start <= verb.i + other < verb.sent.end
        if not inside or verb.nbor(joins).lower_ not in {"and", "or"}:
            continue
        second = verb.nbor(other)
        shared = not any(c.dep_ == "dobj" and c.i != noun.i for c in second.children)
        done = {table("object").get(each.lemma_.lower()) for each in (verb, second)}
        if shared and done == _EITHER:
            return True
    return False


def of_those(words: str) -> Measure | None:
    """ "At least 40 of the dead came from one village": forty dead, wherever they came from."""
    whole = _those().search(words)
    return outcome(whole["what"].lower()) if whole else None


@cache
def _those() -> re.Pattern[str]:
    told = "|".join(sorted(table("adjectives")))
    return re.compile(rf"\bof (?:the|those) (?P<what>{told})\b(?! \w+s\b)", re.IGNORECASE)
