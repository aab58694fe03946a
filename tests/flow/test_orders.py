"""The same reports in any order, any number of times, over one worker or two: the same bytes."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parents[2] / "producers" / "samples"
EXPORTS = ("claims.jsonl", "situations.jsonl")

pytestmark = [pytest.mark.flow, pytest.mark.timeout(300)]


def _exported(folder: Path, entries: list[dict[str, Any]], workers: int) -> list[bytes]:
    """What a run of so many worker processes over these entries exports."""
    folder.mkdir()
    for entry in entries:
        copy = folder / entry["file"]
        copy.write_bytes((SAMPLES / entry["file"]).read_bytes())
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(entries))
    command = ["run", "--manifest", str(manifest), "--workers", str(workers)]
    places = ["--home", str(folder / "home"), "--export", str(folder / "export")]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ONRECORD_")}
    subprocess.run(
        [Path(sys.executable).parent / "onrecord", *command, *places],
        check=True,
        capture_output=True,
        env=environment,
        timeout=250,
    )
    return [(folder / "export" / name).read_bytes() for name in EXPORTS]


def test_reversed_shuffled_and_doubled_reports_amount_to_the_same(tmp_path: Path) -> None:
    entries = json.loads((SAMPLES / "manifest.json").read_text())
    shuffled = random.Random(3).sample(entries, len(entries))
    expected = _exported(tmp_path / "in-order", entries, workers=1)
    assert all(expected)
    otherwise = [*reversed(entries), *shuffled]
    assert _exported(tmp_path / "otherwise", otherwise, workers=2) == expected
