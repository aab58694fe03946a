"""Citing: whom somebody has it from, "Reuters, citing the army", "the agency quoted the mayor as saying"."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from workers.extract.cues import NAMING, Cue
from workers.extract.marks import Name
from workers.extract.noun_phrases import Range, noun_phrase


def quoted_as(verb: Token) -> Token | None:
    """Whom somebody "quoted as saying": the object, or the subject of the passive. So in "Reuters reported residents as
    saying that 24 had died"."""
    if verb.dep_ != "pcomp" or verb.head.lower_ != "as" or hands_on(verb).lemma_ not in _REPORTING:
        return None
    wanted = {"dobj", "nsubjpass"}
    return next((c for c in hands_on(verb).children if c.dep_ in wanted), None)


def up_to_as(phrase: Range, verb: Token) -> Range:
    """All of "quoted a doctor at the hospital as saying", of which the parse hangs the hospital on "quoted"."""
    if quoted_as(verb) is None:
        return phrase
    between = verb.doc[phrase[1] : verb.head.i]
    told = any(t.pos_ in {"VERB", "AUX"} or t.is_punct for t in between)
    return phrase if told or not len(between) else (phrase[0], verb.head.i)


def hands_on(saying: Token) -> Token:
    """The "quoted" of "quoted the mayor as saying", of which the parse hangs "as saying" on it or on the mayor."""
    above = saying.head.head
    return above.head if above.dep_ == "dobj" else above


_REPORTING = NAMING | {"report"}


def cited(cue: Cue, speaker: Range | None, names: Sequence[Name]) -> list[Range]:
    """Whom a speaker has it from, in order: "citing state television, which quoted the army".

    For somebody "quoted by X as saying" it is X who quotes: see `quoting`.
    """
    if speaker is None or quoted_as(cue.token) is not None:
        return []
    # "X, citing Y, had said": the parser hangs what goes with the verb on its "had", too.
    helpers = {child.i for child in cue.token.children if child.dep_ == "aux"}
    above = {cue.token.i, *helpers, *range(*speaker)}
    found: list[Range] = []
    for token in cue.token.sent:
        if token.lemma_ not in NAMING or token.i == cue.token.i:
            continue
        beside = 0 <= token.i - speaker[1] <= 1  # "according to Reuters, citing the mayor"
        if not (token.head.i in above or beside or _before_clause(token, cue.token)):
            continue
        objects = [c for c in token.children if c.dep_ == "dobj"]
        if objects and (token.tag_ == "VBG" or token.dep_ == "relcl"):
            phrase = noun_phrase(objects[0], None, names)
            if phrase[0] >= phrase[1]:
                continue
            found.append(phrase)
            above |= set(range(*phrase))
    return found


def _before_clause(citing: Token, verb: Token) -> bool:
    """ "Reported, citing the ministry, that nine had died": parsed as if those who died cited it."""
    clause = citing.head
    that = any(t.lower_ == "that" for t in clause.doc[citing.i : clause.i])
    return clause.dep_ == "ccomp" and clause.head.i == verb.i and that
