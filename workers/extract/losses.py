"""Losses: "the army confirmed the loss of 51", "its losses stood at 280 troops and 27 vehicles": men are dead, tanks destroyed."""

from __future__ import annotations

import re

from spacy.tokens import Token

from shared.records import Measure
from workers.extract.counted import PERSON, Counted
from workers.extract.lexicon import load
from workers.extract.lookup import text_of

_LOSS = re.compile(
    r"\bloss(?:es)?\b(?! of (?:life|control|power|contact))(?:[^.;:]|\.(?=\d)){0,80}?\b(?:of|at|to|were|was|as|approximately|about)\b(?:[^.;:]|\.(?=\d)){0,300}\Z",
    re.IGNORECASE,
)
_FALLEN = frozenset({"from", "into", "off", "by", "down", "ill", "sick", "to", "behind", "short"})


_TOLL = re.compile(
    r"\btoll\b[^.;,:\d]{0,40}?\b(?:to|at|as|is|was|of|comes to|came to)\s+(?:(?!from\b)[a-z-]+\s+){0,3}\Z",
    re.IGNORECASE,
)


def by_toll(counted: Counted, start: int) -> Measure | None:
    """ "Lowered the toll to 18", "gave the toll as 40", "the day's toll comes to 68"."""
    head = counted.head
    if head is None or not _TOLL.search(text_of(head.doc), head.sent.start_char, start):
        return None
    return Measure.KILLED if counted.unit is None or is_person(counted.unit) else None


def by_loss(counted: Counted, start: int) -> Measure | None:
    """What is counted as lost in the words of its sentence before it; of jobs and seats nothing."""
    head = counted.head
    if head is None or not _LOSS.search(text_of(head.doc), head.sent.start_char, start):
        return None
    if counted.unit is None or is_person(counted.unit):
        return Measure.KILLED
    return Measure.DESTROYED if is_materiel(counted.unit) else None


def fell(head: Token) -> bool:
    """ "Twelve soldiers fell in the ambush"; nobody who fell from a roof, or ill."""
    verb = head.head
    soldier = head.lemma_.lower() in load("measures")["nouns"]["fighters"]
    after = {t.lower_ for t in verb.doc[verb.i + 1 : verb.i + 2]}
    return soldier and head.dep_ == "nsubj" and verb.lemma_ == "fall" and not after & _FALLEN


def is_person(unit: str) -> bool:
    nouns = load("measures")["nouns"]
    return unit in {PERSON, *load("units")["persons"]["ones"], *nouns["fighters"], *nouns["kin"]}


def is_materiel(unit: str | None) -> bool:
    """Tanks, drones, guns: what an army loses beside its men."""
    return bool(unit) and str(unit).rsplit(maxsplit=1)[-1] in load("measures")["nouns"]["materiel"]
