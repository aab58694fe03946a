"""Cutting sentences and contents into pieces: the stretches of text that become claims.

Every unattributed factual sentence is the reporter's; a quotation gives one piece a sentence, each
with its speaker; what merely introduces a quotation, and the page's furniture, give none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from workers.extract.clauses import SUBJECTS, has_subject, is_predicate, span_of
from workers.extract.conjuncts import Figures, split
from workers.extract.marks import Attribution, Block, BlockKind, Layout, Quotation

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
    unclear: bool = False
    """The reporter says that it is not known: "It was unclear whether ..."."""


def find_pieces(
    doc: Doc,
    layout: Layout,
    quotations: Sequence[Quotation],
    attributions: Sequence[Attribution],
    figures: Figures,
) -> tuple[Piece, ...]:
    """The pieces of a report in order of their start; offsets into the view."""
    found: list[Piece] = []
    captions: set[str] = set()
    for block, sentence in _sentences(doc, layout):
        if block.kind is BlockKind.CAPTION:
            plain = " ".join(sentence.text.casefold().split())
            if plain in captions:
                continue
            captions.add(plain)
        here = [a for a in attributions if a.start < sentence.end_char and sentence.start_char < a.end]
        around = [a for a in attributions if _touches(a, sentence)]
        for attribution in here:
            found += _attributed(doc, block, sentence, attribution, figures)
        found += _reporters(doc, block, sentence, around, figures)
    return _unique(found)


def _sentences(doc: Doc, layout: Layout) -> Iterator[tuple[Block, Span]]:
    """The sentences of the blocks that are read, clipped to their block."""
    for block in layout.blocks:
        if block.kind not in READ:
            continue
        for sentence in span_of(doc, block.start, block.end).sents:
            start = max(sentence.start, span_of(doc, block.start, block.end).start)
            end = min(sentence.end, span_of(doc, block.start, block.end).end)
            if start < end:
                yield block, doc[start:end]


def _touches(a: Attribution, sentence: Span) -> bool:
    spans = [(a.start, a.end), a.cue, a.source.span if a.source else None]
    return any(s and s[0] < sentence.end_char and sentence.start_char < s[1] for s in spans)


def _attributed(
    doc: Doc, block: Block, sentence: Span, attribution: Attribution, figures: Figures
) -> Iterator[Piece]:
    """The content within this sentence: what stands around a cue in its middle is two stretches."""
    start = max(attribution.start, sentence.start_char)
    end = min(attribution.end, sentence.end_char)
    for low, high in _around(start, end, _parenthesis(doc, attribution, start, end)):
        yield from _pieces(doc, block, sentence, low, high, figures, attribution)


def _parenthesis(doc: Doc, a: Attribution, start: int, end: int) -> tuple[int, int] | None:
    """", a spokesman said," within the content: source and cue set off by commas."""
    if a.cue is None or a.source is None or a.source.span is None:
        return None
    low, high = min(a.cue[0], a.source.span[0]), max(a.cue[1], a.source.span[1])
    if not (start < low and high < end):
        return None
    before, after = doc.text[:low].rstrip()[-1:], doc.text[high:].lstrip()[:1]
    return (low, high) if before in ",–—”’\"" and after in ",–—.“‘\"" else None


def _around(start: int, end: int, hole: tuple[int, int] | None) -> Iterator[tuple[int, int]]:
    if hole is None:
        yield start, end
    else:
        yield start, hole[0]
        yield hole[1], end


def _pieces(
    doc: Doc,
    block: Block,
    sentence: Span,
    start: int,
    end: int,
    figures: Figures,
    attribution: Attribution | None,
) -> Iterator[Piece]:
    start, end = trim(doc.text, start, end)
    if start >= end:
        return
    span = span_of(doc, start, end)
    parts = split(doc, span.start, span.end, figures)
    for index, part in enumerate(parts):
        low = start if index == 0 else max(part.span.start_char, start)
        high = end if index == len(parts) - 1 else min(part.span.end_char, end)
        low, high = trim(doc.text, low, high)
        if low < high:
            bounds = (sentence.start_char, sentence.end_char)
            yield Piece(low, high, part.head, bounds, block, attribution)


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


def _reporters(
    doc: Doc, block: Block, sentence: Span, around: Sequence[Attribution], figures: Figures
) -> Iterator[Piece]:
    """What the reporter says in this sentence: all of it, or the clauses beside the attributions."""
    if not around:
        yield from _own_sentence(doc, block, sentence, figures)
        return
    taken = _taken(doc, sentence, around)
    for head in sentence:
        if head.i in taken or not _independent(head, sentence, taken):
            continue
        inside = [t for t in head.subtree if t.i not in taken and sentence.start <= t.i < sentence.end]
        run = _run(inside, head)
        if len([t for t in run if t.is_alpha]) < 3:
            continue
        start, end = run[0].idx, run[-1].idx + len(run[-1])
        yield from _pieces(doc, block, sentence, start, end, figures, None)


def _own_sentence(doc: Doc, block: Block, sentence: Span, figures: Figures) -> Iterator[Piece]:
    telling = [t for t in sentence if is_predicate(t) and _finite(t)]
    counted = any(
        sentence.start_char <= q.start < sentence.end_char for q in figures.quantities
    )
    if not telling and not (counted and block.kind is BlockKind.BODY and len(sentence) > 4):
        return
    unclear = _unclear(sentence)
    if unclear is not None:
        low, high = unclear.left_edge.idx, unclear.right_edge.idx + len(unclear.right_edge)
        bounds = (sentence.start_char, sentence.end_char)
        low, high = trim(doc.text, low, min(high, sentence.end_char))
        yield Piece(low, high, unclear, bounds, block, None, unclear=True)
        return
    yield from _pieces(doc, block, sentence, sentence.start_char, sentence.end_char, figures, None)


def _finite(verb: Token) -> bool:
    """Tensed, or a participle that a headline uses for one ("Two killed in raid")."""
    if verb.tag_ in {"VBD", "VBZ", "VBP", "MD"} or verb.dep_ == "ROOT":
        return True
    return any(c.dep_ in {"aux", "auxpass"} and c.tag_ != "TO" for c in verb.children)


def _unclear(sentence: Span) -> Token | None:
    """The clause of "It was not clear whether ...", "It is unknown who ..."."""
    root = sentence.root
    if root.lemma_ not in {"be", "remain"} and root.lemma_ not in {"know"}:
        return None
    words = {c.lower_ for c in root.children if c.dep_ in {"acomp", "neg", "oprd"}} | {root.lower_}
    unknown = words & {"unclear", "unknown", "uncertain"}
    negated = words & {"not", "n't", "n’t"} and words & {"clear", "known", "certain"}
    if not (unknown or negated):
        return None
    for child in root.subtree:
        if child.dep_ in {"ccomp", "csubj", "advcl", "pcomp", "acl"} and is_predicate(child):
            if any(t.lower_ in _ASKING for t in child.subtree):
                return child
    return None


_ASKING = {"whether", "if", "who", "what", "how", "where", "when", "why", "which"}


def _taken(doc: Doc, sentence: Span, around: Sequence[Attribution]) -> set[int]:
    """The tokens that attributions hold: contents, cues, sources with what describes them."""
    taken: set[int] = set()
    for a in around:
        spans = [(a.start, a.end)]
        spans += [a.cue] if a.cue else []
        spans += [m.span for m in (a.source, *a.via) if m and m.span]
        for start, end in spans:
            taken |= {t.i for t in span_of(doc, start, end)}
        if a.source and a.source.span:
            for token in span_of(doc, *a.source.span):
                taken |= {t.i for t in token.subtree if not _predicates_above(t, token)}
        if a.cue:
            for token in span_of(doc, *a.cue):
                taken |= {c.i for c in token.children if c.dep_ in {"aux", "auxpass", "neg", "mark"}}
    return taken


def _predicates_above(token: Token, top: Token) -> bool:
    """Whether a finite clause lies between the token and the top it hangs on."""
    while token.i != top.i and token.head.i != token.i:
        if token.dep_ in {"ccomp", "advcl"}:
            return True
        token = token.head
    return False


def _independent(head: Token, sentence: Span, taken: set[int]) -> bool:
    """A finite clause of its own: main, conjoined, or a trailing clause with a subject."""
    if not is_predicate(head) or not _finite(head):
        return False
    subject = [c for c in head.children if c.dep_ in SUBJECTS]
    if head.dep_ == "ROOT" or head.i == sentence.root.i:
        return bool(subject) and not any(s.i in taken for s in subject)
    if head.dep_ == "relcl":
        return head.head.i in taken and any(t.like_num for t in head.subtree)
    if head.dep_ in {"conj", "advcl", "parataxis", "ccomp"} and head.head.i in taken:
        return has_subject(head) and not any(s.i in taken for s in subject)
    return False


def _run(tokens: list[Token], head: Token) -> list[Token]:
    """The unbroken run of tokens around the head."""
    indexes = {t.i for t in tokens}
    low = high = head.i
    while low - 1 in indexes:
        low -= 1
    while high + 1 in indexes:
        high += 1
    return [t for t in tokens if low <= t.i <= high]


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
