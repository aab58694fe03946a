"""Measures the picture of a scenario: exports of every prefix and of other orders, then the scorer.

    python -m tests.bench.picture SCENARIO_DIR --scorer score_picture.py [--claims claims.jsonl] [--keep DIR]

With `--claims` the claims are taken from that export instead of being read from the texts.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from shared.export import write_claims, write_situations
from shared.identity import report_id
from shared.records import Claim, Report
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


def given_claims(path: Path, reports: list[Report]) -> dict[str, list[Claim]]:
    ids = {report.ref: report.id for report in reports}
    claims: dict[str, list[Claim]] = {report.id: [] for report in reports}
    for row in path.read_text(encoding="utf-8").splitlines():
        fields = json.loads(row)
        fields["report"] = ids[fields["report_ref"]]
        claims[fields["report"]].append(Claim.model_validate(fields))
    return claims


def read_claims(reports: list[Report]) -> dict[str, list[Claim]]:
    from workers.local import read

    return {report.id: list(read(report).claims) for report in reports}


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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--claims", type=Path)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    reports = load_reports(given.scenario)
    claims = given_claims(given.claims, reports) if given.claims else read_claims(reports)
    folder = given.keep or Path(tempfile.mkdtemp())
    export_all(reports, claims, folder)
    command = [sys.executable, str(given.scorer), str(given.scenario), str(folder)]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
