"""Claims end to end: reads every report of a gold folder and prints the contract's claim lines.

    python tests/bench/claims.py GOLD/reports > export.jsonl
    python GOLD/score_claims.py GOLD/reports export.jsonl

A folder holds `<name>.txt` with `<name>.meta.json`, or a `manifest.json` as `onrecord run` takes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from shared.identity import report_id
from shared.records import Report
from workers.local import read


def reports(folder: Path) -> Iterator[Report]:
    manifest = folder / "manifest.json"
    if manifest.exists():
        for row in json.loads(manifest.read_text(encoding="utf-8")):
            yield _report(folder / row["file"], row["outlet"], row["published"])
        return
    for path in sorted(folder.glob("*.txt")):
        meta = json.loads(path.with_suffix(".meta.json").read_text(encoding="utf-8"))
        yield _report(path, meta["outlet"], meta["published"])


def _report(path: Path, outlet: str | None, published: str | None) -> Report:
    text = path.read_bytes().decode("utf-8")
    name = report_id(outlet, path.name, published, None, "usable", text)
    return Report(id=name, text=text, outlet=outlet, published=published, ref=path.name)


if __name__ == "__main__":
    for report in reports(Path(sys.argv[1])):
        for claim in read(report).claims:
            print(claim.model_dump_json())
