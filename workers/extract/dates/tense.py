"""Whether what is dated is still to come: the clause's verb decides which Friday is meant."""

from __future__ import annotations

from spacy.tokens import Token

from workers.extract.language import Doc
from workers.extract.lexicon import load

_GUARDS = load("dates")["guards"]
_AUXILIARIES = frozenset(_GUARDS["future_aux"])
_LIMITS = frozenset(_GUARDS["limits"])
_EXTENDING = frozenset(_GUARDS["extending"])
_UNTIL = (_LIMITS - {"by"}) | {"to"}
_PUT_OFF = frozenset(_GUARDS["put_off"])
_LETTING = frozenset(_GUARDS["letting"])
_HEADS = frozenset(_GUARDS["future_heads"])
_MEETINGS = frozenset(_GUARDS["meetings"])
_DEEDS = frozenset(_GUARDS["deeds"])


def is_ahead(doc: Doc, start: int, end: int) -> bool:
    """Whether the clause around `doc.text[start:end]` speaks of what is to come.

    "Will meet on Friday" and "is due to meet on Friday" do; "said on Friday that it will" dates
    the saying, so only the verb that the date depends on is asked.
    """
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not len(span):
        return False
    token: Token = span.root
    for _ in range(8):
        if token.pos_ in {"VERB", "AUX"} or token.head == token:
            break
        token = token.head
    if _is_of_past(doc, span.end):
        return False
    before = [t.lower_ for t in doc[max(0, span.start - 4) : span.start]]
    until = _UNTIL if token.lemma_.lower() in _PUT_OFF else _UNTIL - {"to"}
    if before[-1:] and before[-1] in until and token.lemma_.lower() in _EXTENDING:
        return True  # "the truce was extended until Friday"
    limit = before[-1:] and before[-1] in _LIMITS
    limit = limit or (before[-1:] == ["on"] and bool(_LIMITS & set(before)))  # "by noon on Friday"
    return _is_future(token) or (limit and token.tag_ not in {"VBD", "VBN"})


def is_behind(doc: Doc, start: int, end: int) -> bool:
    """Whether it has been: "killed since October 7", "the October 7 attack", "the war began on 24 February"."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not len(span):
        return False
    if span.start and doc[span.start - 1].lower_ == "since":
        return True
    token: Token = span.root
    if token.dep_ in {"compound", "nmod", "npadvmod"} and token.head.lemma_.lower() in _DEEDS:
        return True
    if token.head.lemma_.lower() in _MEETINGS:
        return False  # "a June 3 hearing has been scheduled"
    for _ in range(8):
        if token.pos_ in {"VERB", "AUX"} or token.head == token:
            break
        token = token.head
    if token.lemma_.lower() in _PUT_OFF | _HEADS:
        return False
    has = any(c.lower_ in {"has", "have", "had", "was", "were"} for c in token.children)
    return token.tag_ == "VBD" or (token.tag_ == "VBN" and has)


def _is_of_past(doc: Doc, end: int) -> bool:
    """ "The victims of Saturday's attack", of whom somebody wants to speak: it has been. "Friday's meeting" may be to come."""
    owns = end < len(doc) and doc[end].lower_ in {"'s", "’s"}
    return owns and not any(t.lemma_.lower() in _MEETINGS for t in doc[end + 1 : end + 4])


def _is_future(verb: Token) -> bool:
    children = list(verb.children)
    if any(child.lower_ in _AUXILIARIES for child in children):
        return True
    above = verb.head
    if verb.dep_ in {"xcomp", "ccomp"} and above.lemma_.lower() in _LETTING and above != verb:
        return _is_future(above)  # "would let its wounded leave on Saturday"
    infinitive = any(child.lower_ == "to" and child.dep_ == "aux" for child in children)
    is_to = (
        above.lower_ in {"is", "are"} and verb.dep_ == "xcomp"
    )  # "the funeral is to be held on Monday"
    return infinitive and (is_to or above.lemma_.lower() in _HEADS)
