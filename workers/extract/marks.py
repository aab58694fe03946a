"""Marks: what the stages of reading hand one another. They live and die inside one extract.

All offsets are into the **view**, the cleaned text that reading works on, from 0, end exclusive;
`View.span` leads back to the original. Records (`shared.records`) carry offsets into the original.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.records import (
    AnnotationKind,
    Candidate,
    Measure,
    Mode,
    Precision,
    Scope,
    SourceKind,
    Span,
    Stance,
)


@dataclass(frozen=True, slots=True)
class View:
    """A report's text as read, with the way back to the text as submitted."""

    text: str
    origins: tuple[int, ...]
    """For each character of `text`, its offset in the original; strictly rising."""
    original: str = ""
    """The text as submitted."""

    def span(self, start: int, end: int) -> Span:
        """The stretch of the original that `text[start:end]` came from (not empty)."""
        return self.origins[start], self.origins[end - 1] + 1


class BlockKind(StrEnum):
    HEADLINE = "headline"
    BYLINE = "byline"
    DATELINE = "dateline"
    """`BEIRUT, March 4 (Agency) -`: where and when the report was filed, not where it happened."""
    BODY = "body"
    CAPTION = "caption"
    PULL_QUOTE = "pull-quote"
    NOTE = "note"
    """The outlet about its own report: "(Corrects the number ...)", "NOTICE TO EDITORS - KILL"."""
    FURNITURE = "furniture"
    """Of the page, not of the report: mastheads, menus, "Related news". Never read."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the view of one kind; a body block is one paragraph."""

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody says in an interview or a briefing, up to the next label."""

    start: int
    end: int
    label: str
    """As written: `MR. BERG`."""
    asks: bool
    """Of somebody who asks: `QUESTION`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a report in order, and what its head says."""

    blocks: tuple[Block, ...]
    place: str | None = None
    """The dateline's place as written; never the place of a happening by itself."""
    published: date | None = None
    """A day the text itself gives for its publication (masthead or dateline with a year)."""
    voice: str | None = None
    """Whose statement the whole text is, if it is one (press release, communiqué), else `None`."""
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotation:
    """One stretch of quoted words within a paragraph, without its marks."""

    start: int
    end: int
    closed: bool = True
    continues: int | None = None
    """Index of the quotation in the paragraph before that this one carries on."""
    scare: bool = False
    """Words in marks that nobody is quoted with: ‘most hardened’ as a phrase of the writer's."""


class NameKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    """Bodies that act or speak: governments, armies, armed groups, agencies, media."""
    PLACE = "place"
    NATIONALITY = "nationality"
    WEAPON = "weapon"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Name:
    """A mention of somebody or something named, resolved over the document."""

    start: int
    end: int
    kind: NameKind
    canonical: str
    """The fullest form in the document or the lexicon: `SDF` -> `Syrian Democratic Forces`."""
    organisation: str | None = None
    """For a person: whom the text says he or she speaks for, canonical."""
    role: str | None = None


@dataclass(frozen=True, slots=True)
class SourceMark:
    """A mention of who is said to know, resolved over the document."""

    name: str | None
    kind: SourceKind
    organisation: str | None = None
    role: str | None = None
    span: Span | None = None
    """`None` when the speaker is not named in reach of the content."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Content in its source's mouth. The content may span sentences only inside one quotation."""

    start: int
    end: int
    source: SourceMark | None
    """`None` with `doubt` set: somebody is quoted, and who could not be decided."""
    cue: Span | None
    mode: Mode
    stance: Stance = Stance.ASSERTS
    via: tuple[SourceMark, ...] = ()
    cue_lemma: str | None = None
    """The reporting word's lemma (`say`, `deny`, `believe`), for certainty."""
    doubt: str | None = None
    beside: tuple[SourceMark, ...] = ()
    """Who says the same with the source: "peacekeepers and the army said"."""


@dataclass(frozen=True, slots=True)
class QuantityMark:
    """A stated number as an interval, with what it counts and what happened to that."""

    start: int
    end: int
    low: float | int | None
    high: float | int | None
    approx: bool
    unit: str | None
    measure: Measure
    scope: Scope
    part: bool = False
    """Of another number: "including 12 children"."""
    added: bool = False
    """"a further 5": not the total."""


@dataclass(frozen=True, slots=True)
class DateMark:
    """A date expression and the days it means; both ends inclusive."""

    start: int
    end: int
    first: date | None
    last: date | None
    precision: Precision
    reason: str | None = None
    """Why it could not be resolved: "no publication date to count from"."""


@dataclass(frozen=True, slots=True)
class PlaceMark:
    """A place name and the gazetteer entry it means, if exactly one does."""

    start: int
    end: int
    name: str
    lat: float | None = None
    lon: float | None = None
    precision: int | None = None
    gazetteer: str | None = None
    id: str | None = None
    country: str | None = None
    people: int = 0
    """How many live there by the gazetteer; 0 where nobody knows."""
    candidates: tuple[Candidate, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MentionMark:
    """A stretch that names or describes somebody or something, an article included."""

    start: int
    end: int
    kind: AnnotationKind
