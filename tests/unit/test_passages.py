"""Passages of a few sentences in many styles, each with what a careful reader takes from it."""

import tomllib
from pathlib import Path

import pytest

from shared.records import Report
from tests.claim_facts import EDGES, wrong_facts
from workers.local import read

PASSAGES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    for path in sorted((Path(__file__).parents[1] / "cases" / "passages").glob("*.toml"))
}
CASES = [
    (f"{name}: {case['why']}"[:90], case) for name, cases in PASSAGES.items() for case in cases
]


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_a_careful_reader_takes(case):
    told = read(
        Report(
            id="r", text=case["text"], outlet=case.get("outlet"), published=case.get("published")
        )
    ).claims
    for wanted in case.get("claim", ()):
        found = [c for c in told if c.text.strip(EDGES) == wanted["text"]]
        assert found, [c.text for c in told]
        # one content may be of two who say it
        assert {} in [wrong_facts(c, wanted) for c in found], [
            wrong_facts(c, wanted) for c in found
        ]
    whole = "\n".join(c.text for c in told)
    assert [words for words in case.get("never", ()) if words in whole] == []
    if "count" in case:
        assert len(told) == case["count"], [c.text for c in told]
