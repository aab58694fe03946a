"""Reading: one report into claims. The order of work is the function `extract`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from shared.records import Report

if TYPE_CHECKING:
    from workers.extract.claims import Extraction
    from workers.extract.gazetteer import Gazetteer
    from workers.extract.language import Language

P = ParamSpec("P")
R = TypeVar("R")


class Step(Protocol):
    """How a stage is called: plainly, or with a stopwatch around it."""

    def __call__(self, stage: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R: ...


def plainly(stage: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Just call the stage. A stopwatch has the same shape."""
    return stage(*args, **kwargs)


def extract(
    report: Report,
    language: Language,
    gazetteer: Gazetteer,
    step: Step = plainly,
    *,
    mentions: bool = False,
) -> Extraction:
    """One report's claims; the stages in the order in which they need one another.

    With `mentions`, whom and what the text speaks of is among the annotations: for whoever looks at the text, a tenth
    of the work more. The stages are imported here, so that one of them can be tested or measured without the others.
    """
    from workers.extract.as_written import as_written  # noqa: PLC0415
    from workers.extract.attributions import find_attributions  # noqa: PLC0415
    from workers.extract.claims import assemble_claims  # noqa: PLC0415
    from workers.extract.dates import find_dates  # noqa: PLC0415
    from workers.extract.language import parse  # noqa: PLC0415
    from workers.extract.layout import lay_out  # noqa: PLC0415
    from workers.extract.mentions import find_mentions  # noqa: PLC0415
    from workers.extract.names import find_names  # noqa: PLC0415
    from workers.extract.places import find_places  # noqa: PLC0415
    from workers.extract.quantities import find_quantities  # noqa: PLC0415
    from workers.extract.quotations import find_quotations  # noqa: PLC0415
    from workers.extract.view import clean  # noqa: PLC0415

    view = step(clean, report.text)
    layout = step(lay_out, view, report.outlet)
    doc = step(parse, view, layout, language)
    quotations = step(find_quotations, doc, layout)
    names = step(find_names, doc, layout, gazetteer)
    attributions = step(find_attributions, doc, layout, quotations, names)
    attributions = step(as_written, view.text, names, attributions)
    quantities = step(find_quantities, doc)
    dates = step(find_dates, doc, layout, report.published)
    places = step(find_places, doc, layout, names, gazetteer)
    spoken_of = step(find_mentions, doc, names, dates) if mentions else None
    return step(assemble_claims, report, view, doc, layout, quotations, names, attributions, quantities, dates, places, spoken_of)  # fmt: skip
