"""Cues: the words of a report that attribute, each with what it does to what is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Doc, Token

from shared.records import Stance
from workers.extract.clauses import WH
from workers.extract.cue_shapes import (
    WORDS_OF,
    counts_to,
    is_put_between,
    puts_it_at,
    words_of,
)
from workers.extract.definitions import explains_word
from workers.extract.lexicon import load
from workers.extract.lookup import of_lemma
from workers.extract.may_speak import may_speak
from workers.extract.mistaken import OF_ONESELF, SUFFERED, asks, is_mistaken
from workers.extract.scorning import DOUBTING, SCORNING, doubting, followed_by
from workers.extract.undergone import is_undergone
from workers.extract.unheard import is_beside, is_not_claimed

_CUES = load("cues")
CLAUSE = frozenset(_CUES["clause"])
OPINION = frozenset(_CUES["opinion"])
ACT = frozenset(_CUES["act"])
QUOTE = frozenset(_CUES["quote"])
WITH_PREPOSITION: Mapping[str, str] = _CUES["with_preposition"]
NEEDS_CLAUSE = frozenset(_CUES["needs_clause"])
CONTINUING = frozenset(_CUES["continuing"])
NAMING = frozenset(_CUES["naming"])
REVISING = frozenset(_CUES["revising"])
HEARSAY = frozenset(_CUES["hearsay_passive"])
COUNTING = frozenset(_CUES["counting_verbs"])
COUNTED = frozenset(_CUES["counted_nouns"])
_TOLLS = frozenset({"toll", "number", "figure", "count", "total", "tally", "estimate"})
_VERIFYING = frozenset(_CUES["verifying"])
_REFUSING = frozenset(_CUES["refusing"])
_UNABLE = tuple(_CUES["unable"])
_IN_NO_POSITION = tuple(_CUES["in_no_position"])
_RUMOURED = frozenset({"rumour", "rumor"})
_GOING_ROUND = frozenset({"report", "fear", "suspect", "allege"})
_OF_WORDS: Mapping[str, list[str]] = _CUES["of_words"]
_ONLY_BEFORE: Mapping[str, str] = _CUES["only_before"]
_NEVER_BEFORE: Mapping[str, str] = _CUES["never_before"]
_SURE = frozenset(_CUES["sure"])
_STANCES = {lemma: Stance(stance) for lemma, stance in _CUES["stances"].items()}
_KNOWN = CLAUSE | OPINION | ACT | QUOTE | COUNTING | _VERIFYING
_CAN_CUE = frozenset(_KNOWN | DOUBTING | set(SCORNING))
_CUE_WORDS = _SURE | {"according", "per", "idea", *WORDS_OF}
_CALLS = frozenset({"identify", "label", "brand", "portray"})
_PLAIN = Stance.ASSERTS


class Sort(StrEnum):
    """What a cue takes."""

    CLAUSE = "clause"
    ACT = "act"
    QUOTE = "quote"
    """Attributes only words in quotation marks."""
    ACCORDING = "according"


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that attributes; `first` to `last` are the tokens that are the cue."""

    token: Token
    lemma: str
    sort: Sort
    stance: Stance
    first: int
    last: int
    passive: bool = False


def find_cues(doc: Doc) -> list[Cue]:
    """Every word that may attribute, in reading order; who says what is for others to find."""
    found = []
    for token in of_lemma(doc, _CAN_CUE, _CUE_WORDS):
        cue = _according(token) or _verb(token) or _holding(token) or _unknowing(token)
        if cue:
            found.append(cue)
    return found


def _according(token: Token) -> Cue | None:
    following = token.doc[token.i + 1 : token.i + 2].text.lower()
    if (span := words_of(token)) is not None:
        return Cue(token, "according", Sort.ACCORDING, _PLAIN, *span)
    at_length = token.lower_ == "according" and following == "to"
    if not at_length and not _is_per(token):
        return None
    return Cue(token, "according", Sort.ACCORDING, _PLAIN, token.i, token.i + at_length)


def _is_per(token: Token) -> bool:
    """ "Nine were wounded, per the ministry", "per Governor Hasan"; not "per kilo"."""
    if token.lower_ != "per" or not token.i or token.nbor(-1).text != ",":
        return False
    return any(c.dep_ == "pobj" and (c.pos_ == "PROPN" or may_speak(c)) for c in token.children)


def _verb(token: Token) -> Cue | None:
    lemma = token.lemma_.lower()
    if lemma not in _CAN_CUE or token.tag_[:2] != "VB" or token.dep_ in {"amod", "compound"}:
        return None
    before = token.nbor(-1).lower_ if token.i else ""
    if (
        f"{before} {lemma}" in {"or deny", "all tell"}
        or before == "nor"
        or (lemma in NAMING | REVISING and token.tag_ == "VBG")
    ):
        return None
    if is_mistaken(token) or _is_deed(token, lemma) or explains_word(token.head):
        return None
    goes_on = token.dep_ == "conj" and _is_passive(token.head)
    passive = _is_passive(token) or is_reduced(token) or is_undergone(token)
    passive = passive or ((goes_on or token.dep_ == "acl") and _is_done_by(token))
    stance = _STANCES.get(lemma, _PLAIN)
    if _cannot(token, lemma):
        stance = Stance.CANNOT_VERIFY
    out = lemma == "rule" and followed_by(token, "out")
    if out:
        stance = Stance.CANNOT_VERIFY if _is_negated(token) else Stance.DENIES
    sort = Sort.ACT if out else _sort(token, lemma, stance)
    first = min(
        [c.i for c in token.children if c.dep_ in {"aux", "neg", "auxpass"}], default=token.i
    )
    first = first if 0 <= token.i - first <= 4 else token.i
    last = token.i + 1 if _with_preposition(token, lemma) else token.i
    if (doubted := doubting(token, lemma)) is not None:
        sort, stance, last = Sort.ACT, Stance.DISPUTES, doubted
    if sort is None:
        return None
    if out or (lemma == "point" and followed_by(token, "out")):
        last += 1
    return Cue(token, lemma, sort, stance, first, last, passive)


def _is_negated(verb: Token) -> bool:
    return any(c.dep_ == "neg" for c in verb.children)


def _holding(token: Token) -> Cue | None:
    """ "The council is clear that ...", "are adamant that": what somebody is sure of, he says."""
    if token.lower_ not in _SURE or token.dep_ != "acomp" or token.head.lemma_ != "be":
        return None
    below = (*token.children, *token.head.children)
    told = any(c.dep_ == "ccomp" and c.i > token.i and _has_mark(c) for c in below)
    who = [
        c
        for c in token.head.children
        if c.dep_ == "nsubj" and c.lower_ not in {"it", "this", "that"}
    ]
    if not told or not who or any(c.dep_ == "neg" for c in token.head.children):
        return None
    return Cue(token.head, "say", Sort.CLAUSE, _PLAIN, token.head.i, token.i)


def _unknowing(token: Token) -> Cue | None:
    """ "Has no idea how the gun came there", "is not sure whether they left": as who does not know it."""
    said, verb = token.lower_, token.head
    if said == "idea":
        unsure = token.dep_ == "dobj" and verb.lemma_ == "have"
        unsure = unsure and any(c.lower_ == "no" for c in token.children)
    else:
        unsure = said in _SURE and token.dep_ == "acomp" and verb.lemma_ == "be"
        unsure = unsure and any(c.dep_ == "neg" for c in verb.children)
    if not unsure or any(c.lower_ == "it" for c in verb.children):  # "it is not clear whether"
        return None
    after = token.doc[token.i + 1 : token.i + 2]
    if not any(t.tag_ in WH or t.lower_ in {"if", "whether"} for t in after):
        return None
    return Cue(verb, "know", Sort.ACT, Stance.CANNOT_VERIFY, verb.i, token.i)


def _has_mark(clause: Token) -> bool:
    return any(c.lower_ == "that" and c.dep_ == "mark" for c in clause.children)


def _is_passive(token: Token) -> bool:
    return any(c.dep_ in {"auxpass", "nsubjpass"} for c in token.children)


def _is_done_by(token: Token) -> bool:
    """The "disputed" of "was confirmed by the ministry and disputed by the army", of "a charge disputed by the army"."""
    return token.tag_ in {"VBN", "VBD"} and any(c.dep_ == "agent" for c in token.children)


def is_reduced(token: Token) -> bool:
    """ "Air strikes thought to be carried out by the army killed 17", "Governor reported killed": they think and report
    nothing, whatever the parse says. But "the army claimed to have captured 60" and "reported to have" are of who does."""
    if token.tag_ not in {"VBD", "VBN"} or token.lemma_.lower() not in HEARSAY:
        return False
    if any(c.dep_ in {"aux", "auxpass"} for c in token.children if c.i < token.i):
        return False
    lemma, after = token.lemma_.lower(), token.doc[token.i + 1 : token.i + 3]
    if not after or lemma in _RUMOURED:
        return lemma in _RUMOURED
    if after[0].lower_ == "to" and after[-1].tag_ == "VB":
        return lemma not in OF_ONESELF
    there = after[0].pos_ == "ADP" and lemma in _GOING_ROUND  # "Blast reported in port"
    if not (there or after[0].tag_ == "VBN" or after[0].lower_ in SUFFERED):
        return False
    # "The hospital reported wounded from two villages."
    return not any(t.text in {".", "!"} for t in token.sent[-2:])


def _is_deed(token: Token, lemma: str) -> bool:
    """ "Defended the decision" is said; "while defending the town" is done, and "with shelling reported" by nobody."""
    only, never = _ONLY_BEFORE.get(lemma), _NEVER_BEFORE.get(lemma)
    apart = only is not None and not followed_by(token, only)
    if apart or (never is not None and followed_by(token, never)) or is_beside(token):
        return True
    if lemma == "claim" and is_not_claimed(token):
        return True
    if lemma == "conclude":  # "concluded the operation"
        return not any(c.dep_ in {"ccomp", "parataxis"} for c in token.children)
    if lemma in _CALLS:  # "identified the dead man as their commander"
        return not any(c.lower_ == "as" and c.dep_ == "prep" for c in token.subtree)
    other = lemma in _OF_WORDS and lemma not in COUNTING | DOUBTING | OPINION
    return other and not _of_words(token, lemma)


def _of_words(token: Token, lemma: str) -> bool:
    told = _OF_WORDS.get(lemma, ())
    return any(c.dep_ == "dobj" and c.lemma_.lower() in told for c in token.children)


def _sort(token: Token, lemma: str, stance: Stance) -> Sort | None:
    clause = any(c.dep_ in {"ccomp", "xcomp"} for c in token.children) or is_put_between(token)
    if _of_words(token, lemma) or _with_preposition(token, lemma) == "of":
        return Sort.ACT
    if lemma in COUNTING and lemma not in CLAUSE:
        objects = [c for c in token.children if c.dep_ in {"dobj", "oprd"}]
        counted = any({c.lemma_.lower(), c.lower_} & COUNTED or c.pos_ == "NUM" for c in objects)
        if lemma in {"update", "lower"}:  # "lowered two people from the roof"
            counted = any(c.lemma_.lower() in _TOLLS for c in objects)
        counted = counted or counts_to(token) or puts_it_at(token)
        return Sort.ACT if counted and lemma in COUNTING else None
    if lemma in CLAUSE | OPINION and (lemma not in NEEDS_CLAUSE or clause):
        return Sort.ACT if lemma in ACT and not clause and _has_object(token) else Sort.CLAUSE
    if stance is Stance.CANNOT_VERIFY or lemma in ACT:
        return Sort.ACT
    if lemma not in QUOTE | CLAUSE:
        return None
    return Sort.CLAUSE if lemma in QUOTE and is_put_between(token) else Sort.QUOTE


def _has_object(token: Token) -> bool:
    return any(c.dep_ in {"dobj", "nsubjpass"} for c in token.children)


def _with_preposition(token: Token, lemma: str) -> str | None:
    """The "of" of "spoke of seven dead"; `None` where what is said follows at once."""
    preposition = WITH_PREPOSITION.get(lemma)
    return preposition if preposition and followed_by(token, preposition) else None


def _cannot(token: Token, lemma: str) -> bool:
    """Whether the verb is one of knowing or telling, and is withheld: "declined to say", "cannot
    verify", "did not say where". "Did not deny" and "said it did not" are something else."""
    if lemma not in _VERIFYING or (lemma == "tell" and not asks(token)):
        return False
    before = token.doc[max(token.sent.start, token.i - 7) : token.i].text.lower()
    refused = token.dep_ in {"xcomp", "ccomp"} and token.head.lemma_ in _REFUSING
    if refused or any(phrase in before for phrase in _IN_NO_POSITION):
        return True
    if lemma == "confirm" and "neither" in before.split()[-2:]:
        return True
    negated = any(c.dep_ == "neg" or c.lower_ == "nor" for c in token.children)
    if lemma in {"say", "give", "specify", "disclose", "provide", "elaborate", "comment", "reveal"}:
        # "How many were missing he could not say", "won't say whether it was hit"
        could = {"could", "can", "will", "wo"} if asks(token) else set()
        aux = {"did", "does", "do", "would", "had", "has"} | could
        return negated and any(c.lower_ in aux for c in token.children)
    if lemma in {"know", "tell"}:  # "could not tell which side they were on"
        return negated and asks(token)
    return any(phrase in before for phrase in _UNABLE) or negated
