"""Assembly: from marks to claims, the records that leave the reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from shared.identity import content_id
from shared.records import (
    Certainty,
    Claim,
    Cue,
    Kind,
    Measure,
    Mode,
    Phase,
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
from workers.extract.background import Context, day_of, is_background, since_long
from workers.extract.certainty import certainty_of, certainty_of_cue, weakest
from workers.extract.circumstances import date_of, places_of, quantities_of
from workers.extract.clauses import auxiliaries, core_of, is_copula, is_predicate, span_of
from workers.extract.conjuncts import Figures, light
from workers.extract.contents import Piece, find_pieces
from workers.extract.kinds import find_kinds
from workers.extract.lexicon import load
from workers.extract.marks import (
    Attribution,
    DateMark,
    Layout,
    Name,
    PlaceMark,
    QuantityMark,
    Quotation,
    View,
)
from workers.extract.phases import phase_of_claim
from workers.extract.polarity import polarity_of
from workers.extract.stances import points_back


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a report was read into, and how much of it ended in no claim."""

    claims: tuple[Claim, ...]
    leftover: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Marks:
    """Everything the stages before have found, and the pieces cut from it."""

    report: Report
    view: View
    doc: Doc
    layout: Layout
    names: Sequence[Name]
    quantities: Sequence[QuantityMark]
    dates: Sequence[DateMark]
    places: Sequence[PlaceMark]
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class _Before:
    """The piece before this one and the claim it became."""

    piece: Piece
    claim: Claim


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
) -> Extraction:
    """The report's claims in order of their start, offsets into the original.

    `leftover` counts the numbers, cues and quotations that ended in no claim.
    """
    pieces = find_pieces(doc, layout, attributions, Figures(quantities, places))
    marks = _Marks(report, view, doc, layout, names, quantities, dates, places, pieces)
    claims: dict[str, Claim] = {}
    before: _Before | None = None
    for piece in pieces:
        claim = _claim(marks, piece, before)
        before = _Before(piece, claim)
        claims.setdefault(claim.id, claim)
    left = _leftover(pieces, quotations, attributions, quantities)
    return Extraction(tuple(claims.values()), left)


def _claim(marks: _Marks, piece: Piece, before: _Before | None) -> Claim:
    report, view, attribution = marks.report, marks.view, piece.attribution
    start, end = view.span(piece.start, piece.end)
    source = _source(view, attribution)
    stance = _stance(piece)
    cue = attribution.cue_lemma if attribution else None
    core = core_of(piece.head, light())
    kinds, borrowed = _kinds(marks, piece, cue, before)
    phase = _phase(marks.doc, piece, core, kinds[0], cue)
    when = date_of(marks.doc, piece, marks.pieces, marks.dates)
    where = places_of(marks.doc, piece, marks.places, marks.names)
    if borrowed and before:
        phase = before.claim.phase
        where = where or places_of(marks.doc, before.piece, marks.places, marks.names)
        if is_copula(core):
            when = when or date_of(marks.doc, before.piece, marks.pieces, marks.dates)
    return Claim(
        id=content_id(
            "claim", report.id, start, end, source.name if source else None, stance.value
        ),
        report=report.id,
        report_ref=report.ref,
        outlet=report.outlet,
        published=report.published,
        start=start,
        end=end,
        text=report.text[start:end],
        sentence=forms.sentence_span(
            view, min(piece.sentence[0], piece.start), max(piece.sentence[1], piece.end)
        ),
        source=source,
        via=tuple(forms.source(view, v) for v in attribution.via) if attribution else (),
        cue=_cue(marks, piece),
        mode=attribution.mode if attribution else Mode.NONE,
        stance=stance,
        certainty=_certainty(piece, core, source, cue, stance),
        polarity=Polarity.POS if piece.taken else polarity_of(core),
        phase=phase,
        background=is_background(view.text, piece, _context(marks, piece, when, phase, before)),
        kinds=kinds,
        actors=forms.actors(
            view, *find_actors(marks.doc, piece.start, piece.end, core, marks.names)
        ),
        quantities=_quantities(marks, piece, kinds[0] if borrowed else None),
        time=forms.time(view, report.text, when) if when else None,
        places=tuple(forms.place(view, p) for p in where),
    )


def _source(view: View, attribution: Attribution | None) -> Source | None:
    """Who says it; quoted words whose speaker could not be decided are somebody's all the same."""
    if attribution is None:
        return None
    if attribution.source is None:
        return Source(name=None, kind=SourceKind.UNNAMED)
    return forms.source(view, attribution.source)


def _stance(piece: Piece) -> Stance:
    if piece.taken:
        return piece.taken.stance
    return piece.attribution.stance if piece.attribution else Stance.ASSERTS


def _kinds(
    marks: _Marks, piece: Piece, cue: str | None, before: _Before | None
) -> tuple[tuple[Kind, ...], bool]:
    """The piece's kinds, and whether they are those of what it points back to.

    "this was disputed", "cannot verify these reports", "2,000 people were on it" say nothing of
    their own; a number tells by its measure what happened to those it counts.
    """
    kinds = find_kinds(marks.doc, piece.start, piece.end, cue)
    if kinds[0] is not Kind.OTHER:
        return kinds, False
    counted = [q.measure for q in quantities_of(piece, marks.pieces, marks.quantities)]
    for measure in counted:
        if measure.value in load("kinds")["measures"]:
            return (Kind(load("kinds")["measures"][measure.value]), *kinds[1:]), False
    near = before is not None and before.claim.kinds[0] is not Kind.OTHER
    if before is not None and near:
        same = before.piece.sentence == piece.sentence
        if points_back(piece.head) or (same and _on_it(piece)):
            return before.claim.kinds, True
    return kinds, False


def _on_it(piece: Piece) -> bool:
    """ "some 2,000 people were on it": where a pronoun of the clause before is all that is said."""
    return (
        is_predicate(piece.head)
        and is_copula(piece.head)
        and any(
            p.pos_ == "PRON" for c in piece.head.children if c.dep_ == "prep" for p in c.children
        )
    )


def _phase(doc: Doc, piece: Piece, core: Token, kind: Kind, cue: str | None) -> Phase:
    backshift = _backshift(doc, piece.attribution)
    return phase_of_claim(piece.head, core, kind, cue, backshift=backshift)


def _backshift(doc: Doc, attribution: Attribution | None) -> bool:
    """Whether a past-tense cue has moved the content's tense back: "said they were trapped"."""
    if attribution is None or attribution.cue is None or attribution.mode is Mode.DIRECT:
        return False
    cue = span_of(doc, *attribution.cue)
    return any(t.tag_ in {"VBD", "VBN"} or (is_predicate(t) and auxiliaries(t)) for t in cue)


def _certainty(
    piece: Piece, core: Token, source: Source | None, cue: str | None, stance: Stance
) -> Certainty:
    force = certainty_of_cue(cue, source.kind if source else None, stance)
    own = certainty_of(core)
    if piece.attribution and own is Certainty.POSSIBLE and force is Certainty.PROBABLE:
        return force
    return weakest(force, own)


def _context(
    marks: _Marks, piece: Piece, when: DateMark | None, phase: Phase, before: _Before | None
) -> Context:
    published = day_of(marks.report.published) or marks.layout.published
    start, end = piece.sentence
    near = [d for d in marks.dates if start <= d.start and d.end <= end]
    return Context(
        published=published,
        date=when,
        phase=phase,
        before=before is not None and before.claim.background,
        since_long=since_long(marks.view.text, near, published),
        same_sentence=before is not None and before.piece.sentence == piece.sentence,
    )


def _cue(marks: _Marks, piece: Piece) -> Cue | None:
    span: Span | None = piece.attribution.cue if piece.attribution else None
    if piece.taken:
        span = piece.taken.cue
    if span is None:
        return None
    words, where = forms.original(marks.view, marks.report.text, *span)
    return Cue(text=words, span=where)


def _quantities(marks: _Marks, piece: Piece, borrowed: Kind | None) -> tuple[Quantity, ...]:
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
