"""Metrics of what the ledger holds, from the last census: they may be a minute old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from prometheus_client.core import Metric

from producers.scraping.samples import gauge, one
from shared.hops import Hop, Reason
from shared.ledger import Census
from shared.picture import Standing


def census_metrics(census: Census, now: float, age_s: float, took_s: float) -> Iterator[Metric]:
    """Counted whole, now and then."""
    yield one("onrecord_census_age_seconds", "Age of what is counted whole.", age_s)
    yield one("onrecord_census_duration_seconds", "Seconds that counting it took.", took_s)
    yield one("onrecord_ledger_reports", "Reports in the ledger.", census.reports)
    yield one("onrecord_ledger_claims", "Claims in the ledger.", census.claims)
    yield one("onrecord_situations", "Situations in the picture.", len(census.situations))
    figures, statements = census.standings()
    yield _by_status("onrecord_figures", "Figures of the picture by how they stand.", figures)
    yield _by_status(
        "onrecord_statements", "Statements of the picture by how they stand.", statements
    )
    yield gauge(
        "onrecord_quarantined",
        "Entries in quarantine that wait for somebody.",
        (
            ({"hop": hop, "reason": reason}, census.quarantined.get((hop, reason), 0))
            for hop, reason in sorted(
                {(str(hop), reason) for hop in Hop for reason in Reason} | census.quarantined.keys()
            )
        ),
    )
    since = census.quarantined_since
    yield one(
        "onrecord_quarantine_oldest_seconds",
        "How long the oldest entry in quarantine has waited for somebody, 0 if there is none.",
        0.0 if since is None else max(0.0, now - since),
    )


def _by_status(name: str, says: str, found: Counter[str]) -> Metric:
    return gauge(name, says, (({"status": each}, found[each]) for each in Standing))
