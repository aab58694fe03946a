"""Scorning: verbs that dispute what somebody has said by what stands behind them: "cast doubt on", "scoffed at the claim"."""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Token

from workers.extract.lexicon import load

_CUES = load("cues")
_ABOUT = frozenset({"on", "about", "over", "upon"})
_DOUBTS = frozenset(_CUES["doubts"])
DOUBTING = frozenset(_CUES["doubting"])
SCORNING: Mapping[str, list[str]] = _CUES["scorning"]
_WORDS = frozenset(_CUES["scorned"])
_NEAR = 8
"""Tokens to what is scoffed at."""


def doubting(token: Token, lemma: str) -> int | None:
    """Where "cast doubt on", "raised new questions about" ends; "scoffed at", "ridiculed" of what somebody has said."""
    if lemma in SCORNING:
        return _scorns(token, SCORNING[lemma])
    if lemma in DOUBTING:
        for noun in token.children:
            after = noun.nbor().lower_ if noun.i + 1 < len(token.doc) else ""
            if noun.lemma_ in _DOUBTS and noun.i > token.i and after in _ABOUT:
                return noun.i + 1
    return None


def _scorns(token: Token, behind: list[str]) -> int | None:
    """Not "shot down near the port, no injuries reported", nor "questioned the minister about reports"."""
    if not behind:
        objects = (c for c in token.children if c.dep_ == "dobj")
        return token.i if any(_is_said(c) for c in objects) else None
    if not any(followed_by(token, word) for word in behind):
        return None
    told = token.doc[token.i + 2 : min(token.i + 2 + _NEAR, token.sent.end)]
    return token.i + 1 if any(_is_said(t) for t in told) else None


def _is_said(noun: Token) -> bool:
    return noun.lemma_.lower() in _WORDS and noun.pos_ == "NOUN"


def followed_by(token: Token, word: str) -> bool:
    """Whether it is the next word."""
    return token.i + 1 < len(token.doc) and token.nbor().lower_ == word
