"""Senses: words of war that here mean something else: "on strike", "a barrage of criticism", "the battle for the presidency"."""

from __future__ import annotations

from spacy.tokens import Token

from workers.extract.lexicon import load

_LISTS = load("kinds")["senses"]
_WARLIKE = frozenset(_LISTS["warlike"])
_PEACEFUL = frozenset(_LISTS["peaceful"])
_ILLS = frozenset(_LISTS["ills"])
_WORKERS = frozenset(_LISTS["workers"])
_SORTS = frozenset(_LISTS["sorts"])


def is_figurative(noun: Token) -> bool:
    """Whether the noun, by what hangs on it or it hangs on, is no fighting."""
    lemma = noun.lemma_.lower()
    if lemma == "strike":
        return _of_workers(noun)
    if lemma == "control" and noun.doc[max(0, noun.i - 2) : noun.i].text.lower() == "command and":
        return True  # "cyber defence, command and control"
    sort = {c.lemma_.lower() for c in noun.children if c.dep_ in {"compound", "amod", "poss"}}
    if lemma not in _WARLIKE:
        return lemma == "attack" and not sort.isdisjoint(_ILLS)
    of = (c for p in noun.children if p.dep_ == "prep" for c in p.children if c.dep_ == "pobj")
    return not ({c.lemma_.lower() for c in of} | sort).isdisjoint(_PEACEFUL)


def _of_workers(strike: Token) -> bool:
    """ "Went on strike", "a teachers' strike", "the strike of dockers"; bare "on strike" is never one of planes."""
    bare = not any(c.dep_ in {"det", "amod", "compound", "nummod"} for c in strike.children)
    if strike.tag_ == "NN" and strike.dep_ == "pobj" and strike.head.lower_ == "on" and bare:
        return True
    sort = {c.lemma_.lower() for c in strike.children if c.dep_ in {"compound", "amod", "poss"}}
    of = (p for p in strike.children if p.lower_ in {"of", "by"})
    who = {c.lemma_.lower() for p in of for c in p.children}
    return not (sort.isdisjoint(_SORTS) and who.isdisjoint(_WORKERS))


def is_bomber(token: Token) -> bool:
    """ "A bomber struck the wedding" is a man; "Russian bombers struck" and "a Russian bomber" are planes."""
    if token.lemma_.lower() != "bomber":
        return False
    beside = {c.lower_ for c in token.children} | {c.ent_type_ for c in token.children}
    return (token.tag_ == "NN" and "NORP" not in beside) or "suicide" in beside


_WORDS = 2
_OF_CLAUSE = frozenset({"nsubj", "nsubjpass", "dobj", "aux", "auxpass"})


def is_of_word(verb: Token) -> bool:
    """ "Svitlodarsk (government-controlled)", "a rebel-held town": what a town is, and nothing that happens there."""
    if verb.tag_ not in {"VBN", "VBD"} or verb.i < _WORDS or verb.nbor(-1).text != "-":
        return False
    return not any(
        c.dep_ in _OF_CLAUSE for c in verb.children
    )  # "militants car-bombed the station"


def is_occasion(token: Token) -> bool:
    """ "It was the second time that they hit the police", where "it is time that they left" is a call."""
    told = {c.lower_ for c in token.children if c.dep_ in {"amod", "advmod", "det"}}
    return token.lemma_.lower() == "time" and not told.isdisjoint(_COUNTED)


_COUNTED = frozenset(_LISTS["counted_times"])
