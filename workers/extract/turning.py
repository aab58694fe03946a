"""Turning: where what one says ends in its sentence, because what follows is no more of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from shared.records import Stance
from workers.extract.clauses import TENSED, WH, span_of
from workers.extract.cues import Sort
from workers.extract.lexicon import load
from workers.extract.marks import Attribution
from workers.extract.sayings import Saying

_AGAINST = frozenset({Stance.DENIES, Stance.DISPUTES})
_BOUND = frozenset({"vow", "pledge", "promise", "threaten", "demand", "urge", "call", "warn"})
_MEANWHILE = frozenset({"as", "while", "after", "amid"})
_LEAST = 4
"""Words of a content that may hold another's."""
_JOINS = frozenset({"and", "but", "though", "although"})
_GIVES = frozenset({*load("cues")["verifying"], "give", "name", "identify", "elaborate", "provide"})


def withholds(saying: Saying) -> int:
    """ "The UN said 1.7 million had fled, but it did not give a date": what one does not say is no part of what one says; nor
    is what another does of what one blames: "blamed the rebels, but the group has claimed no attack"."""
    token = saying.cue.token
    for verb in token.conjuncts:
        kept = verb.lemma_ in _GIVES and any(c.dep_ == "neg" for c in verb.children)
        if verb.i > token.i and (kept or (saying.cue.sort is Sort.ACT and _does_another(verb))):
            begins = min(c.left_edge.i for c in verb.children)
            before = (c.i for c in verb.head.children if c.dep_ == "cc" and token.i < c.i < begins)
            return min([begins, *before])
    return len(token.doc)


def _does_another(verb: Token) -> bool:
    return any(c.dep_[:5] == "nsubj" and c.pos_ in {"NOUN", "PROPN"} for c in verb.children)


def turns(saying: Saying, content: Span) -> int:
    """ "denied that any had died, although its hospital had named three": the turn against a denial is
    not denied, nor said by who denies; nor does he who claimed the raids say the rest of "raids for which he has claimed
    responsibility and where 60 were killed"."""
    if saying.cue.token.dep_ == "relcl":
        for token in content[1:]:
            if token.tag_ in WH and token.nbor(-1).lower_ == "and":
                return token.i - 1
    if saying.cue.stance in _AGAINST:
        for token in content[2:]:
            if token.lower_ in {"although", "though"} and token.nbor(-1).text == ",":
                return token.i - 1
    return _turns_in_headline(saying, content)


def _turns_in_headline(saying: Saying, content: Span) -> int:
    """ "Front rejects truce as strike kills 20", "Army denies raid, presses on": the outlet tells the rest; so it does of "Rebels
    vow revenge after strike kills leader", and of "Council says clashes over, but gunfire heard in port"."""
    if len(content) < _LEAST or not _is_headline(saying.cue.token.sent):
        return content.end
    alone = saying.cue.stance in _AGAINST or saying.cue.lemma in _BOUND
    for token in content[1:-1]:
        marked = alone and token.lower_ in _MEANWHILE and _is_clause(token)
        goes_on = alone and token.text == "," and token.nbor().tag_ in {"VBZ", "VBP"}
        turned = token.text == "," and token.nbor().lower_ == "but" and _is_clause(token.nbor())
        if marked or goes_on or turned:
            return token.i
    return content.end


def _is_headline(sentence: Span) -> bool:
    return sentence[-1].text not in {".", "!", "?", "”", '"'}


def _is_clause(mark: Token) -> bool:
    """Whether it brings somebody who does something, and no pronoun, which would be who speaks."""
    after = mark.doc[mark.i + 1 : mark.sent.end]
    verbs = [t for t in after if t.tag_ in TENSED or t.tag_ == "VBN"]
    doers = (c for v in verbs[:1] for c in v.children if c.dep_[:5] == "nsubj" and c.i > mark.i)
    return any(c.pos_ != "PRON" for c in doers)


def mark_behind(doc: Doc, start: int, stop: int, goes_on: bool = True) -> int:
    """Of "The army condemned the raid; its men hold the village" the second half is none of what it condemns, nor of "The
    mayor rejected the claim: nobody had entered the town, he said" that nobody had any of what he rejects; `goes_on` tells whether somebody says it behind the colon."""
    marks = 0
    for token in doc[start:stop]:
        marks += token.text in _QUOTES
        colon = goes_on and token.text == ":" and not _has_verb(doc[start : token.i])
        colon = colon and doc[token.i + 1 : token.i + 2].text.lower() != "that"
        if (token.text == ";" or colon) and marks % 2 == 0 and _has_verb(doc[token.i : stop]):
            return token.i
    return stop


def _has_verb(words: Span) -> bool:
    return any(t.tag_ in TENSED for t in words)


_QUOTES = frozenset('"”“‘«')


def end_of_relative(saying: Saying, start: int, stop: int) -> int:
    """ "The bomb that, prosecutors say, killed her was planted by a colonel", "What the army said was a base was a school":
    they say that it killed her, and that it was a base. The second verb is what the sentence tells, where nothing stands
    before it that joins it to the first."""
    doc, before = saying.cue.token.doc, saying.first - 1
    if before > 0 and doc[before].text == ",":
        before -= 1
    while start < stop and doc[start].is_punct:
        start += 1
    if before < saying.cue.token.sent.start or doc[before].lower_ not in _RELATIVE:
        return stop
    tensed = [t for t in doc[start:stop] if t.tag_ in TENSED or (t.i == start and t.tag_ == "VBN")]
    if not tensed or (tensed[0].i > start and doc[before].lower_ != "where"):
        return stop
    first, *later = tensed
    for verb in later:
        between = doc[first.i + 1 : verb.i]
        helped = first.pos_ == "AUX" and not any(t.pos_ != "ADV" for t in between)
        if any(
            t.tag_ in WH or t.dep_ in _JOINED or t.pos_ == "SCONJ" or t.tag_ == "CC"
            for t in between
        ):
            return stop
        if not helped and verb.i > start + 1:
            return verb.i
    return stop


_RELATIVE = frozenset({"that", "which", "who", "what", "where"})
_JOINED = frozenset({"mark", "cc"})


def fact_told(act: Saying, teller: Saying) -> int | None:
    """Where in "The mayor condemned a raid that killed six, according to state media" that begins which is told by the media,
    who do not tell of the mayor."""
    if act.cue.sort is not Sort.ACT or teller.cue.sort is not Sort.ACCORDING:
        return None
    between = act.cue.token.doc[act.end : max(act.end, teller.first)]
    clauses = (t for t in between if t.dep_ == "relcl" and t.tag_ in TENSED)
    told = next((c for c in clauses if c.head.pos_ == "NOUN" and c.head.i >= act.end), None)
    return None if told is None or told.right_edge.i < teller.first - 2 else told.left_edge.i


def before_doubt(doc: Doc, told: Attribution, here: Sequence[Attribution]) -> Attribution:
    """Without the end of "nine had died and that he did not know who fired", which is a claim of its own; of "we cannot
    verify these reports" nothing would be left."""
    for inner in here:
        if inner.stance is not Stance.CANNOT_VERIFY or inner.cue is None or inner is told:
            continue
        if not (told.start <= inner.cue[0] and inner.end <= told.end):
            continue
        cue = span_of(doc, *inner.cue)
        if told.end > cue.sent.end_char:
            continue  # of several sentences of one quotation each ends where it does
        words = span_of(doc, max(told.start, cue.sent.start_char), inner.cue[0])
        join = next((t for t in reversed(words) if t.lower_ in _JOINS), None)
        if join is None or told.stance is not Stance.ASSERTS or not _own_clause(join, cue):
            continue
        if any(t.tag_ in TENSED and t.i < join.i for t in words):
            end = join.nbor(-1) if join.nbor(-1).text == "," else join
            return replace(told, end=end.idx)
    return told


def _own_clause(join: Token, cue: Span) -> bool:
    """Whether all between the two is of the cue: "and that he did", not "and the market burned when he could not"."""
    between = cue.doc[join.i + 1 : cue.start]
    return all(t.head.i in range(cue.start, cue.end) for t in between if t.dep_[:5] == "nsubj")
