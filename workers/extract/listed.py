"""Numbers listed one behind the other: in headlines, and in texts that have lost their commas."""

from __future__ import annotations

from spacy.tokens import Token

from shared.records import Measure
from workers.extract.counted import last_token
from workers.extract.outcomes import by_outcome, is_number, outcome, table


def by_verb_before(head: Token, start: int, row: int = 6) -> Measure | None:
    """ "Insurgents kidnapped 900 Executed 18 People", "Shells Kill 12 Farmers Injured Dozens": in a headline without its
    commas the verb right before a number speaks of it, unless that tells what happened to those counted before.
    `row`: numbers looked back over."""
    verb = last_token(head.doc, start)
    if verb is None or verb.i == 0 or verb.sent != head.sent:
        return None
    measure, before = (
        table("object").get(verb.lemma_.lower()) or outcome(verb.lower_),
        verb.nbor(-1),
    )
    own = verb.dep_ == "amod" and verb.head == head and before.pos_ != "DET"  # "the remaining six"
    if measure is None or not (own or _is_listed(head) or _numeral(before) is not None):
        return None
    return None if _is_told(before, row) else measure


def _is_told(before: Token, row: int) -> bool:
    """ "12 killed 30 wounded": the outcome behind a number is its own, if no verb before it speaks of it."""
    number = _numeral(before)
    if number is None:
        return False
    return row == 0 or by_verb_before(before, number.idx, row - 1) is None


def _numeral(counted: Token) -> Token | None:
    if counted.pos_ == "NUM":
        return counted
    return next((child for child in counted.children if child.dep_ == "nummod"), None)


def _is_listed(head: Token) -> bool:
    """ "900 Executed 18", "Farmers Injured Dozens": behind it another verb has a number of its own."""
    behind = head.doc[head.i + 1 : head.i + 3]
    return len(behind) > 1 and outcome(behind[0].lower_) is not None and is_number(behind[1])


def listed_in_headline(head: Token) -> Measure | None:
    """ "Two soldiers, driver killed as mine hits bus": what befalls the last of a headline's list befell the first."""
    others = (child for child in head.children if child.dep_ == "appos" and head.dep_ == "ROOT")
    return next((measure for each in others if (measure := by_outcome(each))), None)
