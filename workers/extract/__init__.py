"""Reading: one report into claims. The order of work is the function `extract`."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from shared.records import Report
from workers.extract.attributions import find_attributions
from workers.extract.claims import Extraction, assemble_claims
from workers.extract.dates import find_dates
from workers.extract.gazetteer import Gazetteer
from workers.extract.language import Language, parse
from workers.extract.layout import lay_out
from workers.extract.names import find_names
from workers.extract.places import find_places
from workers.extract.quantities import find_quantities
from workers.extract.quotations import find_quotations
from workers.extract.view import clean

P = ParamSpec("P")
R = TypeVar("R")


def plainly(stage: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Just call the stage. A stopwatch has the same shape."""
    return stage(*args, **kwargs)


def extract(report: Report, language: Language, gazetteer: Gazetteer, step=plainly) -> Extraction:
    view = step(clean, report.text)
    layout = step(lay_out, view, report.outlet)
    doc = step(parse, view, layout, language)
    quotations = step(find_quotations, doc, layout)
    names = step(find_names, doc, layout)
    attributions = step(find_attributions, doc, layout, quotations, names)
    quantities = step(find_quantities, doc)
    dates = step(find_dates, doc, layout, report.published)
    places = step(find_places, doc, layout, names, gazetteer)
    return step(
        assemble_claims, report, view, doc, layout, quotations, names, attributions, quantities, dates, places
    )
