"""Whose count it is, without a verb of saying: "By the UN's count, 40 people died", "The prosecutor's tally stood at 305"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from shared.records import Stance
from workers.extract.cues import Cue, Sort
from workers.extract.lexicon import load
from workers.extract.lookup import of_lemma
from workers.extract.may_speak import may_speak
from workers.extract.noun_phrases import Range, is_number
from workers.extract.sayings import SETTLED, Saying
from workers.extract.trimming import trimmed

_COUNTS = frozenset(load("cues")["counts_of"])
_PREPOSITIONS = frozenset({"by", "on", "in"})
_STANDS = frozenset({"stand", "be", "reach", "come", "rise", "exceed"})
_BODIES = frozenset({"ORG", "PERSON", "NORP"})


def find_by_count(doc: Doc) -> Iterator[Saying]:
    """One saying each, its content what stands beside the phrase; or the whole clause whose subject is somebody's count."""
    for noun in of_lemma(doc, _COUNTS):
        if noun.pos_ != "NOUN":
            continue
        owner = next((c for c in noun.children if c.dep_ == "poss" and may_own(c)), None)
        if owner is None:
            continue
        speaker = (owner.left_edge.i, owner.i + 1)
        if noun.dep_ == "pobj" and noun.head.lower_ in _PREPOSITIONS and _set_off(noun):
            yield _saying(noun.head, noun.i + 1, speaker, _beside(noun))
        elif noun.dep_ == "nsubj" and noun.head.lemma_ in _STANDS and _tells_number(noun.head):
            clause = noun.head.subtree
            inside = [t.i for t in clause if t.i >= noun.left_edge.i]
            yield _saying(noun, noun.i + 1, speaker, [(inside[0], inside[-1] + 1)])


def may_own(owner: Token) -> bool:
    """The UN, Kyiv, the prosecutor, the Houthis; not the city, whose count is no word of its own, nor "its"."""
    state = owner.ent_type_ == "GPE" and owner.pos_ == "PROPN"
    return owner.pos_ in {"NOUN", "PROPN"} and (
        may_speak(owner) or owner.ent_type_ in _BODIES or state
    )


def _set_off(noun: Token) -> bool:
    """At the head of its sentence, or between commas."""
    first = noun.head.i
    return first == noun.sent.start or noun.doc[first - 1].text == ","


def _tells_number(verb: Token) -> bool:
    return any(is_number(t) for t in verb.subtree)


def _beside(noun: Token) -> list[Range]:
    """What stands before and behind; "nine people, by the army's account, were freed" is one clause."""
    doc, sentence = noun.doc, noun.sent
    before = trimmed(doc, sentence.start, noun.head.i)
    behind = trimmed(doc, noun.i + 1, sentence.end)
    told = [(a, b) for a, b in (*before, *behind) if _tells(doc[a:b])]
    if before and behind and told == behind and not _has_own_subject(doc[slice(*behind[0])]):
        return [(before[0][0], behind[0][1])]
    return told


def _tells(part: Span) -> bool:
    return any(t.pos_ in {"VERB", "AUX"} for t in part)


def _has_own_subject(part: Span) -> bool:
    return any(t.dep_ in {"nsubj", "nsubjpass"} for t in part)


def _saying(token: Token, end: int, speaker: Range, contents: list[Range]) -> Saying:
    cue = Cue(token, "according", Sort.ACCORDING, Stance.ASSERTS, token.i, token.i)
    trim = [part for each in contents for part in trimmed(token.doc, *each)]
    return Saying(cue, speaker, min(token.i, speaker[0]), end, trim, SETTLED)
