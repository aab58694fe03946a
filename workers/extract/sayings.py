"""Sayings: a cue with its speaker and the stretch of text that is said, before anybody is resolved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from workers.extract.cues import CONTINUING, NAMING, OPINION, WITH_FOR, Cue, Sort, find_cues
from workers.extract.lexicon import load
from workers.extract.marks import Name
from workers.extract.speakers import Range, find_speaker

_CUES = load("cues")
_PREPOSITIONS = frozenset(_CUES["adjunct_prepositions"])
_OCCASIONS = frozenset(_CUES["occasions"])
_ADDRESSED = frozenset(_CUES["addressed"])
_BARE = frozenset({"say", "tell", "add"})
_OPENING = frozenset(
    {
        "but",
        "and",
        "however",
        "earlier",
        "later",
        "meanwhile",
        "also",
        "yesterday",
        "separately",
        "although",
        "though",
        "while",
        "as",
        "so",
        "then",
        "yet",
        "still",
        "today",
        "instead",
        "when",
    }
)
_QUOTES = frozenset('"”“‘«')
_MARKS = frozenset("\"'”’»“‘«,:;–—-…")


@dataclass(slots=True)
class Saying:
    """A cue, its speaker's tokens, the tokens of both with what belongs to them, and the contents."""

    cue: Cue
    speaker: Range | None
    first: int
    end: int
    contents: list[Range] = field(default_factory=list)
    naming: Range | None = None
    """Of "citing X", "quoted X": whom the speaker has it from."""
    side: str = ""
    """Where the content stands: `right`, `left`, `both`."""

    @property
    def i(self) -> int:
        return self.cue.token.i


def find_sayings(doc: Doc, names: Sequence[Name]) -> list[Saying]:
    """Every cue that has a speaker in its sentence, with the extent of the two together."""
    sayings = []
    for cue in find_cues(doc):
        speaker = _shared(cue, sayings) or find_speaker(cue, names)
        if speaker is None:
            continue
        first, end = _extent(cue, speaker)
        sayings.append(Saying(cue, speaker, first, end))
    return sayings


def _shared(cue: Cue, before: list[Saying]) -> Range | None:
    """The speaker of the cue before: "X confirmed the toll and said ...", "X denied it, saying ...".

    Where commas are lost the parse hangs such a verb on the nearest noun instead.
    """
    token = cue.token
    if any(c.dep_ in {"nsubj", "nsubjpass", "agent"} for c in token.children) or cue.passive:
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
        end = speaker[1]
    while first < cue.first and doc[first].is_punct:
        first += 1
    end = _past_adjuncts(cue, end, near)
    return first, end


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
    moved = True
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
        elif cue.lemma in _ADDRESSED and end == cue.last + 1:
            past = _past_hearer(cue)
            moved, end = past > end, past
        elif token.dep_ in near and token.head.i == cue.token.i and token.pos_ in {"ADV", "NOUN"}:
            end, moved = end + 1, True
    return end


def _past_occasion(doc: Doc, at: int, limit: int) -> int:
    """Past "in a post on its page", where the noun is an occasion of speaking."""
    for i in range(at + 1, min(at + 7, limit)):
        token = doc[i]
        if token.lower_ == "condition":
            while i < limit and not (doc[i].is_punct or doc[i].is_space):
                i += 1
            return i
        if token.lemma_.lower() in _OCCASIONS or token.ent_type_ == "DATE":
            while i + 1 < limit and (
                doc[i + 1].ent_type_ == "DATE" or doc[i + 1].lemma_.lower() in _OCCASIONS
            ):
                i += 1
            return i + 1
        if token.is_punct or (token.pos_ in {"VERB", "AUX", "PRON"} and token.tag_ != "PRP$"):
            return at
    return at


def _past_hearer(cue: Cue) -> int:
    for child in cue.token.children:
        if (
            child.dep_ in {"dobj", "dative"}
            and child.i > cue.last
            and child.right_edge.i - cue.last <= 8
        ):
            clause = [c.i for c in child.subtree if c.dep_ in {"relcl", "acl", "ccomp"}]
            return min([child.right_edge.i + 1, *clause])
    return cue.last + 1


def set_contents(doc: Doc, sayings: list[Saying]) -> None:
    """Find what is said for each saying; those of one sentence limit one another."""
    for saying in sayings:
        sentence = saying.cue.token.sent
        rest = [s for s in sayings if s is not saying and s.cue.token.sent.start == sentence.start]
        saying.side = _side(saying, sentence.start, sentence.end)
        saying.contents = _contents(saying, rest, sentence.start, sentence.end)


def _names_its_source(doc: Doc, saying: Saying) -> bool:
    """Whether ", citing X" follows the cue and nothing else."""
    after = [t for t in doc[saying.end : saying.end + 3] if not t.is_punct]
    return bool(after) and after[0].lemma_ in NAMING and after[0].tag_ == "VBG"


def _said_after(saying: Saying) -> Token | None:
    """The clause or object after the cue that the parse hangs on it."""
    wanted = (
        {"ccomp", "xcomp"}
        if saying.cue.sort is not Sort.ACT
        else {"ccomp", "xcomp", "dobj", "prep", "pobj"}
    )
    for child in sorted(saying.cue.token.children, key=lambda c: c.i):
        if child.dep_ in wanted and child.i >= saying.end - 1 and child.right_edge.i >= saying.end:
            return child
    return None


def _empty(doc: Doc, first: int, end: int) -> bool:
    return all(t.is_punct or t.is_space or t.text in _MARKS for t in doc[first:end])


def _side(saying: Saying, first: int, end: int) -> str:
    doc = saying.cue.token.doc
    after_empty = _empty(doc, saying.end, end) or _names_its_source(doc, saying)
    before = [t for t in doc[first : saying.first] if not (t.is_punct or t.is_space)]
    opening = all(
        t.lower_ in _OPENING or t.ent_type_ in {"DATE", "TIME"} or t.dep_ in {"det"} for t in before
    )
    if saying.cue.passive:
        return "subject"
    if after_empty:
        return "left"
    if saying.cue.sort is Sort.ACT or opening:
        return "right"
    if saying.cue.sort is Sort.ACCORDING:
        return "both" if saying.end < end else "left"
    if (
        doc[saying.end - 1 if saying.end == end else saying.end].lower_ == "that"
        or saying.cue.lemma in OPINION
    ):
        return "right"
    return _inside(saying, doc)


def _inside(saying: Saying, doc: Doc) -> str:
    """Cue amid the sentence: "Y, X said, Z", or "while X said Y"."""
    comma_after = doc[saying.end].text in {",", ";", "”", '"'} if saying.end < len(doc) else True
    comma_before = saying.first > 0 and doc[saying.first - 1].text in {",", "”", '"', "’"}
    clauses = [c for c in saying.cue.token.children if c.dep_ == "ccomp"]
    right = any(c.i > saying.i for c in clauses)
    left = any(c.i < saying.i for c in clauses)
    if comma_after and (comma_before or left or not right):
        return "both"
    if right or saying.cue.token.dep_ in {"advcl", "conj", "relcl", "acl"}:
        return "right"
    return "left" if left else "right"


def _contents(saying: Saying, rest: list[Saying], first: int, end: int) -> list[Range]:
    doc = saying.cue.token.doc
    if saying.side == "subject":
        return _trim(doc, *_passive_subject(saying))
    parts: list[Range] = []
    bare = saying.cue.lemma in _BARE and _said_after(saying) is None
    if saying.side == "right" and bare and end - saying.end < 10:
        after = _trim(doc, *_right(saying, rest, end))
        before = _trim(doc, _left_limit(saying, rest, first), saying.first)
        quoted = any(t.text in _QUOTES for t in doc[saying.end : end])
        if (
            before
            and _has_verb(doc, before[0])
            and not (after and _has_verb(doc, after[0]))
            and not quoted
        ):
            saying.side = "left"
    if saying.side in {"left", "both"}:
        parts += _trim(doc, _left_limit(saying, rest, first), saying.first)
    if saying.side in {"right", "both"}:
        parts += _trim(doc, *_right(saying, rest, end))
    if saying.side == "both" and len(parts) == 2 and not _has_verb(doc, parts[0]):
        parts = parts[1:]
    return parts


def _has_verb(doc: Doc, part: Range) -> bool:
    return any(t.tag_ in {"VBD", "VBZ", "VBP", "MD"} for t in doc[part[0] : part[1]])


def _passive_subject(saying: Saying) -> Range:
    for child in saying.cue.token.children:
        if child.dep_ == "nsubjpass":
            return child.left_edge.i, child.right_edge.i + 1
    return saying.i, saying.i


def _left_limit(saying: Saying, rest: list[Saying], first: int) -> int:
    """The sentence's start, or the end of a saying before that has its own content left of it."""
    ends = [s.end for s in rest if s.end <= saying.first and s.side == "left"]
    return max([first, *ends])


def _right(saying: Saying, rest: list[Saying], end: int) -> Range:
    doc = saying.cue.token.doc
    start = saying.end
    if start + 1 < end and doc[start].lower_ == "nor":
        start += 2  # "neither confirmed nor denied that"
    clause = _said_after(saying)
    if clause is not None and saying.cue.sort is Sort.ACT:
        start = min(start, clause.left_edge.i) if clause.left_edge.i > saying.cue.last else start
    if clause is not None and clause.dep_ == "ccomp":
        marks = [c.i for c in clause.children if c.dep_ == "mark" and c.lower_ == "that"]
        start = max(start, marks[0]) if marks and marks[0] - start < 8 else start
    if (
        start < end
        and doc[start].lower_ == "that"
        and doc[start].dep_ in {"mark", "nsubj", "det", "dobj", "pobj"}
    ):
        start += doc[start].dep_ == "mark" or doc[start].tag_ == "IN"
    if saying.cue.lemma in WITH_FOR and start < end and doc[start].lower_ == "for":
        start += 1
    stop = min(
        [end, *(_joint(doc, s) for s in rest if s.first > saying.i and not _nested(saying, s))]
    )
    return start, max(stop, start)


def _nested(outer: Saying, inner: Saying) -> bool:
    """Whether the inner saying is part of what the outer says."""
    if inner.cue.lemma in CONTINUING and inner.cue.token.tag_ == "VBG":
        return False
    if inner.cue.sort is Sort.ACCORDING:
        return False
    token = inner.cue.token
    if inner.first > 0 and token.doc[inner.first - 1].lower_ in {"while", "whereas"}:
        return False
    while token.head.i != token.i:
        if token.head.i == outer.i:
            return token.dep_ in {"ccomp", "xcomp", "dobj", "prep", "pobj"}
        token = token.head
    return False


def _joint(doc: Doc, saying: Saying) -> int:
    """Where the words that join a saying to the one before begin: ", and also ", "while "."""
    at = saying.first
    while at > 0 and (doc[at - 1].is_punct or doc[at - 1].lower_ in _OPENING):
        at -= 1
    return at


def _trim(doc: Doc, first: int, end: int) -> list[Range]:
    while first < end and (doc[first].is_space or doc[first].text in _MARKS):
        first += 1
    while end > first and (
        doc[end - 1].is_space
        or doc[end - 1].text in _MARKS
        or doc[end - 1].lower_ in {"and", "but"}
    ):
        end -= 1
    while end > first and doc[end - 1].text in {".", "?", "!"} and end - 1 == first:
        end -= 1
    return [(first, end)] if first < end else []
