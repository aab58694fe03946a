"""Asked: what somebody was asked, and would neither say nor deny, or did either: "Asked whether the bridge was hit, he declined to comment"."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from shared.records import Stance
from workers.extract.cues import Cue
from workers.extract.noun_phrases import Range
from workers.extract.sayings import SETTLED, Saying

_ASKED = frozenset({"asked", "pressed", "questioned"})
_WHETHER = frozenset({"whether", "if"})
_IT = frozenset({"it", "this", "that", "so", "on", "about", "to"})
_ANSWERS = frozenset({Stance.CANNOT_VERIFY, Stance.CONFIRMS, Stance.DENIES})


def settle_by_question(sayings: Sequence[Saying]) -> list[Saying]:
    """Those that answer a question of their sentence: it is what they confirm, deny or leave open."""
    found = []
    for saying in sayings:
        question = _asked(saying.cue) if saying.side != SETTLED else None
        if question is not None:
            saying.side, saying.contents = SETTLED, [question]
            found.append(saying)
    return found


def _asked(cue: Cue) -> Range | None:
    """The tokens of the question that the cue's verb answers or leaves open, if it says nothing more by itself."""
    verb = cue.token
    while verb.dep_ in {"xcomp", "ccomp"} and verb.head.i > verb.sent.start:
        verb = verb.head  # "said he could not confirm it"
    undenied = cue.stance is Stance.DENIES and any(c.dep_ == "neg" for c in cue.token.children)
    if cue.stance not in _ANSWERS or undenied or not _says_nothing(cue):
        return None  # "did not deny it" leaves open what "it" is
    for question in (c for c in verb.children if c.dep_ == "advcl" and c.i < cue.first):
        clauses = (c for c in question.children if c.dep_ in {"ccomp", "advcl"})
        clause = next(clauses, None) if question.lower_ in _ASKED else None
        mark = clause and next((c for c in clause.children if c.dep_ == "mark"), None)
        if clause is not None and mark is not None and mark.lower_ in _WHETHER:
            return mark.i + 1, clause.right_edge.i + 1
    return None


def _says_nothing(cue: Cue) -> bool:
    """ "He declined to comment", "denied it", "... to comment on this, but said ..."."""
    doc = cue.token.doc
    for token in doc[cue.last + 1 : cue.token.sent.end]:
        if token.is_punct or (
            token.dep_ == "cc" and token.head.i == cue.token.i and token.lower_ != "nor"
        ):
            return True  # "denied it and blamed the army"
        if token.lower_ not in _IT and not _goes_on(token, cue.token):
            return False
    return True


def _goes_on(token: Token, verb: Token) -> bool:
    """The "nor denied" of "neither confirmed nor denied"."""
    return token.lower_ in {"nor", "or"} or (token.dep_ == "conj" and token.head.i == verb.i)


def behind_answers(doc: Doc, told: Range, answers: Sequence[Saying]) -> Range | None:
    """What is left of what he "said" with the answer in it: "he could not confirm it, but that 30 trucks had arrived"."""
    inside = [a.i for a in answers if told[0] <= a.i < told[1]]
    if not inside:
        return told
    rest = (
        t.i + 1
        for t in doc[inside[-1] : told[1]]
        if t.lower_ == "that" and t.nbor(-1).lower_ in _JOINS
    )
    start = next(rest, None)
    return None if start is None else (start, told[1])


_JOINS = frozenset({"but", "and"})
