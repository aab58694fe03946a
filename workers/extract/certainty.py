"""How sure a clause is, by its own words and the force of the cue that brings it.

A hedge holds where syntax lets it: its own clause and what hangs below it, not the conjunct beside
it ("may have fled, and three were arrested" is sure of the arrests).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Token

from shared.records import Certainty, SourceKind, Stance
from workers.extract.clauses import auxiliaries, is_passive, is_predicate, role
from workers.extract.lexicon import load

_ORDER = (Certainty.CERTAIN, Certainty.PROBABLE, Certainty.POSSIBLE, Certainty.UNKNOWN)
_BELOW = {"ccomp", "xcomp", "acl", "oprd", "pcomp", "relcl", "csubj", "csubjpass"}


_TALK = frozenset({"report", "rumour", "rumor", "allegation"})


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(load("hedges")[name])


def weakest(*certainties: Certainty) -> Certainty:
    return max(certainties, key=_ORDER.index)


def certainty_of_cue(
    lemma: str | None, kind: SourceKind | None, stance: Stance = Stance.ASSERTS
) -> Certainty:
    """What the reporting word promises: "believes" is probable, nobody's "reportedly" possible.

    `lemma` of the cue and `kind` of its source (`None`: the reporter's own voice).
    """
    if stance is Stance.CANNOT_VERIFY:
        return Certainty.UNKNOWN
    if lemma in _list("probable"):
        return Certainty.PROBABLE
    if kind is SourceKind.HEARSAY or lemma in _list("possible"):
        return Certainty.POSSIBLE
    return Certainty.CERTAIN


def certainty_of(head: Token) -> Certainty:
    """How sure the words around a predicate (or a noun of a happening) make it."""
    return weakest(Certainty.CERTAIN, *(certainty for certainty, _ in hedges_of(head)))


def hedges_of(head: Token) -> Iterator[tuple[Certainty, Token]]:
    """The words that make it less than sure, and how sure each leaves it.

    Looks at the word's own auxiliaries and adverbs and climbs through complements to the words that
    govern it: "appears to have fled", "is said to", "reports of shelling".
    """
    yield from _own(head)
    yield from _counted(head)
    token = head
    while token.dep_ != "ROOT" and token.head.i != token.i:
        if token.dep_ == "conj":
            token = token.head
            if is_predicate(token):
                return
            continue
        if role(token) not in _BELOW and is_predicate(token):
            return
        below, token = token, token.head
        yield from _governor(token, below)
        if is_predicate(token):
            yield from _own(token)
            if below.dep_ not in {"xcomp", "ccomp", "oprd"}:
                return


def _counted(head: Token) -> Iterator[tuple[Certainty, Token]]:
    """ "An estimated 6,200 people have fled"; what "was reported" with nobody who reports it."""
    about = [c for c in head.children if c.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"}]
    estimated = [c for a in about for c in a.children if c.lower_ == "estimated"]
    by = any(c.dep_ == "agent" for c in head.children)
    if estimated:
        yield Certainty.PROBABLE, estimated[0]
    elif head.lemma_ == "estimate" and is_passive(head):  # "losses are estimated at 645,000"
        yield Certainty.PROBABLE, head
    elif head.lemma_ == "report" and is_passive(head) and not by:
        yield Certainty.POSSIBLE, head


def _own(word: Token) -> Iterator[tuple[Certainty, Token]]:
    """Modals, adverbs and adjectives of the word itself."""
    plain = _negated(word) or word.lemma_ in {"see", "hear", "imagine"}
    for aux in auxiliaries(word):
        # "cannot advance" is sure, as is "can shell the airport"; "could be seen sitting" was seen
        if aux.lower_ in {"may", "might"} or (aux.lower_ == "could" and not plain):
            yield Certainty.POSSIBLE, aux
    yield from _chances(word)
    for child in word.children:
        if _is_held(child):
            yield Certainty.PROBABLE, child
        if child.dep_ not in {"advmod", "amod", "acomp"} or _negated(child):
            continue
        if child.lower_ in _list("adverbs_probable"):
            yield Certainty.PROBABLE, child
        elif child.lower_ in _list("possible"):
            yield Certainty.POSSIBLE, child
        elif child.lower_ in _list("unknown"):
            yield Certainty.UNKNOWN, child


def _chances(verb: Token) -> Iterator[tuple[Certainty, Token]]:
    """ "There is a high probability that the missile was Russian", "there is a chance that"; not "there is no chance"."""
    for noun in (c for c in verb.children if c.dep_ == "attr" and verb.lemma_ == "be"):
        clause = any(c.dep_ in {"acl", "ccomp"} for c in (*noun.children, *verb.children))
        if not clause or any(c.lower_ in {"no", "little"} for c in noun.children):
            continue
        if noun.lemma_ in _list("odds_nouns"):
            yield Certainty.PROBABLE, noun
        elif noun.lemma_ in _list("chances"):
            yield Certainty.POSSIBLE, noun


def _is_held(child: Token) -> bool:
    """ "As we understand it, this was no accident": so they hold it to be, and do not know. "As far as we know" as well."""
    below = list(child.children)
    if child.dep_ == "prep" and any(c.lemma_ in _list("odds_nouns") for c in below):
        return True  # "in all likelihood"
    if child.dep_ == "prep":
        nouns = [c for c in below if c.lemma_.lower() in _list("held_nouns")]
        if child.lower_ == "by" and any(noun.lemma_ == "estimate" for noun in nouns):
            return True  # "by some estimates"
        return any(c.tag_ == "PRP$" for noun in nouns for c in noun.children)
    if child.lower_ == "far":
        return any(c.lemma_ in {"know", "tell"} and c.dep_ == "advcl" for c in below)
    led = any(c.lower_ == "as" and c.dep_ == "mark" for c in below)
    told = any(c.dep_ == "nsubj" and c.pos_ == "PRON" for c in below)
    told = told and any(c.dep_ == "dobj" and c.lower_ == "it" for c in below)
    return child.dep_ == "advcl" and led and told and child.lemma_ in _list("held")


def _governor(word: Token, below: Token) -> Iterator[tuple[Certainty, Token]]:
    """What a governing word makes of what hangs below it."""
    lemma = word.lemma_.lower()
    if role(below) in {"xcomp", "ccomp", "oprd", "acl", "csubj", "csubjpass"}:
        passive = any(c.dep_ == "auxpass" for c in word.children)
        if lemma in _list("probable") | _list("odds_nouns"):
            yield Certainty.PROBABLE, word
        elif lemma in _list("unknown"):
            yield Certainty.UNKNOWN, word
        elif lemma in _list("possible") | _list("fears") or (passive and lemma in _list("hearsay")):
            yield Certainty.POSSIBLE, word
    # "reports of shelling"; the monitor that "reported the raids on Saturday" is sure
    told = word.pos_ == "NOUN" and lemma in _TALK and not _is_where_said(word)
    if told and below.dep_ in {"prep", "acl"}:
        yield Certainty.POSSIBLE, word


def _is_where_said(noun: Token) -> bool:
    """The report of "said in a report that 40 were killed", in which somebody is sure."""
    at = noun.head
    return noun.dep_ == "pobj" and at.lower_ == "in" and is_predicate(at.head)


def _negated(word: Token) -> bool:
    return any(c.dep_ == "neg" for c in word.children)
