"""Wrongly: what is told, and in the same breath said not to be so: "was wrongly reported dead", "falsely claimed that",
"tricked into believing that"."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from shared.records import Mode, Stance
from workers.extract.clauses import WH
from workers.extract.lexicon import load
from workers.extract.lookup import of_words
from workers.extract.marks import Attribution
from workers.extract.mistaken import is_led_to

_CUES = load("cues")
_ADVERBS = frozenset(load("stances")["wrongly"])
_TOLD = frozenset({*_CUES["clause"], *_CUES["hearsay_passive"], *_CUES["undergone"], "declare"})
_CALLED = frozenset({*load("headlines")["calling"], "name", "list"})
_SUPPOSED = frozenset({"oprd", "xcomp", "ccomp", "acomp", "attr"})
_DECEIVING = frozenset(load("stances")["deceiving"])
_BELIEVED = frozenset({"thinking", "believing"})
_NEAR = 7
"""Words from the verb of deceiving to what is believed."""
_BRINGING = frozenset({"as", "of", "for"})


def find_wrongly_told(doc: Doc) -> list[Attribution]:
    """The outlet's denials: whoever writes that it was told wrongly says that it is not so. Who "falsely claims" it has
    claimed it all the same, which is his own attribution."""
    adverbs = (_denied(t, t.head) for t in of_words(doc, _ADVERBS))
    beliefs = (_deceived(t) for t in of_words(doc, _BELIEVED) if is_led_to(t))
    return [found for found in (*adverbs, *beliefs) if found is not None]


def _deceived(belief: Token) -> Attribution | None:
    """Whoever is deceived believes what is not so."""
    doc, sentence = belief.doc, belief.sent
    before = doc[max(sentence.start, belief.i - _NEAR) : belief.i]
    verb = next((t for t in reversed(before) if t.lemma_.lower() in _DECEIVING), None)
    if verb is None or verb.dep_ == "ccomp":
        return None
    clause = next((c for c in belief.children if c.dep_ == "ccomp"), None)
    first = belief.i + 1 + (doc[min(belief.i + 1, len(doc) - 1)].lower_ == "that")
    end = sentence.end if clause is None else clause.right_edge.i + 1
    return _attribution(belief, first, end) if first < end else None


def _denied(adverb: Token, verb: Token) -> Attribution | None:
    if adverb.dep_ != "advmod" or verb.lemma_.lower() not in _TOLD | _CALLED:
        return None
    behind = [c for c in verb.children if c.i > verb.i]
    whom = next((c for c in verb.children if c.dep_ in {"nsubjpass", "nsubj"}), None)
    told = next((c for c in behind if c.dep_ in _SUPPOSED or c.lower_ in _BRINGING), None)
    if whom is None or told is None or whom.tag_ in WH or told.left_edge.tag_ in WH:
        return None
    if _is_done(verb, told) or whom.lower_ == "it":
        first = told.left_edge.i + (told.left_edge.lower_ == "that")
        # that the rebels "had falsely claimed" it is the word of who "said" so, and not the outlet's
        return None if verb.dep_ == "ccomp" else _attribution(verb, first, told.right_edge.i + 1)
    if any(c.dep_ == "dobj" for c in behind):
        return None
    return _attribution(verb, whom.left_edge.i, told.right_edge.i + 1)


def _is_done(verb: Token, told: Token) -> bool:
    """Whether he tells it himself; "Woman wrongly identified as bomber" is told of her."""
    undergone = any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children)
    return not undergone and told.dep_ in {"ccomp", "xcomp"}


def _attribution(verb: Token, first: int, end: int) -> Attribution:
    doc, cue = verb.doc, (verb.idx, verb.idx + len(verb))
    while end > first + 1 and doc[end - 1].is_punct:
        end -= 1
    start, stop = doc[first].idx, doc[end - 1].idx + len(doc[end - 1])
    return Attribution(start, stop, None, cue, Mode.NONE, Stance.DENIES)
