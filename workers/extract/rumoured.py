"""Rumoured: what a headline passes on as nobody's word: "Truce rumours sweep capital", "Alleged massacre", "Blast reported
in port".

Sentences in which somebody reports, or "it is reported", are read by their verbs (`hearsay.py`).
"""

from __future__ import annotations

from spacy.tokens import Span, Token

from shared.records import SourceKind, Stance
from workers.extract.clauses import TENSED
from workers.extract.cues import HEARSAY
from workers.extract.headline_words import (
    NOUNS,
    about,
    attribution,
    goes_with,
    going_round,
    is_turned,
    is_word,
    named_with,
    suggested,
    trimmed,
)
from workers.extract.kinds import kind_of_noun
from workers.extract.lexicon import load
from workers.extract.marks import Attribution, SourceMark
from workers.extract.mistaken import SUFFERED

_ADVERBS = frozenset(load("cues")["hearsay_adverbs"])
_NEAR = 7
"""Words from who "debunks" to what he debunks."""
_OF_HIS_OWN = frozenset({"dobj", "agent", "ccomp"})


def rumoured(sentence: Span) -> list[Attribution]:
    """ "Truce rumours sweep capital", "rumours about a truce": what is rumoured, unless the headline ends it. A claim is
    somebody's, and is nobody's word once it is ended: "Ministry debunks raid claims"."""
    ended = any(is_word(t, "ending") or is_word(t, "debunking") for t in sentence)
    for token in sentence:
        told_of = is_word(token, "rumours") or _debunked(token, sentence)
        if not told_of or is_turned(token, sentence):
            continue
        told = about(token) or suggested(token, sentence) or going_round(token, sentence)
        told = told or named_with(token, sentence)
        if told and (ended or is_word(token.doc[max(told[0], sentence.start + 1) - 1], "against")):
            return [attribution(token, told, None, Stance.DENIES)]
        if told:
            return [attribution(token, told, _nobody(token))]
    return []


def _debunked(noun: Token, sentence: Span) -> bool:
    before = sentence.doc[max(sentence.start, noun.i - _NEAR) : noun.i]
    return is_word(noun, "telling") and any(is_word(t, "debunking") for t in before)


def _nobody(token: Token) -> SourceMark:
    return SourceMark(
        token.lower_, SourceKind.HEARSAY, None, None, (token.idx, token.idx + len(token))
    )


def alleged(sentence: Span) -> list[Attribution]:
    """ "Alleged massacre", "purported video of the raid"; "possible gas attack", as the outlet itself supposes; and all of a headline that is told "reportedly", or where
    something is "rumoured for May"."""
    for token in sentence:
        begins = [t.i + 1 for t in sentence.doc[sentence.start : token.i] if t.text == ";"]
        whole = trimmed(sentence.doc, max([sentence.start, *begins]), sentence.end)
        known = is_word(token, "alleged")
        thing = _thing(token, sentence) if known or is_word(token, "supposed") else None
        # "Nine killed in possible raid" is sure of the nine
        if thing is not None and (known or thing == sentence.root):
            told = token.i + 1, min(thing.right_edge.i + 1, sentence.end)
            if known and token.i == sentence.start and thing.dep_ == "nsubj" and whole:
                told = whole  # "Reported air strike hits market": all of it is reported
            return [attribution(token, told, _nobody(token) if known else None)]
        of_all = token.lower_ in _ADVERBS and not _of_one(token, sentence)
        if whole and (of_all or _goes_round(token, sentence)):
            return [
                attribution(token, whole, SourceMark(None, SourceKind.HEARSAY, None, None, None))
            ]
    return []


def _of_one(adverb: Token, sentence: Span) -> bool:
    """ "Rebels allegedly backed by Iran kill 12", "Four soldiers killed, allegedly drunk driver held": of a part alone; but
    "Dawn of terror: officer reportedly shot by rebels" tells nothing else."""
    parted = any(t.text == "," for t in sentence.doc[sentence.start : adverb.i])
    beside = any(t.tag_ in TENSED and t != adverb.head for t in sentence)
    return parted or (beside and adverb.head.dep_ in {"acl", "relcl", "amod"})


def _goes_round(token: Token, sentence: Span) -> bool:
    """ "Blast reported in port", "Truce rumoured for May", "General said to be dead": a participle behind what it is said of."""
    if token.lemma_.lower() not in HEARSAY or token.tag_ not in {"VBN", "VBD"}:
        return False
    if token.i == sentence.start or token.i + 1 >= sentence.end:
        return False
    before, after = token.nbor(-1), token.nbor()
    suffered = after.lower_ in SUFFERED and after.dep_ != "amod"
    if before.pos_ in NOUNS | {"NUM"} and (after.tag_ == "VBN" or suffered):
        # "Leader who led siege feared killed in raid"; "Man believed dead walks into camp" is sure
        return not any(t.tag_ in TENSED and t != token and t.dep_ != "relcl" for t in sentence)
    of_it = before.pos_ in NOUNS | {"ADJ"} and after.lower_ in {
        "to",
        "in",
        "for",
        "at",
        "near",
        "on",
    }
    return of_it and not any(c.i > token.i and c.dep_ in _OF_HIS_OWN for c in token.children)


def _thing(token: Token, sentence: Span) -> Token | None:
    """The last noun behind the word that goes with it, if it could be made up."""
    end = token.i + 1
    while end < sentence.end and goes_with(token.doc[end]) and token.doc[end].dep_ != "acl":
        end += 1
    inside = (t for t in reversed(token.doc[token.i + 1 : end]) if _could_be_made_up(t))
    return next(inside, None)


def _could_be_made_up(noun: Token) -> bool:
    """A happening, or what is told or shown of one: an alleged rebel is there, whatever he is."""
    return is_word(noun, "telling") or kind_of_noun(noun) is not None
