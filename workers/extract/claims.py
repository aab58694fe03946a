"""Assembly: from marks to claims, the records that leave the reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from shared.identity import claim_id
from shared.records import (
    Annotation,
    AnnotationKind,
    Certainty,
    Claim,
    Cue,
    Kind,
    Measure,
    Mode,
    Polarity,
    Quantity,
    Report,
    Scope,
    Source,
    SourceKind,
    Span,
    Stance,
)
from workers.extract import forms
from workers.extract.actors import find_actors
from workers.extract.aside_dates import is_compared
from workers.extract.background import Context, day_of, is_background, is_fresh, since_long
from workers.extract.certainty import certainty_of, certainty_of_cue, hedges_of, weakest
from workers.extract.circumstances import quantities_of
from workers.extract.clauses import core_of, span_of
from workers.extract.conjuncts import Figures, light
from workers.extract.contents import Piece, find_pieces
from workers.extract.dates import tells_when
from workers.extract.happenings import Before, Happening, Marks, cue_lemma, find_happening
from workers.extract.hearers import is_outlet
from workers.extract.lexicon import load
from workers.extract.marks import (
    Attribution,
    BlockKind,
    DateMark,
    Layout,
    MentionMark,
    Name,
    PlaceMark,
    QuantityMark,
    Quotation,
    View,
)
from workers.extract.polarity import polarity_of, says_no


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a report was read into, and what of it ended in no claim."""

    claims: tuple[Claim, ...]
    annotations: tuple[Annotation, ...] = ()

    @property
    def leftover(self) -> Mapping[str, int]:
        """How many numbers, cues and quotations ended in no claim."""
        left = Counter(a.kind for a in self.annotations if a.left)
        return {f"{kind.value}s": left[kind] for kind in _LEFT}


_LEFT = (AnnotationKind.NUMBER, AnnotationKind.CUE, AnnotationKind.QUOTATION)


def assemble_claims(  # one argument a stage, in their order
    report: Report,
    view: View,
    doc: Doc,
    layout: Layout,
    quotations: Sequence[Quotation],
    names: Sequence[Name],
    attributions: Sequence[Attribution],
    quantities: Sequence[QuantityMark],
    dates: Sequence[DateMark],
    places: Sequence[PlaceMark],
    mentions: Sequence[MentionMark] | None = None,
) -> Extraction:
    """The report's claims in order of their start, offsets into the original; and its numbers, cues and quotations that
    ended in none. With `mentions`, these and the hedges are annotated too."""
    pieces = find_pieces(doc, layout, attributions, Figures(quantities, places))
    when = [*filter(tells_when, dates)]
    marks = Marks(report, view, doc, layout, names, quantities, when, places, pieces)
    claims: dict[str, Claim] = {}
    before: Before | None = None
    for piece in pieces:
        claim = _claim(marks, piece, before)
        before = Before(piece, claim)
        for each in (claim, *_of_others(view, piece, claim)):
            claims.setdefault(each.id, each)
    found = [*_left(view, pieces, quotations, attributions, quantities)]
    if mentions is not None:
        found += [Annotation(span=view.span(m.start, m.end), kind=m.kind) for m in mentions]
        found += _hedges(view, pieces)
    return Extraction(tuple(claims.values()), tuple(found))


def _hedges(view: View, pieces: Sequence[Piece]) -> Iterator[Annotation]:
    """The words that make claims less than sure, each once."""
    words = (word for p in pieces for _, word in hedges_of(core_of(p.head, light())))
    for start, end in sorted({(word.idx, word.idx + len(word)) for word in words}):
        yield Annotation(span=view.span(start, end), kind=AnnotationKind.HEDGE)


def _claim(marks: Marks, piece: Piece, before: Before | None) -> Claim:
    report, view, attribution = marks.report, marks.view, piece.attribution
    start, end = view.span(piece.start, piece.end)
    source, stance = _source(view, attribution), _stance(piece)
    name = source.name if source else None
    core = core_of(piece.head, light())
    happening = find_happening(marks, piece, core, before)
    low, high = min(piece.sentence[0], piece.start), max(piece.sentence[1], piece.end)
    return Claim(
        id=claim_id(report.id, start, end, name, stance.value),
        report=report.id,
        report_ref=report.ref,
        outlet=report.outlet,
        published=report.published,
        start=start,
        end=end,
        text=report.text[start:end],
        sentence=forms.sentence_span(view, low, high),
        source=source,
        via=_via(view, attribution, report.outlet),
        cue=_cue(marks, piece),
        mode=attribution.mode if attribution else Mode.NONE,
        stance=stance,
        certainty=_certainty(piece, core, source, stance),
        polarity=_polarity(marks, piece, core),
        phase=happening.phase,
        background=is_background(view.text, piece, _context(marks, piece, happening, before)),
        kinds=happening.kinds,
        actors=forms.actors(
            view, *find_actors(marks.doc, piece.start, piece.end, core, marks.names)
        ),
        quantities=_quantities(marks, piece, happening.borrowed),
        time=forms.time(view, report.text, happening.date) if happening.date else None,
        places=tuple(forms.place(view, p) for p in happening.places),
    )


def _of_others(view: View, piece: Piece, claim: Claim) -> Iterator[Claim]:
    """A claim is one content from one voice: the same from each who says it with the source."""
    for mark in piece.attribution.beside if piece.attribution else ():
        source = forms.source(view, mark)
        key = claim_id(claim.report, claim.start, claim.end, source.name, claim.stance.value)
        yield claim.model_copy(update={"id": key, "source": source})


def _polarity(marks: Marks, piece: Piece, core: Token) -> Polarity:
    if piece.taken:
        return Polarity.POS
    headline = piece.block.kind is BlockKind.HEADLINE and _stance(piece) is Stance.ASSERTS
    if headline and says_no(span_of(marks.doc, piece.start, piece.end)):
        return Polarity.NEG
    return polarity_of(core, _cue_tokens(marks, piece))


def _cue_tokens(marks: Marks, piece: Piece) -> set[int]:
    span = piece.attribution.cue if piece.attribution else None
    return {t.i for t in span_of(marks.doc, *span)} if span else set()


def _source(view: View, attribution: Attribution | None) -> Source | None:
    """Who says it; quoted words whose speaker could not be decided are somebody's all the same."""
    if attribution is None:
        return None
    if attribution.source is None:
        return Source(name=None, kind=SourceKind.UNNAMED) if attribution.doubt else None
    return forms.source(view, attribution.source)


def _via(view: View, attribution: Attribution | None, outlet: str | None) -> tuple[Source, ...]:
    """The chain between the source and the outlet, which is no link of it: "told Meridian", in Meridian News."""
    links = attribution.via if attribution else ()
    return tuple(forms.source(view, v) for v in links if not is_outlet(v, outlet))


def _stance(piece: Piece) -> Stance:
    if piece.taken:
        return piece.taken.stance
    return piece.attribution.stance if piece.attribution else Stance.ASSERTS


def _certainty(piece: Piece, core: Token, source: Source | None, stance: Stance) -> Certainty:
    force = certainty_of_cue(cue_lemma(piece), source.kind if source else None, stance)
    own = certainty_of(core)
    if piece.attribution and own is Certainty.POSSIBLE and force is Certainty.PROBABLE:
        return force
    return weakest(force, own)


def _context(marks: Marks, piece: Piece, happening: Happening, before: Before | None) -> Context:
    published = marks.layout.published or day_of(marks.report.published)
    start, end = piece.sentence
    near = [d for d in marks.dates if start <= d.start and d.end <= end]
    near = [d for d in near if not is_compared(marks.doc, d)]
    return Context(
        published=published,
        date=happening.date,
        phase=happening.phase,
        before=before is not None and before.claim.background,
        since_long=since_long(marks.view.text, near, published),
        fresh=is_fresh(_told(marks), published),
        same_sentence=before is not None and before.piece.sentence == piece.sentence,
    )


def _told(marks: Marks) -> list[DateMark]:
    """The days of what is told; "said on Friday", of what was last month, makes no news of Friday."""
    return [d for d in marks.dates if any(p.start <= d.start < p.end for p in marks.pieces)]


def _cue(marks: Marks, piece: Piece) -> Cue | None:
    span: Span | None = piece.attribution.cue if piece.attribution else None
    if piece.taken:
        span = piece.taken.cue
    if span is None:
        return None
    words, where = forms.original(marks.view, marks.report.text, *span)
    return Cue(text=words, span=where)


def _quantities(marks: Marks, piece: Piece, borrowed: Kind | None) -> tuple[Quantity, ...]:
    """The piece's numbers; where its kind is borrowed, so is what happened to the people counted."""
    given = load("kinds")["counted"].get(borrowed.value) if borrowed else None
    found = []
    for counted in quantities_of(piece, marks.pieces, marks.quantities):
        mark = counted
        people = mark.unit in load("kinds")["sets"]["people"]
        if given and mark.measure is Measure.OTHER and people:
            scope = Scope.INCIDENT if mark.scope is Scope.UNKNOWN else mark.scope
            mark = replace(mark, measure=Measure(given), scope=scope)
        found.append(forms.quantity(marks.view, marks.report.text, mark))
    return tuple(found)


def _left(
    view: View,
    pieces: Sequence[Piece],
    quotations: Sequence[Quotation],
    attributions: Sequence[Attribution],
    quantities: Sequence[QuantityMark],
) -> Iterator[Annotation]:
    def held(start: int, end: int) -> bool:
        return any(p.start < end and start < p.end for p in pieces)

    spoken = [p.attribution for p in pieces]
    numbers = [(q.start, q.end) for q in quantities if not held(q.start, q.end)]
    cues = [a.cue or (a.start, a.end) for a in attributions if a not in spoken]
    quoted = [(q.start, q.end) for q in quotations if not (q.scare or held(q.start, q.end))]
    for kind, spans in zip(_LEFT, (numbers, cues, quoted), strict=True):
        for start, end in spans:
            yield Annotation(span=view.span(start, end), kind=kind, left=True)
