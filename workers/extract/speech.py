"""Speech: quotations and statements, each given to who speaks it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from shared.records import Mode, Span, Stance
from workers.extract.lookup import text_of
from workers.extract.marks import Attribution, Block, BlockKind, Layout, Quotation, SourceMark
from workers.extract.sayings import Saying
from workers.extract.touching import Heard, extent, saying_of


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose quotation it is, by which words."""

    mark: SourceMark | None
    cue: Span | None
    lemma: str | None
    doubt: str | None
    via: tuple[SourceMark, ...] = ()


_NOBODY = Speaker(None, None, None, "nobody is named near the quotation")
_READ = frozenset({BlockKind.BODY, BlockKind.HEADLINE, BlockKind.CAPTION})


def is_read(layout: Layout, at: int) -> bool:
    """Whether the place is in a block that is read for attributions; pull-quotes repeat others."""
    return not any(b.start <= at < b.end and b.kind not in _READ for b in layout.blocks)


def find_speech(
    doc: Doc,
    layout: Layout,
    quotations: Sequence[Quotation],
    heard: Sequence[Heard],
    labelled: Mapping[int, SourceMark],
) -> tuple[list[Attribution], dict[int, list[Span]]]:
    """One attribution a quotation, and which stretches each saying's cue thereby accounts for.

    `labelled`: by number, the quotations before whose colon stands who says them. Quotations inside reported words make these mixed and get no attribution of their own. A
    quotation whose speaker stands in no reach goes to the speaker before it in its paragraph, or
    in the paragraph before if that speaks with one voice; else to nobody, with the reason.
    """
    outer = [h for h in heard if not h.inside]
    spoken: list[Attribution] = []
    used: dict[int, list[Span]] = {}
    previous: list[Speaker] = []
    for at, quotation in enumerate(quotations):
        if quotation.scare or not is_read(layout, quotation.start):
            previous.append(_NOBODY)
            continue
        span = quotation.start, quotation.end
        near = None if at in labelled else saying_of(doc, quotation, outer)
        if at in labelled:
            speaker = Speaker(labelled[at], None, None, None)
        elif near is None and quotation.continues is not None and quotation.continues < at:
            speaker = previous[quotation.continues]
        elif near is not None:
            speaker = _speaker(doc, near)
            used.setdefault(near.saying.i, []).append(span)
        else:
            speaker = _carried(doc, layout, quotations, previous, outer)
        previous.append(speaker)
        if near is not None and _is_mixed(doc, near, quotation):
            continue
        spoken.append(_attribution(doc, span, speaker, _stance(doc, near, quotation)))
    spoken += _statements(doc, layout, outer, quotations)
    return spoken, used


def _stance(doc: Doc, near: Heard | None, quotation: Quotation) -> Stance:
    """A quotation is what one says, whatever one does in saying it; but "denied that 'the army shelled the town'" denies
    what is quoted, and "confirmed" confirms it."""
    if near is None:
        return Stance.ASSERTS
    stance = near.saying.cue.stance
    before = text_of(doc)[max(0, quotation.start - 8) : quotation.start]
    return stance if stance is Stance.CONFIRMS or _THAT.search(before) else Stance.ASSERTS


_THAT = re.compile(r"\bthat\W{1,3}$")


def _attribution(
    doc: Doc, span: Span, speaker: Speaker, stance: Stance = Stance.ASSERTS
) -> Attribution:
    start, end = span
    while end > start and text_of(doc)[end - 1] in " ,\n":
        end -= 1
    while start < end and text_of(doc)[start] in " \n":
        start += 1
    return Attribution(
        start,
        end,
        speaker.mark,
        speaker.cue,
        Mode.DIRECT,
        stance,
        speaker.via,
        speaker.lemma,
        speaker.doubt,
    )


def withheld(doc: Doc, spoken: Sequence[Attribution], own: Sequence[Saying]) -> list[Attribution]:
    """What speakers quoted say they cannot verify or deny: "We cannot confirm these reports".

    The quotation is cut at such a sentence, whose content then has the stance of its cue.
    """
    out: list[Attribution] = []
    for attribution in spoken:
        at = attribution.start
        for saying in own:
            start = _begins(doc, saying)
            plain = saying.cue.stance is Stance.ASSERTS or not saying.contents
            if plain or not at <= start < attribution.end:
                continue
            first, end = saying.contents[0]
            low, high = doc[first].idx, min(doc[end - 1].idx + len(doc[end - 1]), attribution.end)
            if low >= high:
                continue
            before = doc.char_span(at, start, alignment_mode="contract") or ()
            if len(text_of(doc)[at:start].strip()) > 15 and any(
                t.pos_ in {"VERB", "AUX"} for t in before
            ):
                out.append(_cut(doc, attribution, at, start))
            last = doc[saying.cue.last]
            out.append(
                replace(
                    attribution,
                    start=low,
                    end=high,
                    cue=(_cue_begins(doc, saying), last.idx + len(last)),
                    stance=saying.cue.stance,
                    cue_lemma=saying.cue.lemma,
                )
            )
            at = high
        if len(text_of(doc)[at : attribution.end].strip()) > 15 or at == attribution.start:
            out.append(_cut(doc, attribution, at, attribution.end))
    return [a for a in out if a.end > a.start]


def _begins(doc: Doc, saying: Saying) -> int:
    """Where the speaker says it: with the "we" of "we are unable to determine"."""
    first = saying.speaker[0] if saying.speaker else saying.first
    return doc[min(first, saying.first)].idx


def _cue_begins(doc: Doc, saying: Saying) -> int:
    """ "Are unable to determine", and not only the last of it."""
    able = saying.speaker is not None and saying.speaker[1] <= saying.cue.first
    return doc[saying.speaker[1] if able and saying.speaker else saying.cue.first].idx


def _cut(doc: Doc, attribution: Attribution, start: int, end: int) -> Attribution:
    while start < end and text_of(doc)[start] in " .,;\n":
        start += 1
    while end > start and text_of(doc)[end - 1] in " ,\n":
        end -= 1
    return replace(attribution, start=start, end=end)


def _speaker(doc: Doc, heard: Heard) -> Speaker:
    cue = heard.saying.cue
    last = doc[cue.last]
    return Speaker(
        heard.mark, (doc[cue.first].idx, last.idx + len(last)), cue.lemma, heard.doubt, heard.via
    )


def _is_mixed(doc: Doc, heard: Heard, quotation: Quotation) -> bool:
    for first, end in heard.saying.contents:
        start, stop = doc[first].idx, doc[end - 1].idx + len(doc[end - 1])
        if start <= quotation.start and quotation.end <= stop + 1:
            outside = [
                t
                for t in doc[first:end]
                if t.is_alpha and not (quotation.start <= t.idx < quotation.end)
            ]
            others = [t for t in outside if t.lower_ not in {"that", "and", "but"}]
            return len(others) >= 2 and not _own_sentence(doc, quotation)
    return False


def _own_sentence(doc: Doc, quotation: Quotation) -> bool:
    """A quotation of whole sentences is one attribution, whatever stands round it."""
    span = doc.char_span(quotation.start, quotation.end, alignment_mode="expand")
    return span is not None and doc[span.start].sent.start != doc[span.end - 1].sent.start


def _carried(
    doc: Doc,
    layout: Layout,
    quotations: Sequence[Quotation],
    previous: list[Speaker],
    heard: Sequence[Heard],
) -> Speaker:
    """The speaker of the quotation before in the paragraph, or of the paragraph before."""
    at = len(previous)
    here = _block(layout, quotations[at].start)
    same_paragraph = [
        i
        for i in range(at)
        if not quotations[i].scare and _block(layout, quotations[i].start) == here
    ]
    if same_paragraph:
        return previous[same_paragraph[-1]]
    if here is None:
        return _NOBODY
    beside = _in(doc, here, heard)
    if beside:
        before = [h for h in beside if doc[h.saying.i].idx < quotations[at].start]
        return _speaker(doc, before[-1] if before else beside[0])
    earlier = _block_before(layout, here)
    speakers = [_speaker(doc, h) for h in _in(doc, earlier, heard)] if earlier else []
    for quotation, speaker in zip(quotations, previous, strict=False):
        if earlier is not None and earlier.start <= quotation.start < earlier.end:
            speakers.append(speaker)
    named = [s for s in speakers if s.mark]
    if len({s.mark.name for s in named if s.mark}) > 1:
        return Speaker(None, None, None, "two speakers in the paragraph before")
    return named[-1] if named else _NOBODY


def _in(doc: Doc, block: Block, heard: Sequence[Heard]) -> list[Heard]:
    return [h for h in heard if block.start <= doc[h.saying.i].idx < block.end]


def _block(layout: Layout, at: int) -> Block | None:
    return next((b for b in layout.blocks if b.start <= at < b.end), None)


def _block_before(layout: Layout, block: Block) -> Block | None:
    body = [b for b in layout.blocks if b.kind is BlockKind.BODY]
    at = next((i for i, b in enumerate(body) if b == block), 0)
    return body[at - 1] if at else None


def _statements(
    doc: Doc, layout: Layout, heard: Sequence[Heard], quotations: Sequence[Quotation]
) -> list[Attribution]:
    """What follows "X said:" without quotation marks, up to the next such: X's own words. Behind it on its line only that
    paragraph, but for a body's own paper, which goes on so."""
    out: list[Attribution] = []
    speaker: Speaker | None = None
    for block in (b for b in layout.blocks if b.kind is BlockKind.BODY):
        text = text_of(doc)[block.start : block.end].rstrip()
        quoted = any(block.start <= q.start < block.end for q in quotations if not q.scare)
        introduces = text.endswith(":") and len(text) <= 160
        opens = None if quoted else _opening(doc, block, heard)
        if speaker is not None and not (quoted or introduces or opens):
            out.append(_attribution(doc, (block.start, block.start + len(text)), speaker))
            continue
        speaker = None
        last = _in(doc, block, heard)
        if text.endswith(":") and last and last[-1].mark is not None:
            tail = text_of(doc)[extent(doc, last[-1])[1] : block.start + len(text)]
            speaker = _speaker(doc, last[-1]) if len(tail) < 60 else None
        elif opens:
            told = _speaker(doc, opens)
            begins = extent(doc, opens)[1] + 1
            out.append(_attribution(doc, (begins, block.start + len(text)), told))
            speaker = told if layout.voice else None
    return out


def _opening(doc: Doc, block: Block, heard: Sequence[Heard]) -> Heard | None:
    """ "Anna Berg said: The road is open. We ...": who says a whole paragraph behind a colon in its first sentence."""
    text = text_of(doc)
    for each in _in(doc, block, heard):
        start, end = extent(doc, each)
        more = _SENTENCE_ENDS.search(text, end, block.end)
        colon = text[end : end + 2] == ": " and text[end + 2 : end + 3].isupper()
        if each.mark is not None and colon and more is not None:
            return each if _SENTENCE_ENDS.search(text, block.start, start) is None else None
    return None


_SENTENCE_ENDS = re.compile(r"(?:[a-z]{2}|\d)[.!?] +(?=[A-Z])")


def with_words_of_his(said: Attribution, quotations: Sequence[Quotation]) -> Attribution:
    """ "The ministry called the raid “a precise strike” on a base": in the reporter's words, with some of the ministry's."""
    inside = any(q.closed and said.start <= q.start and q.end <= said.end for q in quotations)
    mixed = inside and said.mode is Mode.INDIRECT and said.cue is not None
    return replace(said, mode=Mode.MIXED) if mixed else said
