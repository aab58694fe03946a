"""Words of headlines: what a word such as "hoax" or "rumour" is, stands with, and is turned round by.

The lists are `lexicon/headlines.toml`. A headline's parse is poor, so most goes by what stands beside what.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span, Token

from shared.records import Mode, Stance
from workers.extract.lexicon import load
from workers.extract.marks import Attribution, SourceMark
from workers.extract.noun_phrases import Range

WORDS = {name: frozenset(words) for name, words in load("headlines").items()}
NOUNS = frozenset({"NOUN", "PROPN"})
NAMING = NOUNS | {"ADJ", "NUM", "PART"}
LOOSE = frozenset({"DET", "ADV", "AUX", "PUNCT", "ADP", "SCONJ", "PART", "CCONJ", "SPACE"})
_SAYING = frozenset({*load("cues")["clause"], "have"})
_BEFORE = 4
"""Words in which a "no" or a "denies" stands before what it turns round."""


_RUBRIC = re.compile(
    rf"(?:[\w’'-]+\s+){{0,4}}(?:{'|'.join(sorted(WORDS['rubrics']))})\s*:\s+(?=\S)", re.IGNORECASE
)


def behind_rubric(text: str, start: int, end: int) -> int:
    """Where the stretch goes on behind what sort of page it heads: "Sudan live: 20 dead in El Fasher"."""
    rubric = _RUBRIC.match(text, start, end)
    return rubric.end() if rubric else start


def is_word(token: Token, words: str) -> bool:
    return not forms(token).isdisjoint(WORDS[words])


def forms(token: Token) -> set[str]:
    """The word as it may be listed: the parse takes a headline's "quashes" for a noun."""
    form = token.lower_
    return {form, token.lemma_.lower(), form.removesuffix("s"), form.removesuffix("es")}


def attribution(
    token: Token, told: Range, source: SourceMark | None, stance: Stance = Stance.ASSERTS
) -> Attribution:
    first, last = token.doc[told[0]], token.doc[told[1] - 1]
    mode = Mode.INDIRECT if source else Mode.NONE
    cue = token.idx, token.idx + len(token)
    lemma = token.lemma_.lower()
    return Attribution(first.idx, last.idx + len(last), source, cue, mode, stance, cue_lemma=lemma)


def is_turned(token: Token, sentence: Span) -> bool:
    """ "Is no hoax", "denies it was a hoax", "not true"."""
    before = sentence.doc[max(sentence.start, token.i - _BEFORE) : token.i]
    return any(is_word(t, "negating" if is_word(token, "genuine") else "turning") for t in before)


def named_with(token: Token, sentence: Span) -> Range | None:
    """The "Governor death" of "Governor death hoax"."""
    first = token.i
    while (
        is_word(token, "compounded") and first > sentence.start and goes_with(token.doc[first - 1])
    ):
        first -= 1
    return trimmed(token.doc, first, token.i)


def goes_with(word: Token) -> bool:
    """Of the noun behind it: "stolen truck rumour"."""
    taken = word.tag_ in {"VBN", "VBG"} and word.dep_ in {"amod", "compound", "nmod"}
    other = is_word(word, "turning") or is_word(word, "ending")
    return taken or (word.pos_ in NAMING and not other)


def about(noun: Token) -> Range | None:
    """What is told by "rumours of a truce", "reports that the town fell"."""
    for child in noun.rights:
        if child.lower_ in {"of", "about", "on", "over"} and child.i == noun.i + 1:
            return trimmed(noun.doc, child.i + 1, child.right_edge.i + 1)
        if child.dep_ in {"acl", "ccomp"} and child.left_edge.lower_ == "that":
            return trimmed(noun.doc, child.left_edge.i + 1, child.right_edge.i + 1)
    return None


def going_round(noun: Token, sentence: Span) -> Range | None:
    """What "rumours swirl that ..."."""
    behind = noun.doc[noun.i + 1 : min(noun.i + 5, sentence.end)]
    that = next((t.i for t in behind if t.lower_ in {"that", "about", "of"}), None)
    if that is None or that == noun.i + 1 or not is_word(behind[0], "swirling"):
        return None
    return trimmed(noun.doc, that + 1, sentence.end)


def suggested(noun: Token, sentence: Span) -> Range | None:
    """What "rumour suggests ...", "fake report claims ...": the parse may take the verb for a noun."""
    if noun.i + 2 >= sentence.end or forms(noun.nbor()).isdisjoint(_SAYING):
        return None
    return trimmed(noun.doc, noun.i + 2, sentence.end)


def trimmed(doc: Doc, first: int, end: int) -> Range | None:
    """Without what says nothing at its ends; nothing where no noun names anything."""
    while end > first and (_is_loose(doc[end - 1]) or is_word(doc[end - 1], "general")):
        end -= 1
    while first < end and (_is_loose(doc[first]) or is_word(doc[first], "general")):
        if any(t.like_num for t in doc[first + 1 : min(first + 3, end)]):
            break  # "At least 23 feared dead"
        first += 1
    return (first, end) if any(t.pos_ in NOUNS for t in doc[first:end]) else None


def _is_loose(word: Token) -> bool:
    """The name of a town that the model does not know is an adverb to it, or anything."""
    return word.pos_ in LOOSE and (word.is_stop or not word.is_title or word.text.endswith("ly"))
