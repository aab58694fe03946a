"""Metrics with their samples, as short to write as they are to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client.core import Metric

Rows = Iterable[tuple[Mapping[str, str], float]]


def gauge(name: str, says: str, rows: Rows) -> Metric:
    """What may go up and down, by its labels."""
    metric = Metric(name, says, "gauge")
    for labels, value in rows:
        metric.add_sample(name, dict(labels), float(value))
    return metric


def one(name: str, says: str, value: float) -> Metric:
    """A gauge without labels."""
    return gauge(name, says, [({}, value)])


def counter(name: str, says: str, rows: Rows) -> Metric:
    """What only goes up; `name` without its `_total`."""
    metric = Metric(name, says, "counter")
    for labels, value in rows:
        metric.add_sample(f"{name}_total", dict(labels), float(value))
    return metric


def sums(name: str, says: str, rows: Iterable[tuple[Mapping[str, str], int, float]]) -> Metric:
    """How often, and how much altogether: what a mean is made of. Nobody measured quantiles."""
    metric = Metric(name, says, "summary")
    for labels, number, total in rows:
        metric.add_sample(f"{name}_count", dict(labels), float(number))
        metric.add_sample(f"{name}_sum", dict(labels), float(total))
    return metric
