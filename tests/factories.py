"""Builders: a claim or a report that says just what a test is about."""

from __future__ import annotations

from typing import Any

from shared.identity import content_id
from shared.records import (
    Actor,
    Claim,
    DateSpan,
    Place,
    Quantity,
    Report,
    Source,
    SourceKind,
    Status,
)


def a_report(text: str = "Something happened.", **given: Any) -> Report:
    """A usable report of an outlet and day of its own making."""
    fields: dict[str, Any] = {"outlet": "Wire", "published": "2020-05-02", "status": Status.USABLE}
    fields |= given
    fields.setdefault("id", content_id("report", text, *(str(v) for v in fields.values())))
    return Report(text=text, **fields)


def a_place(name: str, precision: int | None = None, **given: Any) -> Place:
    fields: dict[str, Any] = {"lat": None, "lon": None, "gazetteer": None, "id": None}
    fields |= {"span": (0, len(name))} | given
    return Place(name=name, precision=precision, **fields)


def a_source(name: str | None, **given: Any) -> Source:
    return Source(**{"name": name, "kind": SourceKind.ORGANISATION, "organisation": None} | given)


def a_quantity(low: float | None, high: float | None = -1, **given: Any) -> Quantity:
    """`a_quantity(16)` is exactly sixteen killed people."""
    fields: dict[str, Any] = {"unit": "person", "measure": "killed", "scope": "incident"} | given
    top = low if high == -1 else high
    told = {"text": f"{low} {fields['unit']}", "span": (0, 1)} | fields
    return Quantity(low=low, high=top, **told)


def a_day(start: str, end: str | None = None, **given: Any) -> DateSpan:
    fields: dict[str, Any] = {"span": (0, 1), "precision": "day"} | given
    return DateSpan(text=start, start=start, end=end or start, **fields)


def a_claim(report: Report, text: str | None = None, **given: Any) -> Claim:
    """A claim of the report in its reporter's own voice; `text` must stand in the report."""
    text = text or report.text
    start = report.text.index(text)
    number = len(given.get("quantities", ()))
    given.setdefault("id", content_id("claim", report.id, start, text, number))
    given["actors"] = tuple(
        a if isinstance(a, Actor) else Actor(name=a, span=(0, 1), role="agent")
        for a in given.get("actors", ())
    )
    return claim_at(report, start, start + len(text), **given)


def claim_at(report: Report, start: int, end: int, **given: Any) -> Claim:
    """The same of these characters; its `id` must be given."""
    fields: dict[str, Any] = {
        "source": None,
        "cue": None,
        "mode": "none",
        "stance": "asserts",
        "certainty": "certain",
        "polarity": "pos",
        "phase": "happened",
        "background": False,
        "kinds": ("casualties",),
        "time": None,
        "sentence": (start, end),
    }
    return Claim(
        report=report.id,
        report_ref=report.ref,
        outlet=report.outlet,
        published=report.published,
        start=start,
        end=end,
        text=report.text[start:end],
        **(fields | given),
    )
