"""Closing speakers: "... killed 27 people, including three children, activists and rescue workers said Thursday".

Agencies end their first sentence so. The parse makes of the activists some more of those who were killed, and the 27 say it.
"""

from __future__ import annotations

from spacy.tokens import Span, Token

from workers.extract.apposed import has_subject
from workers.extract.clauses import TENSED
from workers.extract.cues import Cue, Sort
from workers.extract.lexicon import load
from workers.extract.may_speak import may_speak
from workers.extract.noun_phrases import Range

_NOMINAL = frozenset({"DET", "ADJ", "NOUN", "PROPN", "CCONJ", "PART", "ADP"})
_PARTS = frozenset({"of", "from", "in", "with", "for"})
_ADDRESSED = frozenset(load("cues")["addressed"])
_WHEN = frozenset({"DATE", "TIME"})
_SHORT = 4
"""Words of a speaker at the end of a headline."""
_LONGEST = 12
"""Words of "opposition activists and rescue workers in the area"."""


def closing_speaker(cue: Cue) -> Range | None:
    """Who is named between the last comma and a verb of saying that ends its sentence, if all of them may speak."""
    doc, sentence = cue.token.doc, cue.token.sent
    if cue.sort is not Sort.CLAUSE or cue.passive or not _ends(doc[cue.last + 1 : sentence.end]):
        return None
    first = cue.first
    while first > sentence.start and doc[first - 1].text != ",":
        first -= 1
    phrase = doc[first : cue.first]
    before = doc[sentence.start : max(first - 1, sentence.start)]
    told = any(t.tag_ in TENSED or t.tag_ == "VBN" for t in before)
    if first == sentence.start or not told or not 0 < len(phrase) <= _LONGEST:
        return None
    return (first, cue.first) if _all_speak(phrase) else None


def ending(cue: Cue) -> Token | None:
    """Who says it at the very end of a headline or sentence: "Blast leaves four dead, say medics"."""
    doc, token = cue.token.doc, cue.token
    before = doc[cue.first - 1].text if cue.first else ""
    after = [t for t in doc[cue.last + 1 : token.sent.end] if not (t.is_punct or t.is_space)]
    told = cue.lemma in _ADDRESSED  # "..., she told Channel Six": to whom
    if (
        told
        or cue.first != cue.last
        or before not in {",", "”", '"', "’", "'"}
        or len(after) > _SHORT
    ):
        return None
    nominal = all(t.pos_ in {"DET", "ADJ", "NOUN", "PROPN", "ADP", "PART", "NUM"} for t in after)
    # "..., said today": nobody; who said it stands before
    nouns = [t for t in after if t.pos_ in {"NOUN", "PROPN"} and t.ent_type_ not in _WHEN]
    if not nominal or not len(nouns) == len(after) > 0:
        return None
    # "The group, a faction of the rebels, denied involvement": what it denies
    denied = cue.sort is Sort.ACT and has_subject(token) and not may_speak(nouns[-1])
    return None if denied else nouns[-1]


def _ends(rest: Span) -> bool:
    """ "Thursday.", "on Monday.", "." """
    return all(t.is_punct or t.ent_type_ in {"DATE", "TIME"} or t.lower_ == "on" for t in rest)


def _all_speak(phrase: Span) -> bool:
    nominal = all(t.pos_ in _NOMINAL and (t.pos_ != "ADP" or t.lower_ in _PARTS) for t in phrase)
    return nominal and all(_speaks(part) for part in _parts(phrase))


def _parts(phrase: Span) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in phrase:
        if token.lower_ == "and":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _speaks(part: list[Token]) -> bool:
    """The last noun before an "of" or "in"."""
    before: list[Token] = []
    for token in part:
        if token.pos_ == "ADP":
            break
        before.append(token)
    return bool(before) and before[-1].pos_ == "NOUN" and may_speak(before[-1])
