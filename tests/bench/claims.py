"""Claims end to end, as the export contract has them, against texts that a careful person read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shared.identity import report_id
from shared.records import Report
from tests.bench.measuring import Counts, Measured, Row, scorer
from workers.local import read

OWN = Path(__file__).with_name("texts") / "reports"
"""Invented reports with gold, written by people who had not seen the rules."""
SHOWN = {
    "END TO END": ("found, source and figures right", 75),
    "source, attributed": ("source of attributed claims", 88),
    "source, outside the sentence": ("source outside the sentence", 75),
    "kinds, main": ("main kind", 75),
    "place name, where one": ("place name", 85),
    "certainty, not certain": ("certainty where hedged", 80),
}


def exported(judge: Any, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The contract's claim lines of every text of a gold folder, by report_ref."""
    found = {}
    for ref, (text, _, meta) in judge.load_gold(folder).items():
        outlet, published = meta["outlet"], meta["published"]
        key = report_id(outlet, ref, published, None, "usable", text)
        report = Report(id=key, text=text, outlet=outlet, published=published, ref=ref)
        found[ref] = [claim.model_dump(mode="json") for claim in read(report).claims]
    return found


def measure(data: Path) -> Measured:
    judge = scorer(data / "gold/score_claims.py")
    rows: list[Row] = []
    cases: dict[str, Counts] = {}
    for name, folder in (("gold", data / "gold/reports"), ("own texts", OWN)):
        gold, told = judge.load_gold(folder), exported(judge, folder)
        total = judge.score(gold, [claim for claims in told.values() for claim in claims])["total"]
        rows += [
            Row(f"{name}: {label}", total["rows"][row]["all"], mark)
            for row, (label, mark) in SHOWN.items()
        ]
        tight = total["claims, tight"]["F1"]
        rows.append(Row(f"{name}: content at token F1 of 0.9", tight, 80))
        cases |= _cases(judge, gold, told)
    return Measured(tuple(rows), cases)


def _cases(judge: Any, gold: Any, told: dict[str, list[dict[str, Any]]]) -> dict[str, Counts]:
    """Each required claim by its id: right when found, with its source and its figures."""
    cases = {}
    for ref, (text, claims, _) in gold.items():
        pairs = judge.align(text, claims, told[ref])
        for index, claim in enumerate(claims):
            if not claim["optional"]:
                found = told[ref][pairs[index][0]] if index in pairs else None
                right = found is not None and judge.end_to_end(claim, found)
                cases[claim["id"]] = (int(right), int(found is not None), 1)
    return cases
