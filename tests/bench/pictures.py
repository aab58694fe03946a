"""The picture of every scenario, after each report and in other orders, by the checks that go with it."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path

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


def checked(scenario: Path) -> dict[tuple[str, bool], Counts]:
    """Each check of a scenario by its name and whether it is soft: passed or not."""
    judge = scorer(scenario.parents[1] / "score_picture.py")
    reports = load_reports(scenario)
    claims = {report.id: list(read(report).claims) for report in reports}
    with tempfile.TemporaryDirectory() as folder:
        export_all(reports, claims, Path(folder))
        results = judge.run(scenario, Path(folder), final_only=False)
    return {
        (f"{scenario.name} {r['number']} {r['check']}", r["soft"]): (int(r["passed"]), 1, 1)
        for r in results
    }


def measure(data: Path, name: str = "gold/scenarios") -> Measured:
    cases: dict[tuple[str, bool], Counts] = {}
    for manifest in sorted((data / name).glob("*/manifest.json")):
        cases |= checked(manifest.parent)
    hard, soft = (
        share(counts for (_, is_soft), counts in cases.items() if is_soft == wanted)
        for wanted in (False, True)
    )
    rows = (
        Row("scenarios: hard checks passed", hard, 100),
        Row("scenarios: soft checks passed", soft),
    )
    return Measured(rows, {key: counts for (key, _), counts in cases.items()})
