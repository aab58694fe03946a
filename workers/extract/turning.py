"""Turning: where what one says ends in its sentence, because what follows is no more of it."""

from __future__ import annotations

from spacy.tokens import Span

from shared.records import Stance
from workers.extract.lexicon import load
from workers.extract.sayings import Saying

_AGAINST = frozenset({Stance.DENIES, Stance.DISPUTES})
_RELATIVE = frozenset({"WDT", "WP", "WP$", "WRB"})
_GIVES = frozenset({*load("cues")["verifying"], "give", "name", "identify", "elaborate", "provide"})


def withholds(saying: Saying) -> int:
    """ "The UN said 1.7 million had fled, but it did not give a date": what one does not say is no part of what one says."""
    token = saying.cue.token
    for verb in token.conjuncts:
        if (
            verb.i > token.i
            and verb.lemma_ in _GIVES
            and any(c.dep_ == "neg" for c in verb.children)
        ):
            begins = min(c.left_edge.i for c in verb.children)
            before = (c.i for c in verb.head.children if c.dep_ == "cc" and token.i < c.i < begins)
            return min([begins, *before])
    return len(token.doc)


def turns(saying: Saying, content: Span) -> int:
    """ "denied that any had died, although its hospital had named three": the turn against a denial is
    not denied, nor said by who denies; nor does he who claimed the raids say the rest of "raids for which he has claimed
    responsibility and where 60 were killed"."""
    if saying.cue.token.dep_ == "relcl":
        for token in content[1:]:
            if token.tag_ in _RELATIVE and token.nbor(-1).lower_ == "and":
                return token.i - 1
    if saying.cue.stance in _AGAINST:
        for token in content[2:]:
            if token.lower_ in {"although", "though"} and token.nbor(-1).text == ",":
                return token.i - 1
    return content.end
