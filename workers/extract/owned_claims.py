"""Claims and reports as nouns, with who makes them: "reports by activists that nine had died", "the ministry's claim that"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from shared.records import Stance
from workers.extract.by_count import may_own
from workers.extract.cues import Cue, Sort
from workers.extract.lexicon import load
from workers.extract.lookup import of_lemma
from workers.extract.sayings import SETTLED, Saying
from workers.extract.trimming import trimmed

OWNED = "claim by"
"""The lemma of such a cue: no verb's."""
_NO = frozenset({"no", "any", "neither", "either"})
_NOUNS = frozenset([*load("cues")["hearsay_nouns"], "charge", "accusation"])
_MADE = frozenset({"make", "level", "raise", "repeat"})


def find_owned_claims(doc: Doc) -> Iterator[Saying]:
    """One saying each, its content the clause behind the noun."""
    for noun in of_lemma(doc, _NOUNS):
        owner = owner_of(noun)
        clause = _clause(noun) if owner is not None else None
        if owner is None or clause is None:
            continue
        first = clause.left_edge.i + (clause.left_edge.lower_ == "that")
        told = trimmed(doc, first, clause.right_edge.i + 1)
        speaker = owner.left_edge.i, owner.i + 1
        cue = Cue(noun, OWNED, Sort.CLAUSE, Stance.ASSERTS, noun.i, noun.i)
        yield Saying(cue, speaker, min(noun.i, speaker[0]), first, told, SETTLED)


def owner_of(noun: Token) -> Token | None:
    """Who claims or reports it, if the noun is one of claiming and says so."""
    if noun.lemma_.lower() not in _NOUNS or noun.tag_ not in {"NN", "NNS"}:
        return None
    if any(c.lower_ in _NO for c in noun.children):
        return None  # "there were no reports by medics that anybody had died"
    by = [c for p in noun.rights if p.dep_ == "prep" and p.lower_ == "by" for c in p.children]
    whose = [c for c in noun.lefts if c.dep_ == "poss"]
    made = [c for c in noun.rights if c.dep_ == "acl" and c.lemma_ in _MADE and c.tag_ == "VBN"]
    by += [t for c in made for p in c.children if p.dep_ == "agent" for t in p.children]
    owners = (c for c in (*by, *whose) if c.dep_ in {"pobj", "poss"} and may_own(c))
    return next((o for o in owners if not any(c.lower_ in _NO for c in o.children)), None)


def _clause(noun: Token) -> Token | None:
    clauses = (c for c in noun.rights if c.dep_ in {"acl", "ccomp"})
    return next((c for c in clauses if c.left_edge.lower_ == "that"), None)
