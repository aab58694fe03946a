"""One scrape: ledger and broker looked at when they are asked for, within a time.

A scrape never fails, and never waits longer than `PATIENCE`: what is away is said to be down, and
what would be known of it is left out.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from producers.options import existing_ledger
from producers.scraping.holdings import census_metrics
from producers.scraping.hops import (
    finding_metrics,
    hop_metrics,
    outcome_metrics,
    picture_metrics,
)
from producers.scraping.line import Lengths, broker_metrics, ringing_metrics, worker_metrics
from producers.scraping.looking import Look, Seen
from producers.scraping.samples import gauge, one
from shared.broker import Bell
from shared.embedded import running
from shared.errors import Unavailable
from shared.ledger import Census, Ledger, Pulse
from shared.settings import Settings
from shared.version import VERSION

PATIENCE = 5.0
"""Seconds that a scrape waits: half of what Prometheus waits for it."""
CENSUS_SECONDS = 60.0
"""So old what is counted whole may become before it is counted again."""


@dataclass
class Sources:
    """Ledger and broker, opened when they are first to be had."""

    settings: Settings
    ledger: Ledger | None = None
    bell: tuple[str, Bell] | None = None

    def pulse(self, _before: Pulse | None) -> Pulse:
        """Of the ledger. Another file may be put in the place of SQLite's: it is opened each time."""
        if self.ledger is None:
            pooled = self.settings.ledger_url is not None
            self.ledger = existing_ledger(self.settings, create=False, pooled=pooled)
        return self.ledger.pulse()

    def census(self, before: Census | None) -> Census:
        """Of the ledger that has a pulse."""
        if self.ledger is None:
            raise Unavailable("There is no ledger.")
        return self.ledger.census(before)

    def lengths(self, _before: Lengths | None) -> Lengths:
        """Of the broker's lists. The embedded one has another address after each start."""
        url = self.settings.broker_url or running(self.settings.home)
        if url is None:
            raise Unavailable("No broker is configured, and the embedded one does not run.")
        if self.bell is not None and self.bell[0] != url:
            self.bell[1].close()
            self.bell = None
        if self.bell is None:
            self.bell = (url, Bell(url, self.settings))
        found = self.bell[1].lengths()
        if found is None:
            raise Unavailable("The broker does not answer.")
        return found

    def close(self) -> None:
        """Let go of all connections."""
        if self.ledger is not None:
            self.ledger.close()
        if self.bell is not None:
            self.bell[1].close()


class Exporter(Collector):
    """What Prometheus asks."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        sources = Sources(settings)
        self.close = sources.close
        self._ledger = Look("ledger", sources.pulse)
        self._broker = Look("broker", sources.lengths)
        self._census = Look("census", sources.census, good_for=CENSUS_SECONDS)

    def collect(self) -> Iterator[Metric]:
        """Everything, as of now."""
        until = time.monotonic() + PATIENCE
        self._ledger.begin()
        self._broker.begin()
        pulse, lengths = self._ledger.fresh(until), self._broker.fresh(until)
        yield gauge(
            "onrecord_build_info",
            "1; the labels say which onrecord exports this.",
            [({"version": VERSION, "python": platform.python_version()}, 1)],
        )
        yield from _up("ledger", pulse)
        yield from _up("broker", lengths)
        if lengths:
            yield from broker_metrics(lengths.what)
        if pulse:
            yield from self._of_ledger(pulse.what, lengths.what if lengths else None, until)

    def _of_ledger(self, pulse: Pulse, lengths: Lengths | None, until: float) -> Iterator[Metric]:
        self._census.begin()
        census = self._census.latest(until)
        yield from hop_metrics(pulse, census.what if census else Census())
        yield from outcome_metrics(pulse)
        yield from finding_metrics(pulse)
        yield from picture_metrics(pulse)
        yield from worker_metrics(pulse, self._settings)
        yield from ringing_metrics(pulse, lengths)
        if census:
            yield from census_metrics(census.what, pulse.now, Look.age(census), census.took_s)


def _up(what: str, seen: Seen[Pulse] | Seen[Lengths] | None) -> Iterator[Metric]:
    yield one(
        f"onrecord_{what}_up", f"1 if the {what} could be asked just now, else 0.", bool(seen)
    )
    if seen:
        yield one(
            f"onrecord_{what}_look_seconds", f"Seconds that asking the {what} took.", seen.took_s
        )
