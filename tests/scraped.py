"""A scrape, as Prometheus reads it."""

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.openmetrics import exposition
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_open
from prometheus_client.parser import text_string_to_metric_families as parse

from producers.scraping.exporter import Exporter
from shared.settings import Settings

Series = dict[tuple[str, frozenset[tuple[str, str]]], float]


def series(text: str) -> Series:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in parse(text)
        for sample in family.samples
    }


def scrape(settings: Settings | Exporter) -> Series:
    """In both formats that Prometheus may ask for; they must say the same."""
    exporter = settings if isinstance(settings, Exporter) else Exporter(settings)
    registry = CollectorRegistry()
    registry.register(exporter)
    text = generate_latest(registry).decode()
    names = {family.name for family in parse_open(exposition.generate_latest(registry).decode())}
    if exporter is not settings:
        exporter.close()
    assert names == {family.name.removesuffix("_total") for family in parse(text)}
    return series(text)


def value(found: Series, name: str, /, **labels: str) -> float | None:
    return found.get((name, frozenset(labels.items())))


def all_of(found: Series, name: str) -> dict[frozenset[tuple[str, str]], float]:
    return {labels: number for (each, labels), number in found.items() if each == name}
