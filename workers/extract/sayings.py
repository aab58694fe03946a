"""Sayings: a cue with its speaker and the stretch of text that is said, before anybody is resolved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from shared.records import Stance
from workers.extract.citing import hands_on, quoted_as
from workers.extract.clauses import TENSED, WH, with_to
from workers.extract.cues import CONTINUING, NAMING, Cue, find_cues
from workers.extract.lexicon import load
from workers.extract.marks import Name
from workers.extract.noun_phrases import Range
from workers.extract.speakers import find_speaker

SETTLED = "settled"
_CUES = load("cues")
_PREPOSITIONS = frozenset(_CUES["adjunct_prepositions"])
_OCCASIONS = frozenset(_CUES["occasions"])
_ADDRESSED = frozenset(_CUES["addressed"])


@dataclass(slots=True)
class Saying:
    """A cue, its speaker's tokens, the tokens of both with what belongs to them, and the contents."""

    cue: Cue
    speaker: Range | None
    first: int
    end: int
    contents: list[Range] = field(default_factory=list)
    side: str = ""
    """Where the content stands: `right`, `left`, `both`; `SETTLED` where it was found with the speaker."""

    @property
    def i(self) -> int:
        return self.cue.token.i


def find_sayings(doc: Doc, names: Sequence[Name]) -> list[Saying]:
    """Every cue that has a speaker in its sentence, with the extent of the two together."""
    sayings: list[Saying] = []
    for cue in find_cues(doc):
        speaker = _shared(cue, sayings) or find_speaker(cue, names)
        if speaker is None or speaker[0] >= speaker[1]:
            continue
        first, end = _extent(cue, speaker)
        first = _from_who_quotes(cue, first)
        sayings.append(Saying(cue, speaker, first, end))
    return sayings


def _from_who_quotes(cue: Cue, first: int) -> int:
    """ "Nine people died, the agency quoted the mayor as saying": behind what he says stands who quotes him."""
    if quoted_as(cue.token) is None:
        return first
    subjects = (c for c in hands_on(cue.token).children if c.dep_ == "nsubj")
    return min([first, *(c.left_edge.i for c in subjects)])


def _shared(cue: Cue, before: list[Saying]) -> Range | None:
    """The speaker of the cue before: "X confirmed the toll and said ...", "X denied it, saying ...".

    Where commas are lost the parse hangs such a verb on the nearest noun instead.
    """
    token = cue.token
    if any(c.dep_ in {"nsubj", "nsubjpass", "agent"} for c in token.children) or cue.passive:
        return None
    if quoted_as(token) is not None:  # "The agency quoted the mayor as saying": he says it
        return None
    first = cue.first
    while first > 0 and token.doc[first - 1].pos_ == "ADV":
        first -= 1
    joined = (
        first > 0 and token.doc[first - 1].lower_ in {"and", "but"} and token.tag_ in {"VBD", "VBZ"}
    )
    goes_on = token.tag_ == "VBG" and cue.lemma in CONTINUING
    if not (joined or goes_on):
        return None
    same = [s for s in before if s.cue.token.sent.start == token.sent.start and not s.cue.passive]
    return same[-1].speaker if same else None


def _extent(cue: Cue, speaker: Range) -> Range:
    """Speaker, cue and adjuncts that stand together; a speaker far off is left out."""
    first, end = cue.first, cue.last + 1
    near = {"advmod", "aux", "neg", "npadvmod", "punct", "auxpass"}
    doc = cue.token.doc
    if speaker[1] <= first and all(_may_stand_between(t) for t in doc[speaker[1] : first]):
        first = speaker[0]
    elif speaker[0] >= end and speaker[0] - end <= 2:
        end = _past_relative(cue, speaker[1])
    while first < cue.first and doc[first].is_punct:
        first += 1
    return first, _past_citing(doc, _past_adjuncts(cue, end, near), cue.token.sent.end)


def _past_relative(cue: Cue, end: int) -> int:
    """Past the "who runs its ward" of "By dawn, said Dr Osman, who runs its ward, 14 bodies lay in the hall": what she
    says must stand behind it, if nothing is told before "said"."""
    doc, sentence = cue.token.doc, cue.token.sent
    opens = end + 1 < sentence.end and doc[end].text == "," and doc[end + 1].tag_ in WH
    if not opens or any(t.tag_ in TENSED for t in doc[sentence.start : cue.first]):
        return end
    closing = next((t.i for t in doc[end + 1 : sentence.end] if t.text == ","), None)
    if closing is None or not any(t.tag_ in TENSED for t in doc[closing : sentence.end]):
        return end
    return closing


def _past_citing(doc: Doc, end: int, limit: int) -> int:
    """Past the "citing the ministry" of "Reuters reported, citing the ministry, that nine had died", of "according to the
    monitor, citing hospital staff, nine had died"."""
    after = [t for t in doc[end : min(end + _CITING, limit)] if t.text != ","]
    if not after or after[0].lemma_ not in NAMING or after[0].tag_ != "VBG":
        return end
    objects = [c.right_edge.i for c in after[0].children if c.dep_ == "dobj"]
    past = min(limit, max(objects, default=after[0].i) + 1)
    past = next((t.i for t in after if t.lower_ == "that" and t.dep_ == "mark"), past)
    return past + 1 if past < limit and doc[past].text == "," else past


_CITING = 14
"""Words between a cue and the "that" of what it brings."""


def _may_stand_between(token: Token) -> bool:
    return token.pos_ in {
        "ADV",
        "AUX",
        "PART",
        "PUNCT",
        "SPACE",
        "ADP",
        "NOUN",
        "PROPN",
        "DET",
        "NUM",
        "ADJ",
        "CCONJ",
        "PRON",
        "VERB",
    } and (token.pos_ != "VERB" or token.dep_ in {"relcl", "acl", "advcl", "xcomp", "conj"})


def _past_adjuncts(cue: Cue, end: int, near: set[str]) -> int:
    """Over "the Mail", "in a statement", "on Tuesday", "to reporters by telephone"."""
    doc, sent_end = cue.token.doc, cue.token.sent.end
    end, moved = max(end, _colon_before_quotation(cue)), True
    if cue.lemma in _ADDRESSED and end == cue.last + 1:
        end = max(end, _past_hearer(cue))
    end = max(end, _past_verdict(cue, end))
    while moved and end < sent_end:
        moved = False
        token = doc[end]
        if (token.ent_type_ in {"DATE", "TIME"} and token.pos_ != "ADP" and end > cue.last + 1) or (
            token.lemma_.lower() in _OCCASIONS
            and token.dep_ in {"npadvmod", "dobj", "compound"}
            and token.ent_type_ != "PERSON"
        ):
            end, moved = end + 1, True
        elif token.lower_ in _PREPOSITIONS and token.pos_ in {"ADP", "SCONJ", "ADV", "ADJ"}:
            past = _past_occasion(doc, end, sent_end)
            moved, end = past > end, past
        elif token.dep_ in near and token.head.i == cue.token.i and token.pos_ in {"ADV", "NOUN"}:
            end, moved = end + 1, True
    return end


def _past_verdict(cue: Cue, end: int) -> int:
    """Past the verdict of "dismissed as ‘baseless’ an assertion by Kinshasa that ..."."""
    doc = cue.token.doc
    if cue.stance not in {Stance.DENIES, Stance.DISPUTES} or doc[end : end + 1].text != "as":
        return end
    told = doc[end + 1 : end + _VERDICT]
    noun = next((t for t in told if t.lower_ in {"a", "an", "the", "any", "all"}), None)
    between = doc[end + 1 : noun.i] if noun is not None else ()
    verdict = between and all(t.is_quote or t.pos_ in {"ADJ", "ADV", "NOUN"} for t in between)
    return noun.i if noun is not None and verdict else end


_VERDICT = 7
"""Words from "as" to what is dismissed."""


def _colon_before_quotation(cue: Cue) -> int:
    """Where the colon stands that a quotation follows, with no other clause before it: "The mill
    wrote to its workers: ‘All are safe.’" tells them, whoever they are. Else 0."""
    doc, start = cue.token.doc, cue.last + 1
    for token in doc[start : min(start + 12, len(doc) - 1)]:
        if token.text == ":":
            return token.i if token.nbor().is_quote or token.nbor().text in {"‘", "“"} else 0
        if token.is_punct or token.pos_ in {"VERB", "AUX"}:
            return 0
    return 0


def _past_occasion(doc: Doc, at: int, limit: int) -> int:
    """Past "in a post on its page", where the noun is an occasion of speaking."""
    for i in range(at + 1, min(at + 7, limit)):
        token = doc[i]
        if token.lower_ == "condition":  # "on condition that he not be named"
            rest = range(i, limit)
            return next((n for n in rest if doc[n].is_punct or doc[n].is_space), limit)
        if _is_occasion(token):
            return next((n for n in range(i + 1, limit) if not _is_occasion(doc[n])), limit)
        if token.is_punct or (token.pos_ in {"VERB", "AUX", "PRON"} and token.tag_ != "PRP$"):
            return at
    return at


def _is_occasion(token: Token) -> bool:
    return token.lemma_.lower() in _OCCASIONS or token.ent_type_ == "DATE"


def _past_hearer(cue: Cue) -> int:
    """Past the minister of "told the minister that they had left"; of "urged donors to pay" the donors are part of it."""
    asked = any(c.dep_ in {"xcomp", "ccomp"} and with_to(c) for c in cue.token.children)
    if asked and cue.lemma != "promise":
        return cue.last + 1
    for child in cue.token.children:
        if (
            child.dep_ in {"dobj", "dative"}
            and child.i > cue.last
            and child.right_edge.i - cue.last <= 8
        ):
            clause = [c.i for c in child.subtree if c.dep_ in {"relcl", "acl", "ccomp"}]
            return min([child.right_edge.i + 1, *clause])
    return cue.last + 1


def says_nothing_below(verb: Token) -> bool:
    """ "The army says the truce concluded on Monday holds": "concluded", which the parse takes for what the army says."""
    return verb.dep_ == "ccomp" and not any(c.dep_ in {"ccomp", "dobj"} for c in verb.children)


def only_shows(saying: Saying) -> bool:
    """ "These sanctions show that we are united": what is pointed at, and nobody."""
    if saying.speaker is None or saying.cue.lemma != "show":
        return False
    return saying.cue.token.doc[saying.speaker[0]].lower_ in _POINTED


_POINTED = frozenset({"this", "these", "that", "those", "such"})
