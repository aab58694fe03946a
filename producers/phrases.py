"""Phrases: how values of the records are said to a person."""

from __future__ import annotations

from datetime import date, datetime

from shared.picture import Figure, Reason, Standing
from shared.records import (
    Certainty,
    Claim,
    DateSpan,
    Measure,
    Place,
    Quantity,
    Scope,
    Source,
    SourceKind,
    Stance,
)

LEFT_OUT = {
    Reason.COPY: "a copy: the same words as an earlier report, no second voice",
    Reason.SAME_VOICE: "the same voice again: it is counted once",
    Reason.SUPERSEDED: "superseded: the same voice, or its outlet in a correction, has given another number since",
    Reason.CORRECTED: "corrected: the outlet has mended this report",
    Reason.RETRACTED: "retracted: the outlet has taken this report back",
    Reason.PART: "a part of another number",
    Reason.OTHER_SCOPE: "another scope: a running total or a stock, not this happening",
    Reason.BACKGROUND: "background: history told for context",
}

MEANING = {
    Standing.SINGLE: "one independent voice says so",
    Standing.CORROBORATED: "two or more independent voices agree",
    Standing.DISPUTED: "independent voices cannot both be right",
    Standing.DENIED: "only hearsay says so, and somebody denies it",
    Standing.UNVERIFIED: "only hearsay, or somebody named could not verify it",
    Standing.RETRACTED: "the outlet has taken it back",
}

STYLES = {
    Standing.SINGLE: "yellow",
    Standing.CORROBORATED: "bold green",
    Standing.DISPUTED: "bold red",
    Standing.DENIED: "magenta",
    Standing.UNVERIFIED: "cyan",
    Standing.RETRACTED: "dim strike",
}

_STANCES = {
    Stance.ASSERTS: "says",
    Stance.CONFIRMS: "confirms",
    Stance.DENIES: "denies",
    Stance.DISPUTES: "disputes",
    Stance.CANNOT_VERIFY: "cannot verify",
}

_PLAIN = {Measure.OTHER, Measure.DURATION, Measure.MONEY, Measure.AREA}
"""Measures that the unit says already: "3 (day)"."""

_PRECISION = {
    1: "exact place",
    2: "near it",
    3: "district",
    4: "province",
    5: "region",
    6: "country",
}


def number(value: float | None) -> str:
    """12000 -> 12,000; 0.2 -> 0.2; nothing -> "unknown"."""
    if value is None:
        return "unknown"
    return f"{value:,.10g}" if value != int(value) else f"{int(value):,}"


def interval(low: float | None, high: float | None, approx: bool = False) -> str:
    """The bounds in words: "at least 17", "up to 40,000", "3 to 9", "about 300"."""
    about = "about " if approx else ""
    if low is None and high is None:
        return "an unknown number"
    if high is None:
        return f"at least {number(low)}"
    if low is None:
        return f"up to {number(high)}"
    if low == high:
        return f"{about}{number(low)}"
    return f"{number(low)} to {number(high)}"


def quantity(value: Quantity) -> str:
    """In words: "at least 17 evacuated (truck)"; the unit is the singular noun of the record."""
    measure = "" if value.measure in _PLAIN else f" {value.measure}"
    unit = f" ({value.unit})" if value.unit else ""
    return f"{interval(value.low, value.high, value.approx)}{measure}{unit}"


def day(moment: str | None) -> str:
    """2021-05-06 -> 6 May 2021; what is no date stays as it is."""
    if not moment:
        return "undated"
    try:
        found = date.fromisoformat(moment[:10])
    except ValueError:
        return moment
    return f"{found.day} {found:%b} {found.year}"


def minute(moment: str | None) -> str:
    """A moment to the minute, in UTC: 6 May 2021 15:10; a mere day stays one."""
    if not moment or len(moment) <= 10:
        return day(moment)
    try:
        return f"{day(moment)} {datetime.fromisoformat(moment):%H:%M}"
    except ValueError:
        return moment


def days(start: str | None, end: str | None) -> str:
    """One day, or from the first to the last."""
    if not start and not end:
        return "undated"
    if start == end or not end:
        return day(start)
    return f"until {day(end)}" if not start else f"{day(start)} to {day(end)}"


def when(span: DateSpan | None) -> str:
    """The days of a happening, or the words used and why they could not be dated."""
    if span is None:
        return ""
    if span.start or span.end:
        return days(span.start, span.end)
    return f'"{span.text}" ({span.reason or "not dated"})'


def where(place: Place) -> str:
    """A place with its precision where that is not a settlement, or why it is not on the map."""
    if place.lat is None:
        return f"{place.name} ({place.reason or 'not on the map'})"
    rough = place.precision or 1
    return place.name if rough == 1 else f"{place.name} ({_PRECISION[rough]})"


def source(who: Source) -> str:
    """A name with its body: "Tariq Haddad (Coastal Brigades)"; hearsay says so."""
    if who.kind is SourceKind.HEARSAY:
        return f"hearsay ({who.name})" if who.name else "hearsay"
    name = who.name or "somebody unnamed"
    if who.organisation and who.organisation != who.name:
        return f"{name} ({who.organisation})"
    return name


def speaker(claim: Claim) -> str:
    """Who is said to know: a source with the chain to the outlet, or the outlet in its own voice."""
    own = claim.outlet or "the reporter"
    if claim.source is None:
        return f"{own}, own voice"
    chain = "".join(f", via {source(link)}" for link in claim.via)
    return source(claim.source) + chain


def manner(claim: Claim) -> str:
    """What the source does: "denies", "says, probable". A negation stands in the content's own words
    ("We cannot advance") and is not said again: "says it is not so" would take it back."""
    said = _STANCES[claim.stance]
    sure = "" if claim.certainty is Certainty.CERTAIN else f", {claim.certainty}"
    old = ", background" if claim.background else ""
    return f"{said}{sure}{old}"


_SCOPES = {
    Scope.CUMULATIVE: " in all",
    Scope.STOCK: " at the time",
    Scope.UNKNOWN: " on average",
}
"""A figure of no known scope is how many there are in a time."""


def measured(figure: Figure) -> str:
    """What a figure counts: "killed" (people, unless it says otherwise), "displaced in all (family)"."""
    scope = _SCOPES.get(figure.scope, "")
    if figure.measure == "other":
        return f"{figure.unit or 'number'}{scope}"
    unit = f" ({figure.unit})" if figure.unit not in (None, "person") else ""
    return f"{figure.measure.value}{scope}{unit}"


def spread(figure: Figure) -> str:
    """Lowest and highest claim and the best: "14 to 19, best 19"; "or more" when the highest is a lower bound."""
    more = " or more" if figure.open else ""
    if figure.low is None and figure.high is None:
        return "nothing counts"
    if figure.low == figure.high:
        return f"{number(figure.high)}{more}"
    best = f"best {number(figure.best)}" if figure.best is not None else "no best"
    low = "?" if figure.low is None else number(figure.low)
    high = "?" if figure.high is None else number(figure.high)
    return f"{low} to {high}{more}, {best}"


def brief(figure: Figure) -> str:
    """The same in fewer words, the best first: "19 (14 to 19)"."""
    if figure.best is None or figure.low == figure.high:
        return spread(figure).removesuffix(", no best")
    return f"{number(figure.best)} ({spread(figure).rsplit(', best', 1)[0]})"


def short(identifier: str) -> str:
    """As much of an id as a person types; commands take any unique beginning."""
    return identifier[:8]
