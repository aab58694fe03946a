"""What a case says of a claim, held against a claim that was read: each fact that the case names, and none other."""

from __future__ import annotations

from typing import Any

from shared.records import Claim, Mode, SourceKind

EDGES = " \n\t.,“”\"'"
"""Marks at a content's ends that no case spells out."""
PLAIN = ("mode", "stance", "certainty", "polarity", "phase", "background")


def wrong_facts(claim: Claim, wanted: dict[str, Any]) -> dict[str, Any]:
    """By name, what of the case's facts the claim has otherwise: empty where it is as wanted."""
    told = {name: getattr(claim, name) for name in PLAIN}
    told |= {
        "source": _source(claim),
        "organisation": claim.source and claim.source.organisation,
        "via": [v.name for v in claim.via],
        "kinds": claim.kinds[0].value if claim.kinds else "",
        "time": claim.time.start if claim.time else "",
        "until": claim.time and claim.time.end,
        "place": claim.places[0].name if claim.places else "",
        "figures": [[q.low, q.high or "", q.unit] for q in claim.quantities],
        "measures": [q.measure.value for q in claim.quantities],
    }
    if "source_ends" in wanted:
        told["source_ends"] = (
            wanted["source_ends"] if _ends(claim, wanted["source_ends"]) else told["source"]
        )
    asked = wanted.keys() & told.keys()
    return {name: told[name] for name in sorted(asked) if told[name] != wanted[name]}


def _source(claim: Claim) -> str:
    """Its name; "none" is the reporter, "hearsay" nobody, "?" somebody who could not be told."""
    if claim.source is None:
        return "none" if claim.mode is Mode.NONE else "outlet"
    return "hearsay" if claim.source.kind is SourceKind.HEARSAY else claim.source.name or "?"


def _ends(claim: Claim, name: str) -> bool:
    return claim.source is not None and (claim.source.name or "").endswith(name)
