"""Spans of OpenTelemetry. Only `shared.tracing` imports this, and only when they are wanted.

The trace is the envelope's. What binds its spans is nowhere kept: the door's span has an id that
follows from trace and report, so that any process knows the parent of the spans that it makes.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Mapping, Sequence

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from shared.hops import Hop, Outcome
from shared.trace import span_id
from shared.version import VERSION

FAILED = {Outcome.REFUSED, Outcome.QUARANTINED}
NAMED = ("worker", "reason")
"""Of what a log line tells in words, only this goes along: no message, and nothing of a report."""


class _Ids(RandomIdGenerator):
    """Random ones, unless an id is given for the next span of this thread."""

    def __init__(self) -> None:
        self.given = threading.local()

    def generate_trace_id(self) -> int:
        found: int | None = getattr(self.given, "trace", None)
        return found or super().generate_trace_id()

    def generate_span_id(self) -> int:
        found: int | None = getattr(self.given, "span", None)
        return found or super().generate_span_id()


class Spans:
    """Makes them, and hands them to a processor."""

    def __init__(self, processor: SpanProcessor) -> None:
        self._ids = _Ids()
        name = os.environ.get("OTEL_SERVICE_NAME", "onrecord")
        about = {"service.name": name, "service.version": VERSION}
        self._provider = TracerProvider(resource=Resource.create(about), id_generator=self._ids)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("onrecord", VERSION)

    def door(self, trace: str, report: str, caller: str | None, began: float) -> None:
        """The first of its trace, unless a caller's traceparent came with the report."""
        parent = _context(trace, span_id(caller)) if caller else None
        self._ids.given.trace, self._ids.given.span = int(trace, 16), _door_id(trace, report)
        try:
            span = self._begun("door", parent, began, {"onrecord.report": report})
        finally:
            self._ids.given.trace = self._ids.given.span = None
        span.end()

    def hop(
        self,
        hop: Hop,
        outcome: Outcome,
        reports: Sequence[tuple[str, str]],
        began: float,
        told: Mapping[str, object],
    ) -> None:
        """One in each report's trace. What was done once for many is in the first one's; the others link to it."""
        about: dict[str, str | int | float] = {
            f"onrecord.{name}": value
            for name, value in told.items()
            if isinstance(value, (int, float)) or (name in NAMED and isinstance(value, str))
        }
        about |= {"onrecord.hop": hop.value, "onrecord.outcome": outcome.value}
        shared: list[Link] = []
        for report, trace in reports:
            own = about | {"onrecord.report": report, "onrecord.reports": len(reports)}
            parent = _context(trace, _door_id(trace, report))
            span = self._begun(hop.value, parent, began, own, shared)
            if outcome in FAILED:
                span.set_status(Status(StatusCode.ERROR, outcome.value))
            span.end()
            shared = shared or [Link(span.get_span_context())]

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()

    def _begun(
        self,
        name: str,
        parent: SpanContext | None,
        began: float,
        about: Mapping[str, str | int | float],
        links: Sequence[Link] = (),
    ) -> Span:
        return self._tracer.start_span(
            name,
            context=set_span_in_context(NonRecordingSpan(parent)) if parent else None,
            kind=SpanKind.CONSUMER if parent else SpanKind.INTERNAL,
            attributes=dict(about),
            links=links,
            start_time=time.time_ns() - round((time.monotonic() - began) * 1e9),
        )


def over_the_wire() -> Spans:
    """To the collector that the variables of OpenTelemetry name, from a thread of its own."""
    return Spans(BatchSpanProcessor(OTLPSpanExporter()))


def _context(trace: str, span: int) -> SpanContext:
    # Whether it is kept is the collector's affair, or that of OTEL_TRACES_SAMPLER here: a trace of
    # which one process keeps half is of no use.
    return SpanContext(
        int(trace, 16), span, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED)
    )


def _door_id(trace: str, report: str) -> int:
    named = hashlib.sha256(f"door {trace} {report}".encode()).digest()
    return int.from_bytes(named[:8]) or 1
