"""What a piece of text tells of the world: kinds, phase, day and places, also where it points back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from shared.records import Claim, Kind, Mode, Phase, Report
from workers.extract.circumstances import date_of, places_of, quantities_of
from workers.extract.clauses import (
    SUBJECTS,
    auxiliaries,
    dependents,
    is_copula,
    is_predicate,
    span_of,
)
from workers.extract.contents import Piece
from workers.extract.days_apart import counted_from
from workers.extract.kinds import MOST, find_kinds
from workers.extract.lexicon import load
from workers.extract.marks import (
    Attribution,
    Block,
    BlockKind,
    DateMark,
    Layout,
    Name,
    PlaceMark,
    QuantityMark,
    View,
)
from workers.extract.phases import phase_of_claim
from workers.extract.place_words import KIND_AFTER, KIND_OF
from workers.extract.stances import points_back


@dataclass(frozen=True, slots=True)
class Marks:
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
class Before:
    """The piece before this one and the claim it became."""

    piece: Piece
    claim: Claim


@dataclass(frozen=True, slots=True)
class Happening:
    """What of a claim is the world's and not the speaker's."""

    kinds: tuple[Kind, ...]
    borrowed: Kind | None
    """The kind of what the words only point back to: "this was disputed"."""
    phase: Phase
    date: DateMark | None
    places: Sequence[PlaceMark]


def find_happening(marks: Marks, piece: Piece, core: Token, before: Before | None) -> Happening:
    """Words that only point back take the phase, the place and the day of what they point to."""
    cue = _stance_cue(piece, core)
    kinds, borrows = _kinds(marks, piece, cue, before)
    when = date_of(marks.doc, piece, marks.pieces, marks.dates) or _days_apart(marks, piece)
    where: Sequence[PlaceMark] = places_of(marks.doc, piece, marks.places, marks.names)
    where = where or _set_in(marks, piece) or _of_locals(marks, piece)
    if not where or when is None:
        heading = _heading(marks, piece)
        where = where or [p for p in marks.places if heading and _in(p, heading)][:2]
        when = when or next((d for d in marks.dates if heading and _in(d, heading)), None)
    if not borrows or before is None:
        return Happening(kinds, None, _phase(marks.doc, piece, core, kinds[0], cue), when, where)
    where = where or places_of(marks.doc, before.piece, marks.places, marks.names)
    if is_copula(core):
        when = when or date_of(marks.doc, before.piece, marks.pieces, marks.dates)
    return Happening(kinds, kinds[0], before.claim.phase, when, where)


def _days_apart(marks: Marks, piece: Piece) -> DateMark | None:
    """ "Wednesday's shelling comes a day after eight were killed": on Tuesday."""
    before = [p for p in marks.pieces if p.sentence == piece.sentence and p.end <= piece.start]
    after = (c for c in piece.head.children if c.dep_ == "mark")
    if not before or not any(c.lower_ in {"after", "before"} for c in after):
        return None  # "two days after the strike men were still digging"
    day = date_of(marks.doc, before[-1], marks.pieces, marks.dates)
    return counted_from(marks.view.text, piece.start, day)


def _set_in(marks: Marks, piece: Piece) -> Sequence[PlaceMark]:
    """ "In the occupied city of Melitopol, the administration said a car bomb had gone off": what opens the sentence, with
    the word for what it is, holds for what is said in it. "In Washington, officials said" is only where it was said."""
    if piece.attribution is None:
        return ()
    text, begins = marks.view.text, piece.sentence[0]
    opening = _SETTING.match(text, begins)
    if opening is None or opening.end() > piece.start:
        return [p for p in marks.places if _opens_bare(text, begins, p, piece.start)][:1]
    if not any(word in KIND_OF for word in opening[0].lower().rstrip(",").split()):
        return ()
    inside = (p for p in marks.places if opening.start() < p.start and p.end <= opening.end())
    return [p for p in inside if (p.precision or 1) <= _TOWN][:1]


def _opens_bare(text: str, begins: int, place: PlaceMark, end: int) -> bool:
    """ "In Kassab camp our teams have counted nine dead", without a comma."""
    if not begins < place.start < end or (place.precision or 1) > _TOWN:
        return False
    lead = _SETTING_BARE.fullmatch(text, begins, place.start)
    said = lead is not None and any(word in KIND_OF for word in lead[0].lower().split())
    return lead is not None and (said or KIND_AFTER.match(text, place.end) is not None)


_SETTING = re.compile(r"\s*(?:In|At|Near|Outside) [^,.;:]{3,80},")
_SETTING_BARE = re.compile(r"\s*(?:In|At|Near|Outside) (?:[a-z-]+ ){0,4}")


def _of_locals(marks: Marks, piece: Piece) -> Sequence[PlaceMark]:
    """ "Medical staff in Adi Daero counted 30 bodies at the market": what those of a place say without another
    is of it. What officials in a capital say is not."""
    source = piece.attribution.source if piece.attribution else None
    name = source.name if source and source.name else ""
    if not _LOCALS & {word.removesuffix("s") for word in name.lower().split()}:
        return ()
    theirs = (p for p in marks.places if f" in {p.name}" in name or f" of {p.name}" in name)
    return [p for p in theirs if (p.precision or 0) <= _TOWN][:1]


_LOCALS = frozenset(load("sources")["locals"])
_TOWN = 2
"""Precision of a town; of those of a province one does not know where they are."""


def _heading(marks: Marks, piece: Piece) -> Block | None:
    """The section's heading, if it says where: "1. MELLIT, North Darfur, 4 November". What stands
    under it is set there; of one above bullets ("Iraq") no more than those: "All aircraft returned safely" stands below."""
    above = [b for b in marks.layout.blocks if b.start < piece.block.start]
    heading = next((b for b in reversed(above) if b.kind is BlockKind.HEADLINE), None)
    if heading is None:
        return None
    text = marks.view.text
    first = next(b for b in marks.layout.blocks if b.start > heading.start)
    if _BULLET.match(text, first.start) and not _BULLET.match(text, piece.block.start):
        return None
    words = text[heading.start : heading.end]
    opens = heading.start + len(words) - len(words.lstrip(" 0123456789.)(-–—•*"))
    placed = any(p.start == opens for p in marks.places)
    return heading if placed and not _FINITE & {t.tag_ for t in _tokens(marks, heading)} else None


_BULLET = re.compile(r"\s*[.•·▪●*–—-]\s")


def _tokens(marks: Marks, block: Block) -> Span:
    return span_of(marks.doc, block.start, block.end)


def _in(mark: PlaceMark | DateMark, block: Block) -> bool:
    return block.start <= mark.start and mark.end <= block.end


_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def _stance_cue(piece: Piece, core: Token) -> str | None:
    """The cue, unless it only tells a fact: "acknowledged that two lorries were burnt" is no
    position, "acknowledged the need for talks" is."""
    cue = cue_lemma(piece)
    told = is_predicate(piece.head) and any(c.dep_ in SUBJECTS for c in core.children)
    return None if told and cue in load("cues")["telling"] else cue


def cue_lemma(piece: Piece) -> str | None:
    return piece.attribution.cue_lemma if piece.attribution else None


def _kinds(
    marks: Marks, piece: Piece, cue: str | None, before: Before | None
) -> tuple[tuple[Kind, ...], bool]:
    """The piece's kinds, and whether they are those of what it points back to.

    "this was disputed", "cannot verify these reports", "2,000 people were on it" say nothing of
    their own; a number tells by its measure what happened to those it counts.
    """
    kinds = find_kinds(marks.doc, piece.start, piece.end, cue)
    if kinds[0] in _FOUND and _of_killed(piece.head):
        return _first(Kind.CASUALTIES, kinds), False
    if kinds[0] is not Kind.OTHER:
        return kinds, False
    counted = [q.measure for q in quantities_of(piece, marks.pieces, marks.quantities)]
    for measure in counted:
        if measure.value in load("kinds")["measures"]:
            return _first(Kind(load("kinds")["measures"][measure.value]), kinds[1:]), False
    near = before is not None and before.claim.kinds[0] is not Kind.OTHER
    if before is not None and near:
        same = before.piece.sentence == piece.sentence
        if points_back(piece.head) or (same and _on_it(piece)):
            return before.claim.kinds, True
    return kinds, False


_FOUND = frozenset({Kind.EVACUATION, Kind.DESTRUCTION, Kind.OTHER})
"""How it is read that bodies are taken out of the rubble."""


def _first(kind: Kind, others: Sequence[Kind]) -> tuple[Kind, ...]:
    return (kind, *(other for other in others if other is not kind))[:MOST]


def _of_killed(verb: Token) -> bool:
    """ "Nine people killed on Friday had been taken out of the rubble"."""
    below = [*verb.children, *(c for noun in dependents(verb).all for c in noun.children)]
    return any(c.dep_ in {"acl", "csubjpass"} and c.lemma_ == "kill" for c in below)


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
