"""Cutting sentences and contents into pieces: the stretches of text that become claims.

Every unattributed factual sentence is the reporter's; a quotation gives one piece a sentence, each
with its speaker; what merely introduces a quotation, and the page's furniture, give none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from shared.records import Mode, Stance
from workers.extract.beside import own_stretches
from workers.extract.clauses import (
    core_of,
    has_subject,
    head_of,
    is_predicate,
    sentences_in,
    span_of,
    subjects,
)
from workers.extract.conjuncts import Figures, Part, light, split
from workers.extract.definitions import explains_word
from workers.extract.headline_words import behind_rubric
from workers.extract.lookup import text_of
from workers.extract.marks import Attribution, Block, BlockKind, Layout
from workers.extract.nearby import Nearby
from workers.extract.owned_claims import OWNED
from workers.extract.stances import Taken, find_stance
from workers.extract.turning import before_doubt
from workers.extract.unsaid import (
    asides,
    describes_source,
    is_silence,
    only_leads,
    only_qualifies,
    tells_why_unnamed,
    to_the_reader,
    within,
)

READ = {BlockKind.BODY, BlockKind.HEADLINE, BlockKind.CAPTION}
_MARKS = set("“”‘’\"'«»„‟`´*•()[] \t\n\r\u00a0")
_LEADING = _MARKS | set(",;:–—-.…")
_TRAILING = (_MARKS | set(",;:–—-")) - {")", "]"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One content: where it stands (offsets into the view), who says it, and its main word."""

    start: int
    end: int
    head: Token
    sentence: tuple[int, int]
    block: Block
    attribution: Attribution | None = None
    taken: Taken | None = None
    """The stance that the clause itself takes: "It was unclear whether ..."."""


def find_pieces(
    doc: Doc,
    layout: Layout,
    attributions: Sequence[Attribution],
    figures: Figures,
) -> tuple[Piece, ...]:
    """The pieces of a report in order of their start; offsets into the view."""
    found: list[Piece] = []
    captions: set[str] = set()
    near = Nearby(attributions)
    read = (block for block in layout.blocks if block.kind in READ)
    for block, sentence in ((b, s) for b in read for s in sentences_in(doc, b.start, b.end)):
        if block.kind is BlockKind.CAPTION:
            plain = " ".join(sentence.text.casefold().split())
            if plain in captions:
                continue
            captions.add(plain)
        where, unnamed = _Where(doc, text_of(doc), block, sentence), asides(sentence)
        around = near.touching(sentence.start_char, sentence.end_char)
        here = [a for a in around if a.start < sentence.end_char and sentence.start_char < a.end]
        for each in here:
            attribution = before_doubt(doc, each, here)
            idle = attribution is each and _only_frames(each, sentence, here)
            silent = describes_source(doc, attribution) or tells_why_unnamed(unnamed, attribution)
            if not idle and not silent:
                found += _attributed(where, attribution, figures)
        for low, high in own_stretches(doc, block, sentence, around, figures.quantities):
            if not within(unnamed, low, high):
                found += _pieces(where, (low, high), figures, None)
    return _unique(found)


def _only_frames(outer: Attribution, sentence: Span, here: Sequence[Attribution]) -> bool:
    """A quoted sentence that does little but bring what others say, which has been found already.

    "We cannot verify these reports", "The report concluded that ...": the inner claims, whose cues
    stand within the outer content, cover most of it.
    """
    if outer.stance is not Stance.ASSERTS:
        return False
    start, end = max(outer.start, sentence.start_char), min(outer.end, sentence.end_char)
    inner = [
        a
        for a in here
        if a is not outer
        and a.cue
        and a.cue_lemma != OWNED
        and start <= a.start
        and a.end <= end
        and start <= a.cue[0] < end
    ]
    doubts = [a for a in inner if a.stance is Stance.CANNOT_VERIFY and end - a.end < 15]
    covered = {i for a in inner for i in range(a.start, a.end)}
    return bool(doubts) or len(covered) > _MOST * (end - start)


_MOST = 0.6
_GREETING = 6
"""Words without a verb that tell nothing."""


@dataclass(frozen=True, slots=True)
class _Where:
    doc: Doc
    text: str
    block: Block
    sentence: Span


def _attributed(where: _Where, attribution: Attribution, figures: Figures) -> Iterator[Piece]:
    """The content within this sentence: what stands around a cue in its middle is two stretches."""
    doc = where.doc
    start = max(attribution.start, where.sentence.start_char)
    end = min(attribution.end, where.sentence.end_char)
    for low, high in _around(doc, start, end, _parenthesis(where.text, attribution, start, end)):
        yield from _pieces(where, (low, high), figures, attribution)
    if attribution.cue_lemma == "claim":
        yield from _told_besides(where, (start, end), figures)


def _told_besides(where: _Where, stretch: tuple[int, int], figures: Figures) -> Iterator[Piece]:
    """ "claimed the attack, which killed 28": the attack is the claimant's, the toll the reporter's."""
    for token in span_of(where.doc, *stretch):
        if token.dep_ == "relcl" and token.pos_ == "VERB":
            clause = where.doc[token.left_edge.i : token.right_edge.i + 1]
            if figures.measures(clause):
                yield from _pieces(where, (clause.start_char, clause.end_char), figures, None)


def _says_nothing(where: _Where, start: int, end: int, attribution: Attribution | None) -> bool:
    """A question, that somebody "did not respond to a request for comment", or a word of greeting or assent in
    somebody's speech: "No.", "Thanks."."""
    if "?" in where.text[max(start, end - 1) : end + 2].split("\n")[0]:
        # "Governor dead? Viral hoax fools thousands" says that he is not
        return attribution is None or attribution.stance is not Stance.DENIES
    span = span_of(where.doc, start, end)
    leads = only_leads(where.text, start, end)
    if leads or is_silence(span) or (attribution is not None and only_qualifies(span, attribution)):
        return True
    spoken = (
        attribution is not None
        and attribution.mode is Mode.DIRECT
        and attribution.stance is Stance.ASSERTS
    )
    tells = any((is_predicate(t) and (has_subject(t) or len(span) > 3)) or t.like_num for t in span)
    return spoken and not tells and len(span) <= _GREETING


def _parenthesis(text: str, a: Attribution, start: int, end: int) -> tuple[int, int] | None:
    """ ", a spokesman said," within the content: source and cue set off by commas."""
    if a.cue is None or a.source is None or a.source.span is None:
        return None
    low, high = min(a.cue[0], a.source.span[0]), max(a.cue[1], a.source.span[1])
    if not (start < low and high < end):
        return None
    before, after = text[max(0, low - 9) : low].rstrip()[-1:], text[high : high + 9].lstrip()[:1]
    return (low, high) if before in ',–—”’"' and after in ',–—.“‘"' else None


def _around(
    doc: Doc, start: int, end: int, hole: tuple[int, int] | None
) -> Iterator[tuple[int, int]]:
    """The stretches before and after the source and cue in the middle of a content.

    "The strikes, officials said, killed 12" is one content whose subject stands before the cue; of
    "12 died, according to a statement issued on Monday" the tail belongs to the source.
    """
    if hole is None:
        yield start, end
        return
    before, after = span_of(doc, start, hole[0]), span_of(doc, hole[1], end)
    said = {t.i for t in span_of(doc, *hole)}
    first, second = _predicate(before), _predicate(after)
    said_from = min(said, default=0)
    if second and not first and any(c.i < said_from for c in subjects(second)):
        yield start, end  # "nine people, the mayor said, were killed"
    elif first and second and has_subject(second):
        yield start, hole[0]
        yield hole[1], end
    elif second and has_subject(second):
        yield hole[1], end
    elif second and second.head.i not in said:
        yield start, end
    elif len(after) < 4 or after.root.head.i in said:
        yield start, hole[0]
    else:
        yield start, end


def _predicate(span: Span) -> Token | None:
    head = head_of(span)
    return head if head is not None and is_predicate(head) else None


def _pieces(
    where: _Where,
    stretch: tuple[int, int],
    figures: Figures,
    attribution: Attribution | None,
) -> Iterator[Piece]:
    """The pieces of one stretch of one voice."""
    doc, block, sentence = where.doc, where.block, where.sentence
    start, end = trim(where.text, *stretch)
    if block.kind is BlockKind.HEADLINE:
        start = behind_rubric(where.text, start, end)
    if start >= end or _says_nothing(where, start, end, attribution):
        return
    span = span_of(doc, start, end)
    parts = split(doc, span.start, span.end, figures)
    for index, part in enumerate(parts):
        if is_silence(part.span) or to_the_reader(part.span) or explains_word(part.head):
            continue
        low = start if index == 0 else max(part.span.start_char, start)
        high = end if index == len(parts) - 1 else min(part.span.end_char, end)
        low, high = _without_mark(where, part, *trim(where.text, low, high))
        bounds = (sentence.start_char, sentence.end_char)
        asserted = attribution is None or attribution.stance is Stance.ASSERTS
        taken = find_stance(part.head, core_of(part.head, light()), part.span) if asserted else None
        if taken:
            low, high = trim(where.text, taken.start, taken.end)
            yield Piece(low, high, taken.head, bounds, block, attribution, taken)
        elif low < high:
            yield Piece(low, high, part.head, bounds, block, attribution)


def _without_mark(where: _Where, part: Part, start: int, end: int) -> tuple[int, int]:
    """A clause that stands alone loses the word that tied it: "after the force had held ..."."""
    first = span_of(where.doc, start, end)[0]
    ties = first.dep_ in {"mark", "advmod"} and first.lower_ in _TIES
    joined = first.lower_ == "that" and first.dep_ == "mark"
    if joined or (ties and first.head.i == part.head.i and part.head.dep_ == "advcl"):
        return trim(where.text, first.idx + len(first), end)
    return start, end


_TIES = {"after", "as", "while", "whereas", "although", "though", "because", "when", "before"}


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Without quotation marks, spaces and joining punctuation at the edges."""
    while start < end and text[start] in _LEADING and not _opens(text, start, end):
        start += 1
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    if text[end - 1 : end] == ")" and "(" not in text[start:end]:
        end -= 1
    return start, end


def _opens(text: str, start: int, end: int) -> bool:
    """A bracket or apostrophe that belongs to the words: "'90s", "(SDF) forces"."""
    return text[start] == "(" and ")" in text[start:end]


def _unique(pieces: list[Piece]) -> tuple[Piece, ...]:
    """In order of start; the same words from the same source once."""
    seen: set[tuple[object, ...]] = set()
    found = []
    for piece in sorted(pieces, key=lambda p: (p.start, -p.end)):
        source = piece.attribution.source if piece.attribution else None
        stance = piece.attribution.stance if piece.attribution else None
        key = (piece.start, piece.end, source.name if source else None, stance)
        if key not in seen:
            seen.add(key)
            found.append(piece)
    return tuple(found)
