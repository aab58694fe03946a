"""Marks as records: the same values with offsets into the original instead of the view."""

from __future__ import annotations

from collections.abc import Sequence

from shared.records import (
    Actor,
    ActorRole,
    DateSpan,
    Place,
    Quantity,
    Source,
    Span,
)
from workers.extract.marks import DateMark, Name, PlaceMark, QuantityMark, SourceMark, View


def original(view: View, text: str, start: int, end: int) -> tuple[str, Span]:
    """The words of a stretch of the view as the original has them, and where."""
    low, high = view.span(start, end)
    return text[low:high], (low, high)


def sentence_span(view: View, start: int, end: int) -> Span:
    """The sentence without the space around it, in the original."""
    text = view.text[start:end]
    return view.span(start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip()))


def source(view: View, mark: SourceMark) -> Source:
    return Source(
        name=mark.name,
        organisation=mark.organisation,
        kind=mark.kind,
        role=mark.role,
        span=view.span(*mark.span) if mark.span else None,
    )


def actors(view: View, agents: Sequence[Name], targets: Sequence[Name]) -> tuple[Actor, ...]:
    roles = [(n, ActorRole.AGENT) for n in agents] + [(n, ActorRole.TARGET) for n in targets]
    return tuple(
        Actor(name=n.canonical, span=view.span(n.start, n.end), role=role) for n, role in roles
    )


def quantity(view: View, text: str, mark: QuantityMark) -> Quantity:
    words, span = original(view, text, mark.start, mark.end)
    return Quantity(
        text=words,
        span=span,
        low=mark.low,
        high=mark.high,
        approx=mark.approx,
        unit=mark.unit,
        measure=mark.measure,
        scope=mark.scope,
        part=mark.part,
    )


def time(view: View, text: str, mark: DateMark) -> DateSpan:
    words, span = original(view, text, mark.start, mark.end)
    return DateSpan(
        text=words,
        span=span,
        start=mark.first.isoformat() if mark.first else None,
        end=mark.last.isoformat() if mark.last else None,
        precision=mark.precision,
        reason=mark.reason,
    )


def place(view: View, mark: PlaceMark) -> Place:
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
