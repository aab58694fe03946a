"""Whether a happening has happened, goes on, is planned or only thought of.

At publication, as the reading conventions say: "said they were trapped" is backshifted and goes on;
"will" with a doer who can plan is planned, a forecast nobody plans is hypothetical.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from shared.records import Kind, Phase
from workers.extract.clauses import (
    auxiliaries,
    is_bid,
    is_predicate,
    is_told,
    rising,
    subjects,
    with_to,
)
from workers.extract.lexicon import load
from workers.extract.tense import by_auxiliaries, by_tense, phase_of, words

_EVENTS = {
    Kind.ATTACK,
    Kind.AIR_STRIKE,
    Kind.CHEMICAL_ATTACK,
    Kind.CASUALTIES,
    Kind.DESTRUCTION,
    Kind.SURRENDER,
    Kind.RELEASE,
    Kind.AGREEMENT,
    Kind.VIOLATION,
}
_WHOLE = _EVENTS - {Kind.AGREEMENT, Kind.RELEASE, Kind.SURRENDER}


def phase_of_claim(
    head: Token, core: Token, kind: Kind, cue: str | None, *, backshift: bool = False
) -> Phase:
    """The phase of a claim with the grammatical predicate `head` and the telling predicate `core`.

    `cue` is the reporting word's lemma, `backshift` whether it stands in the past.
    """
    if kind is Kind.POSITION:
        lead = core if phase_of(core) is Phase.PLANNED and not is_bid(head) else head
        return _of_position(lead, cue, backshift)
    bids = cue == "tell" and with_to(head)  # "Police told residents to leave"
    wished = cue in load("phases")["position"]["hypothetical"] and cue != "warn"
    wished = wished and not (cue == "suggest" and is_told(head))
    if bids or wished:
        return Phase.HYPOTHETICAL
    if cue in load("phases")["position"]["planned"]:
        return Phase.PLANNED
    if cue == "announce" and head.lemma_.lower() in words("begun"):
        return Phase.HAPPENED
    told = _tried(head, core) or core
    phase = phase_of(told, backshift=backshift)
    if phase is Phase.ONGOING and _has_happened(told, kind):
        return Phase.HAPPENED
    return phase


def _tried(head: Token, core: Token) -> Token | None:
    """ "were trying to pull bodies out" is told of the trying, which goes on."""
    for above in rising(core):
        if above.lemma_.lower() in words("trying") and is_predicate(above):
            return above
        if above.i == head.i:
            return None
    return None


def _has_happened(verb: Token, kind: Kind) -> bool:
    """The present tense of headlines and sums, and what a past event shows."""
    lemma = verb.lemma_.lower()
    if lemma in words("showing"):
        return True
    done = verb.tag_ == "VBN" and any(c.lower_ in {"has", "have"} for c in verb.children)
    if done and any(c.lower_ == "now" for c in verb.children):
        return True  # "they have now lost a third of it"
    if lemma == "be":
        # "14 children were among those killed", "it was a raid"; but "are sick" goes on
        states = {c.lemma_.lower() for c in verb.children if c.dep_ == "acomp"}
        if any(c.lower_ == "among" for c in verb.children):
            return kind in _WHOLE | {Kind.EVACUATION, Kind.DISPLACEMENT}
        return kind in _WHOLE and not states - {"dead", "responsible"}
    if kind not in _EVENTS or verb.tag_ not in {"VBZ", "VBP"} or lemma in words("states"):
        return False
    return not any(c.dep_ == "advmod" and c.lower_ in words("habits") for c in verb.children)


def _of_position(head: Token, cue: str | None, backshift: bool) -> Phase:
    """A stance is held, a call or wish is hypothetical, one's own undertaking planned."""
    head = _performed(head) or head
    said = set(_stance_words(head, cue))
    if said & set(load("phases")["position"]["hypothetical"]) or _bids(head):
        return Phase.HYPOTHETICAL
    if is_predicate(head) and phase_of(head) is Phase.PLANNED:
        return Phase.PLANNED
    if said & set(load("phases")["position"]["planned"]) and "commit" not in said:
        return Phase.PLANNED
    past = head.tag_ in {"VBD", "VBN"} and by_auxiliaries(head) is None
    if cue is None and past and by_tense(head, backshift) is Phase.HAPPENED:
        return Phase.HAPPENED
    return Phase.ONGOING


def _performed(head: Token) -> Token | None:
    """ "I want to convey my condolences" conveys them."""
    wishes = head.lemma_.lower() in {"want", "wish", "like"}
    aims = (c for c in head.children if wishes and c.dep_ == "xcomp")
    return next((c for c in aims if c.lemma_.lower() in words("performed")), None)


def _stance_words(head: Token, cue: str | None) -> Iterator[str]:
    if cue:
        yield cue
    yield head.lemma_.lower()
    yield from (a.lower_ for a in auxiliaries(head))
    for child in head.children:
        if child.dep_ in {"acomp", "intj", "attr", "xcomp"}:
            yield child.lemma_.lower()


def _bids(head: Token) -> bool:
    if head.tag_ != "VB":
        return False
    return is_bid(head) or (head.dep_ == "ROOT" and not subjects(head))
