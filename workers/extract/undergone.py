"""Undergone: what somebody is said to have done, or is told, by whoever it is: "Army accused of raid", "Villagers told to
leave". In the active these verbs would have to name somebody; the parse makes him who undergoes it the one who speaks."""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Token

from workers.extract.lexicon import load

_UNDERGONE: Mapping[str, list[str]] = load("cues")["undergone"]
CHARGES: Mapping[str, list[str]] = load("cues")["charges"]
_BY = "by"


def is_undergone(verb: Token) -> bool:
    """Whether it is a participle with nobody between it and what it takes, nor before it: "a blast that the mayor
    described as an attack" is described by him."""
    words = _UNDERGONE.get(verb.lemma_.lower())
    if words is None or verb.tag_ not in {"VBD", "VBN"}:
        return False
    after = verb.nbor().lower_ if verb.i + 1 < len(verb.doc) else ""
    stands_alone = not any(c.dep_ in {"aux", "dobj"} for c in verb.children)
    return stands_alone and (after == _BY or after in words)


def charge(verb: Token) -> Token | None:
    """The "of" of "is accused by the UN of shelling the town", "Army accused of raid"."""
    words = CHARGES.get(verb.lemma_.lower())
    if (
        words is None
        or verb.tag_ not in {"VBD", "VBN"}
        or any(c.dep_ == "dobj" for c in verb.children)
    ):
        return None
    agents = [c for c in verb.children if c.lower_ == _BY]
    below = (c for above in (verb, *agents) for c in above.subtree)
    of = (c for c in below if c.i > verb.i and c.lower_ in words and c.dep_ == "prep")
    return next((c for c in of if any(t.dep_ in {"pobj", "pcomp"} for t in c.children)), None)


def accuser(verb: Token) -> Token | None:
    """The "by" before who accuses, wherever the parse hangs it: "accused of shelling market by UN"."""
    return next((c for c in verb.subtree if c.i > verb.i and c.lower_ == _BY), None)
