"""Adjuncts: numbers that stand beside what happened, and are not of whom it happened to."""

from __future__ import annotations

from spacy.tokens import Token

from workers.extract.counted import last_token
from workers.extract.governors import is_move
from workers.extract.lexicon import load


def is_adjunct(head: Token, start: int) -> bool:
    """Whether the number stands behind a preposition, beside what happened: "from 80 countries",
    "in two attacks", "by 30 gunmen"."""
    last = last_token(head.doc, start)
    if last is not None and last.lower_ in load("units")["wholes"]["articles"]:
        last = last_token(head.doc, last.idx)  # "rebels from the six families"
    if last is None or last.sent != head.sent:
        return False
    if last.lower_ == "of" and _is_number_before(last):
        return True  # "three of the seven hostages were freed": not the seven
    if last.lower_ == "of" and any(child.dep_ == "nummod" for child in last.head.children):
        return last.head.pos_ == "NOUN"  # "five members of one family"
    if last.lower_ not in load("measures")["counters"]["beside"] or last.dep_ == "mark":
        return False  # "after 17 people were killed" brings a clause
    before = last_token(head.doc, last.idx)
    along = before is not None and (before.lower_, last.lower_) in _ALONG
    return not along and not is_move(last)


def is_whole(head: Token, start: int) -> bool:
    """ "Three of seven hostages freed": the seven were held. Of "20 of the 50 people killed" the fifty were killed."""
    last = last_token(head.doc, start)
    if last is not None and last.tag_ == "POS":
        owner = last.head  # "3,000 of the camp's 14,000 inhabitants"
        last = last_token(head.doc, owner.left_edge.idx)
        return last is not None and last.lower_ == "of" and _counts_before(last)
    return last is not None and last.lower_ == "of" and _is_number_before(last)


def _counts_before(of: Token) -> bool:
    return of.i > 0 and of.nbor(-1).like_num


def _is_number_before(of: Token) -> bool:
    before = of.doc[of.i - 1] if of.i else of
    return before.like_num and before.pos_ == "NUM" and not before.is_digit


_ALONG = {("along", "with"), ("together", "with"), ("well", "as")}
