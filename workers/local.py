"""Reading in one process: the model and the gazetteer loaded once, no Redis, no ledger."""

from __future__ import annotations

from functools import cache

from shared.records import Report
from workers.extract import extract
from workers.extract.claims import Extraction
from workers.extract.gazetteer import Gazetteer
from workers.extract.gazetteer import load as load_gazetteer
from workers.extract.language import Language
from workers.extract.language import load as load_language
from workers.intake import admit


@cache
def _parts() -> tuple[Language, Gazetteer]:
    return load_language(), load_gazetteer()


def read(report: Report) -> Extraction:
    """One report's claims, as the workers would read it."""
    language, gazetteer = _parts()
    return extract(report, language, gazetteer)


def admit_and_read(report: Report, longest: int) -> Extraction:
    """Both hops that need no ledger, for a report that came by no door of the line; and whom and what it speaks of.

    Raises `Unreadable` as intake does: for another language, or a text longer than `longest`.
    """
    admit(report.text, longest)
    language, gazetteer = _parts()
    return extract(report, language, gazetteer, mentions=True)
