"""Fitting: whether what is said to have happened can happen to what is counted, and what it is then."""

from __future__ import annotations

from spacy.tokens import Token

from shared.records import Measure
from workers.extract.counted import PERSON, Counted
from workers.extract.lexicon import load
from workers.extract.losses import is_materiel, is_person


def _is_hurt(counted: Counted) -> bool:
    """ "The blast burned nine farmers": what destroys houses wounds people."""
    verb = counted.head and counted.head.head.lemma_
    return is_person(counted.unit or "") and verb in load("measures")["verbs"]["wounded"]["object"]


def _to_death(head: Token | None) -> bool:
    """ "Burned alive", "burned to death"."""
    return head is not None and any(t.lower_ in {"alive", "death"} for t in head.head.subtree)


def _is_lost(counted: Counted) -> bool:
    return counted.head is not None and counted.head.head.lemma_ == "lose"


def fitting(found: Measure | None, counted: Counted) -> Measure | None:
    """Ground is not detained, bombs are not struck, men are not destroyed: what is said of things of another sort."""
    unit = counted.unit or ""
    if found is None or _does_not_befall(found, unit, counted):
        return None
    if found is Measure.DESTROYED and _is_hurt(counted):
        return Measure.KILLED if _to_death(counted.head) else Measure.WOUNDED
    if found is Measure.EVACUATED and unit in load("measures")["nouns"]["captives"]:
        return Measure.RELEASED
    if found is Measure.DESTROYED and is_person(unit):
        return Measure.KILLED  # "lost two sons"
    befell = counted.head is not None and counted.head.dep_ in {"nsubjpass", "nsubj"}
    if found is Measure.KILLED and is_materiel(unit) and not befell:
        return Measure.DESTROYED  # "killed a number of men while destroying six guns two tanks"
    return found


def _does_not_befall(found: Measure, unit: str, counted: Counted) -> bool:
    nouns = load("measures")["nouns"]
    if unit in nouns["places"]:  # whoever lost two villages does not hold them
        return found.value in nouns["personal"] or (
            found is Measure.DESTROYED and _is_lost(counted)
        )
    # insurgents who crossed into a country fled from nobody
    fled = found is Measure.DISPLACED and unit in {*nouns["fighters"]} - {PERSON, "man"}
    return fled or unit in nouns["happenings"]
