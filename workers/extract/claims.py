"""Assembly: from marks to claims, the records that leave the reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from shared.identity import content_id
from shared.records import (
    Actor,
    ActorRole,
    Certainty,
    Claim,
    Cue,
    DateSpan,
    Kind,
    Mode,
    Place,
    Quantity,
    Report,
    Source,
    SourceKind,
    Stance,
)
from workers.extract.actors import find_actors
from workers.extract.background import Context, day_of, is_background
from workers.extract.certainty import certainty_of, certainty_of_cue, weakest
from workers.extract.circumstances import date_of, places_of, quantities_of
from workers.extract.clauses import auxiliaries, core_of, is_predicate, span_of
from workers.extract.conjuncts import Figures, light
from workers.extract.contents import Piece, find_pieces
from workers.extract.kinds import find_kinds
from workers.extract.marks import (
    Attribution,
    DateMark,
    Layout,
    Name,
    PlaceMark,
    QuantityMark,
    Quotation,
    SourceMark,
    View,
)
from workers.extract.phases import phase_of_claim, polarity_of


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a report was read into, and how much of it ended in no claim."""

    claims: tuple[Claim, ...]
    leftover: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Marks:
    """Everything the stages before have found."""

    report: Report
    view: View
    doc: Doc
    layout: Layout
    names: Sequence[Name]
    quantities: Sequence[QuantityMark]
    dates: Sequence[DateMark]
    places: Sequence[PlaceMark]


def assemble_claims(
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
) -> Extraction:
    """The report's claims in order of their start, offsets into the original.

    `leftover` counts the numbers, cues and quotations that ended in no claim.
    """
    marks = _Marks(report, view, doc, layout, names, quantities, dates, places)
    figures = Figures(quantities, places)
    pieces = find_pieces(doc, layout, quotations, attributions, figures)
    claims: dict[str, Claim] = {}
    before = False
    for piece in pieces:
        claim = _claim(marks, piece, pieces, before)
        before = claim.background
        claims.setdefault(claim.id, claim)
    return Extraction(
        tuple(claims.values()), _leftover(pieces, quotations, attributions, quantities)
    )


def _claim(marks: _Marks, piece: Piece, pieces: Sequence[Piece], before: bool) -> Claim:
    doc, view = marks.doc, marks.view
    attribution = piece.attribution
    source = _source(view, attribution.source) if attribution else None
    if attribution and attribution.source is None and attribution.doubt:
        source = Source(name=None, kind=SourceKind.UNNAMED)
    cue = attribution.cue_lemma if attribution else None
    core = core_of(piece.head, light())
    kinds = find_kinds(doc, piece.start, piece.end, cue)
    backshift = _backshift(doc, attribution)
    phase = phase_of_claim(piece.head, core, kinds[0], cue, backshift=backshift)
    when = date_of(doc, piece, marks.dates)
    published = day_of(marks.report.published) or marks.layout.published
    context = Context(published, when, phase, before)
    start, end = view.span(piece.start, piece.end)
    stance = attribution.stance if attribution else Stance.ASSERTS
    if piece.unclear:
        stance = Stance.CANNOT_VERIFY
    name = source.name if source else None
    return Claim(
        id=content_id("claim", marks.report.id, start, end, name, stance.value),
        report=marks.report.id,
        report_ref=marks.report.ref,
        outlet=marks.report.outlet,
        published=marks.report.published,
        start=start,
        end=end,
        text=marks.report.text[start:end],
        sentence=_sentence(view, piece),
        source=source,
        via=tuple(_source(view, v) for v in attribution.via) if attribution else (),
        cue=_cue(marks, attribution),
        mode=attribution.mode if attribution else Mode.NONE,
        stance=stance,
        certainty=_certainty(piece, core, source, cue, stance),
        polarity=polarity_of(core),
        phase=phase,
        background=is_background(doc, piece, context),
        kinds=kinds,
        actors=_actors(marks, piece, core),
        quantities=tuple(_quantity(marks, q) for q in quantities_of(piece, pieces, marks.quantities)),
        time=_time(marks, when),
        places=tuple(_place(view, p) for p in places_of(doc, piece, marks.places)),
    )


def _certainty(
    piece: Piece, core: Token, source: Source | None, cue: str | None, stance: Stance
) -> Certainty:
    if piece.unclear:
        return Certainty.UNKNOWN
    force = certainty_of_cue(cue, source.kind if source else None, stance)
    own = certainty_of(core)
    if piece.attribution and own is Certainty.POSSIBLE and force is Certainty.PROBABLE:
        return force
    return weakest(force, own)


def _backshift(doc: Doc, attribution: Attribution | None) -> bool:
    """Whether a past-tense cue has moved the content's tense back: "said they were trapped"."""
    if attribution is None or attribution.cue is None or attribution.mode is Mode.DIRECT:
        return False
    for token in span_of(doc, *attribution.cue):
        if token.tag_ in {"VBD", "VBN"} or is_predicate(token) and auxiliaries(token):
            return True
    return False


def _sentence(view: View, piece: Piece) -> tuple[int, int]:
    start = min(piece.sentence[0], piece.start)
    end = max(piece.sentence[1], piece.end)
    text = view.text[start:end]
    start += len(text) - len(text.lstrip())
    end -= len(text) - len(text.rstrip())
    return view.span(start, end)


def _source(view: View, mark: SourceMark | None) -> Source | None:
    if mark is None:
        return None
    return Source(
        name=mark.name,
        organisation=mark.organisation,
        kind=mark.kind,
        role=mark.role,
        span=view.span(*mark.span) if mark.span else None,
    )


def _cue(marks: _Marks, attribution: Attribution | None) -> Cue | None:
    if attribution is None or attribution.cue is None:
        return None
    start, end = marks.view.span(*attribution.cue)
    return Cue(text=marks.report.text[start:end], span=(start, end))


def _actors(marks: _Marks, piece: Piece, core: Token) -> tuple[Actor, ...]:
    agents, targets = find_actors(marks.doc, piece.start, piece.end, core, marks.names)
    roles = [(n, ActorRole.AGENT) for n in agents] + [(n, ActorRole.TARGET) for n in targets]
    return tuple(
        Actor(name=n.canonical, span=marks.view.span(n.start, n.end), role=role)
        for n, role in roles
    )


def _quantity(marks: _Marks, mark: QuantityMark) -> Quantity:
    start, end = marks.view.span(mark.start, mark.end)
    return Quantity(
        text=marks.report.text[start:end],
        span=(start, end),
        low=mark.low,
        high=mark.high,
        approx=mark.approx,
        unit=mark.unit,
        measure=mark.measure,
        scope=mark.scope,
        part=mark.part,
    )


def _time(marks: _Marks, mark: DateMark | None) -> DateSpan | None:
    if mark is None:
        return None
    start, end = marks.view.span(mark.start, mark.end)
    return DateSpan(
        text=marks.report.text[start:end],
        span=(start, end),
        start=mark.first.isoformat() if mark.first else None,
        end=mark.last.isoformat() if mark.last else None,
        precision=mark.precision,
        reason=mark.reason,
    )


def _place(view: View, mark: PlaceMark) -> Place:
    return Place(
        name=mark.name,
        span=view.span(mark.start, mark.end),
        lat=mark.lat,
        lon=mark.lon,
        precision=mark.precision,
        gazetteer=mark.gazetteer,
        id=mark.id,
        country=mark.country,
        candidates=mark.candidates,
        reason=mark.reason,
    )


def _leftover(
    pieces: Sequence[Piece],
    quotations: Sequence[Quotation],
    attributions: Sequence[Attribution],
    quantities: Sequence[QuantityMark],
) -> dict[str, int]:
    def held(start: int, end: int) -> bool:
        return any(p.start < end and start < p.end for p in pieces)

    spoken = [p.attribution for p in pieces]
    return {
        "numbers": sum(not held(q.start, q.end) for q in quantities),
        "cues": sum(a not in spoken for a in attributions),
        "quotations": sum(not q.scare and not held(q.start, q.end) for q in quotations),
    }


__all__ = ["Extraction", "Kind", "assemble_claims"]
