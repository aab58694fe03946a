"""All rows, in the order of the table."""

from tests.faults.row import ALL, Row
from tests.faults.rows import broker, chaos, clock, ledger, messages, releases, workers

MODULES = (workers, broker, ledger, messages, clock, releases, chaos)


def every() -> dict[str, Row]:
    """By name. The modules above have entered theirs when they were imported."""
    order = [module.__name__ for module in MODULES]
    return dict(sorted(ALL.items(), key=lambda each: order.index(each[1].act.__module__)))
