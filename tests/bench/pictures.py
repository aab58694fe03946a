"""The picture of every scenario, after each report and in other orders, by the checks that go with it."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path
from typing import Any

from shared.export import write_claims, write_situations
from shared.identity import report_id
from shared.records import Claim, Report
from tests.bench.measuring import Counts, Measured, Row, scorer, share
from workers.local import read
from workers.reconcile import reconcile


def load_reports(scenario: Path) -> list[Report]:
    reports = []
    for entry in json.loads((scenario / "manifest.json").read_text(encoding="utf-8")):
        text = (scenario / entry["file"]).read_bytes().decode("utf-8")
        fields = {key: entry.get(key) for key in ("outlet", "published", "revision_of")}
        status = entry.get("status") or "usable"
        key = report_id(ref=entry["file"], text=text, status=status, **fields)
        reports.append(Report(id=key, text=text, ref=entry["file"], status=status, **fields))
    return reports


def export(reports: list[Report], claims: dict[str, list[Claim]], folder: Path) -> None:
    told = [claim for report in reports for claim in claims[report.id]]
    write_claims(told, folder)
    write_situations(reconcile(told, reports).situations, folder)


def export_all(reports: list[Report], claims: dict[str, list[Claim]], folder: Path) -> None:
    export(reports, claims, folder)
    for count in range(1, len(reports)):
        export(reports[:count], claims, folder / f"after-{count:02d}")
    shuffled = reports[:]
    random.Random(1).shuffle(shuffled)
    orders = {"reversed": reports[::-1], "shuffled": shuffled, "twice": reports * 2}
    for name, order in orders.items():
        export(order, claims, folder / f"order-{name}")


OWN = Path(__file__).with_name("texts") / "scenarios"
"""Invented scenarios, written by people who had not seen the rules."""


def checked(judge: Any, scenario: Path) -> dict[tuple[str, bool], Counts]:
    """Each check of a scenario by its name and whether it is soft: passed or not."""
    reports = load_reports(scenario)
    claims = {report.id: list(read(report).claims) for report in reports}
    with tempfile.TemporaryDirectory() as folder:
        export_all(reports, claims, Path(folder))
        results = judge.run(scenario, Path(folder), final_only=False)
    return {
        (f"{scenario.name} {r['number']} {r['check']}", r["soft"]): (int(r["passed"]), 1, 1)
        for r in results
    }


def measure(data: Path) -> Measured:
    judge = scorer(data / "gold/score_picture.py")
    rows: list[Row] = []
    cases: dict[str, Counts] = {}
    for name, folder in (("scenarios", data / "gold/scenarios"), ("own scenarios", OWN)):
        found: dict[tuple[str, bool], Counts] = {}
        for manifest in sorted(folder.glob("*/manifest.json")):
            found |= checked(judge, manifest.parent)
        for soft, mark in ((False, 100), (True, None)):
            value = share(counts for (_, is_soft), counts in found.items() if is_soft == soft)
            rows.append(Row(f"{name}: {'soft' if soft else 'hard'} checks passed", value, mark))
        cases |= {key: counts for (key, _), counts in found.items()}
    return Measured(tuple(rows), cases)
