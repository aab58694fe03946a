"""Records: what crosses the wire or enters the ledger. Frozen values without behaviour.

The fields of `Claim` are those of the export contract, in its words (`shared.picture` has `Situation`). Offsets are
Unicode code points into the report's original text, from 0, end exclusive: `original[start:end]`.
Unknown is `None` or empty, never a guess.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

Span = tuple[int, int]


class Record(BaseModel):
    """A frozen value. Two equal records have the same JSON, byte for byte."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Status(StrEnum):
    """What an outlet says of its report: to be used, or withdrawn (IPTC `pubStatus`)."""

    USABLE = "usable"
    CANCELED = "canceled"


class Report(Record):
    """One text as published by one outlet, exactly as it was submitted."""

    id: str
    text: str
    outlet: str | None = None
    published: str | None = None
    """ISO 8601: a day, or a moment in UTC ending in `Z`."""
    ref: str | None = None
    """What the submitter calls it: a file name, a URI."""
    revision_of: str | None = None
    """The `ref` of the same outlet's report that this one corrects or withdraws."""
    status: Status = Status.USABLE


class SourceKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    UNNAMED = "unnamed"
    HEARSAY = "hearsay"


class Source(Record):
    """Who is said to know."""

    name: str | None
    organisation: str | None = None
    kind: SourceKind
    role: str | None = None
    span: Span | None = None


class Cue(Record):
    """The words that attribute."""

    text: str
    span: Span


class Mode(StrEnum):
    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    NONE = "none"


class Stance(StrEnum):
    ASSERTS = "asserts"
    CONFIRMS = "confirms"
    DENIES = "denies"
    DISPUTES = "disputes"
    CANNOT_VERIFY = "cannot-verify"


class Certainty(StrEnum):
    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"


class Polarity(StrEnum):
    POS = "pos"
    NEG = "neg"


class Phase(StrEnum):
    HAPPENED = "happened"
    ONGOING = "ongoing"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"


class Kind(StrEnum):
    """What kind of happening a claim is about."""

    ATTACK = "attack"
    AIR_STRIKE = "air-strike"
    CHEMICAL_ATTACK = "chemical-attack"
    CASUALTIES = "casualties"
    EVACUATION = "evacuation"
    DISPLACEMENT = "displacement"
    SURRENDER = "surrender"
    DETENTION = "detention"
    RELEASE = "release"
    CONTROL = "control"
    SIEGE = "siege"
    NEGOTIATION = "negotiation"
    AGREEMENT = "agreement"
    VIOLATION = "violation"
    AID = "aid"
    FORCE = "force"
    OPERATION = "operation"
    DESTRUCTION = "destruction"
    POSITION = "position"
    OTHER = "other"


class ActorRole(StrEnum):
    AGENT = "agent"
    TARGET = "target"


class Actor(Record):
    """A party to the happening."""

    name: str
    span: Span
    role: ActorRole


class Measure(StrEnum):
    """What a number measures."""

    KILLED = "killed"
    WOUNDED = "wounded"
    MISSING = "missing"
    DETAINED = "detained"
    RELEASED = "released"
    SURRENDERED = "surrendered"
    EVACUATED = "evacuated"
    DISPLACED = "displaced"
    TRAPPED = "trapped"
    REMAINING = "remaining"
    DEPLOYED = "deployed"
    RECRUITED = "recruited"
    DESTROYED = "destroyed"
    STRUCK = "struck"
    AREA = "area"
    DURATION = "duration"
    MONEY = "money"
    OTHER = "other"


class Scope(StrEnum):
    """Whether a number is of this happening, a running total, or how many there are now."""

    INCIDENT = "incident"
    CUMULATIVE = "cumulative"
    STOCK = "stock"
    UNKNOWN = "unknown"


class Quantity(Record):
    """A stated number as an interval; a null bound is open."""

    text: str
    span: Span
    low: float | int | None
    high: float | int | None
    approx: bool = False
    unit: str | None
    measure: Measure
    scope: Scope
    part: bool = False
    """A part of another number: the 12 of "47 killed, including 12 children"."""


class Precision(StrEnum):
    DAY = "day"
    DAYS = "days"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class DateSpan(Record):
    """Days of the happening, both inclusive; null ends with `precision` unknown say why in `reason`."""

    text: str
    span: Span
    start: str | None
    end: str | None
    precision: Precision
    reason: str | None = None


class Candidate(Record):
    """A gazetteer entry that a name could mean, and how much spoke for it."""

    id: str
    name: str
    lat: float
    lon: float
    country: str | None = None
    score: float


class Place(Record):
    """A place of the happening. Precision: 1 exact place, 2 near it, 3 district, 4 province,
    5 region or feature, 6 country (UCDP GED `where_prec`, shortened)."""

    name: str
    span: Span
    lat: float | None
    lon: float | None
    precision: int | None
    gazetteer: str | None
    id: str | None
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    candidates: tuple[Candidate, ...] = ()
    reason: str | None = None


class AnnotationKind(StrEnum):
    """What reading took a stretch of the text for, beside what the claims hold."""

    HEDGE = "hedge"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    NATIONALITY = "nationality"
    TIME = "time"
    NUMBER = "number"
    MONEY = "money"
    CUE = "cue"
    QUOTATION = "quotation"


class Annotation(Record):
    """A stretch of the original text that is shown to whoever reads it; the ledger does not hold it."""

    span: Span
    kind: AnnotationKind
    left: bool = False
    """It ended in no claim."""


class Claim(Record):
    """One content from one voice: the unit of the ledger."""

    id: str
    report: str
    report_ref: str | None
    outlet: str | None
    published: str | None
    start: int
    end: int
    text: str
    sentence: Span
    source: Source | None
    via: tuple[Source, ...] = ()
    cue: Cue | None
    mode: Mode
    stance: Stance
    certainty: Certainty
    polarity: Polarity
    phase: Phase
    background: bool
    kinds: tuple[Kind, ...]
    actors: tuple[Actor, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    time: DateSpan | None
    places: tuple[Place, ...] = ()
