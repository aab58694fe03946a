"""Ones: "a woman was killed" says how many too, though no numeral stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from spacy.tokens import Doc, Token

from shared.records import Span
from workers.extract.counted import Counted, singular
from workers.extract.governors import phrase_head
from workers.extract.intervals import Interval
from workers.extract.lexicon import load
from workers.extract.measures import find_harm
from workers.extract.outcomes import lists, outcome

_ARTICLES = ("a", "an", "another")
_JOINED = ("conj", "appos")
_NEVER = ("not", "neither", "nor", "never")
_UNSURE = ("if", "whether", "unless")


def find_ones(doc: Doc, spans: Sequence[Span]) -> Iterator[tuple[Interval, Counted]]:
    """Each single person who was killed, wounded, detained or is missing: "a woman", "one of her children", a
    headline's "Woman killed".

    `spans` are those of the numbers already found; nothing in them is read again.
    """
    for token in doc:
        noun = _one_of(token) or token
        if noun is token and token.tag_ not in ("NN", "NNP"):
            continue
        unit = singular(noun)
        if unit not in _people() and unit not in _kin():
            continue
        start = token.idx if noun is not token else _start(token)
        end = noun.idx + len(noun)
        if start is None or any(low < end and start < high for low, high in spans):
            continue
        if _was_harmed(token) and not _harms(token, spans):
            one = Interval(start, end, (start, end), 1, 1, approx=False, form="article")
            yield one, Counted(unit, end, head=token, part=_is_part(token))


def _one_of(token: Token) -> Token | None:
    """The "children" of "one of her children"."""
    if token.lower_ != "one" or token.i + 1 >= len(token.doc):
        return None
    of = token.nbor(1)
    if of.lower_ != "of":
        return None
    return next((child for child in of.children if child.tag_ == "NNS"), None)


@cache
def _people() -> frozenset[str]:
    units, nouns = load("units"), load("measures")["nouns"]
    return frozenset(units["persons"]["ones"]) | frozenset(nouns["fighters"])


@cache
def _kin() -> frozenset[str]:
    return frozenset(load("units")["persons"]["kin"])


def _owner(noun: Token) -> Token | None:
    """Whose wife, son or neighbour it is; not "whose", which only says more of somebody told of already."""
    owners = [child for child in noun.lefts if child.dep_ == "poss" and child.lower_ != "whose"]
    bereaved = _top(noun).head.lemma_ == "lose"  # "the mayor, who lost his brother"
    return owners[0] if owners and not bereaved else None


def _start(noun: Token) -> int | None:
    """Where "a woman", "his wife" or, in a headline, "Woman" begins; `None` for her, this, or a woman known before."""
    if noun.dep_ == "compound" and noun.head.i > noun.i:
        return None
    if noun.lower_ in _kin() and (owner := _owner(noun)) is not None:
        return owner.left_edge.idx
    if (article := _article(noun)) >= noun.sent.start:
        return noun.doc[article].idx
    headline = noun.i == noun.sent.start or (noun.dep_ == "appos" and noun.head.dep_ == "ROOT")
    bare = headline and not any(child.i < noun.i for child in noun.children)
    return noun.idx if bare and outcome(_after(noun)) is not None else None


def _article(noun: Token) -> int:
    """Its place; the parser hangs the "dead" of "shot dead a guard" on the guard."""
    places = (child.i for child in noun.lefts if child.lower_ in _ARTICLES)
    return min(places, default=noun.sent.start - 1)


def _after(noun: Token) -> str:
    return noun.nbor(1).lower_ if noun.i + 1 < len(noun.doc) else ""


def _was_harmed(noun: Token) -> bool:
    """Not "to kill a journalist", "not a soldier was hurt" or "if a child is killed": there it is nobody; nor "a
    wounded man said" or "a woman, a mother of three, was killed": there nobody else."""
    inside = [child for child in noun.children if child.i > _article(noun)]
    described = any(outcome(child.lower_) for child in inside if child.dep_ == "amod")
    nobody = described or _is_anybody(noun) or _is_nobody(noun) or _is_described_before(noun)
    return not nobody and find_harm(noun) is not None


def _top(noun: Token) -> Token:
    """The word by which the whole list that it stands in hangs in its sentence."""
    top = phrase_head(noun)
    while top.dep_ in _JOINED and top.head is not top:
        top = phrase_head(top.head)
    return top


def _is_nobody(noun: Token) -> bool:
    before = noun.doc[max(noun.sent.start, noun.left_edge.i - 2) : noun.i]
    if any(token.lower_ in _NEVER for token in before):
        return True
    verb = _top(noun).head
    said = [verb, verb.head] if verb.dep_ in {"acl", "relcl", "xcomp", "ccomp"} else [verb]
    marks = [child for each in said for child in each.children if child.i < noun.i or each is verb]
    return any(
        child.dep_ == "neg"
        or child.lower_ in _NEVER
        or child.lower_ in _UNSURE
        or child.tag_ == "MD"
        for child in marks
    )


def _is_described_before(noun: Token) -> bool:
    """In "a woman, a mother of three, was killed" the mother; not in "a father, a mother and a son were killed", which
    the parser takes for the same."""
    told = _apposed_to(noun)
    if told is None or _is_numbered(told):
        return False
    one = any(child.lower_ in _ARTICLES for child in told.children)
    single = any(c.lower_ in {"was", "is", "has"} for c in _top(noun).head.children)
    return not one or single


def _apposed_to(noun: Token) -> Token | None:
    while noun.dep_ == "conj":
        noun = noun.head
    return noun.head if noun.dep_ == "appos" else None


def _is_numbered(told: Token | None) -> bool:
    return told is not None and any(child.dep_ == "nummod" for child in told.children)


def _is_part(noun: Token) -> bool:
    """Of "two children, a boy and a girl, were killed" each; of "two policemen, a driver and a guard were killed" none:
    there no comma closes who the two were."""
    last = max((noun, *noun.conjuncts), key=lambda token: token.i).right_edge
    closed = last.i + 1 < len(last.doc) and last.nbor(1).text in {",", "–", "—", ")"}
    return closed and _is_numbered(_apposed_to(noun))


def _harms(noun: Token, spans: Sequence[Span]) -> bool:
    """ "A bomber killed at least 16 civilians": what stands behind her, others are counted by."""
    verb, *behind = noun.doc[noun.i + 1 : noun.i + 3] or [noun]
    counts = bool(behind) and behind[0].idx in {start for start, _ in spans}
    return outcome(verb.lower_) is not None and counts and not lists(verb)


def _is_anybody(noun: Token) -> bool:
    """ "To kill a journalist is a crime", "a child is killed every hour": nobody in particular."""
    verb = _top(noun).head
    return verb.tag_ == "VB" or any(t.lower_ in ("every", "each") for t in verb.subtree)
