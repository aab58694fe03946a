"""Pictured: what pictures are only said to show: "a video that claims to show the raid", "Unverified footage shows beheading"."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from workers.extract.headline_words import forms, is_word
from workers.extract.lexicon import load
from workers.extract.noun_phrases import Range

_PICTURES = frozenset(load("stances")["pictures"])
_SHOWING = frozenset({"show", "depict"})
SHOWING_FORMS = frozenset(
    f"{verb}{ending}" for verb in _SHOWING for ending in ("", "s", "ed", "n", "ing")
)
_PURPORTING = frozenset(load("cues")["purporting"])
_NEAR = 8
"""Words from the picture to what it is said to do."""


@dataclass(frozen=True, slots=True)
class Pictured:
    picture: Token
    cue: Range
    told: Range


def pictured(token: Token) -> Pictured | None:
    """By the words beside it: a headline's parse makes a noun of "video claims" and of "footage shows"."""
    if token.lower_ not in SHOWING_FORMS or forms(token).isdisjoint(_SHOWING):
        return None
    doc, begin = token.doc, token.sent.start
    if token.i - begin < 2 or token.i + 1 >= token.sent.end:
        return None
    said = doc[token.i - 2]
    if token.nbor(-1).lower_ == "to" and said.lemma_.lower() in _PURPORTING:
        before = doc[max(begin, said.i - _NEAR) : said.i]
        picture = next((t for t in reversed(before) if _is_picture(t)), None)
        return _found(picture, said.i, token)
    picture = token.nbor(-1)
    called = next(
        (t for t in doc[max(begin, picture.i - 2) : picture.i] if is_word(t, "alleged")), None
    )
    return _found(picture, called.i, token) if called is not None and _is_picture(picture) else None


def _is_picture(token: Token) -> bool:
    return token.lemma_.lower() in _PICTURES


def _found(picture: Token | None, first: int, show: Token) -> Pictured | None:
    """To the end of what hangs on the word; where the parse hangs nothing there, to the sentence's."""
    if picture is None:
        return None
    end = show.right_edge.i + 1 if show.right_edge.i > show.i else show.sent.end
    while end > show.i + 1 and show.doc[end - 1].is_punct:
        end -= 1
    return Pictured(picture, (first, show.i + 1), (show.i + 1, end)) if end > show.i + 1 else None
