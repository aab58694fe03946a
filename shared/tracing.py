"""One trace from publisher to picture for OpenTelemetry, where somebody collects such.

Wanted when OTEL_EXPORTER_OTLP_ENDPOINT is set, and to be had with the extra `onrecord[otel]`. Without
the variable nothing is imported and nothing done.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shared.envelope import Envelope
from shared.hops import Hop, Outcome
from shared.logs import Event, say

if TYPE_CHECKING:
    from shared.spans import Spans

WANTED = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


class _This:
    """This process's own: what sends spans must not be carried over a fork."""

    pid = 0
    spans: Spans | None = None


def door(envelope: Envelope, report: str, began: float) -> None:
    """The ledger has taken over a new report; `began` is of the monotonic clock."""
    if (spans := _spans()) is not None:
        spans.door(envelope.trace, report, envelope.caller, began)


def hop(
    hop: Hop,
    outcome: Outcome,
    reports: Sequence[tuple[str, str]],
    began: float,
    told: Mapping[str, object],
) -> None:
    """A run of a hop has ended for these reports (id, trace); of what is told only names and numbers go."""
    if reports and (spans := _spans()) is not None:
        spans.hop(hop, outcome, reports, began, told)


def flush() -> None:
    """Send what was not sent yet: the process ends."""
    if _This.pid == os.getpid() and _This.spans is not None:
        _This.spans.close()
        _This.pid, _This.spans = 0, None


def _spans() -> Spans | None:
    if not any(os.environ.get(name) for name in WANTED):
        return None
    if _This.pid != os.getpid():
        _This.pid, _This.spans = os.getpid(), _made()
    return _This.spans


def _made() -> Spans | None:
    try:
        from shared.spans import over_the_wire  # noqa: PLC0415  # an extra, and slow to import
    except ImportError as error:
        say(
            Event.TROUBLE,
            error=f"{WANTED[0]} is set, and {error.name} is missing: no traces are sent. "
            "Install onrecord[otel], or unset it.",
        )
        return None
    return over_the_wire()
