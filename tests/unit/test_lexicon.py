"""Each entry of a list of the lexicon does what its list is for."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from shared.records import Claim, Report
from workers.extract.lexicon import load
from workers.local import read

LISTS = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "lexicon.toml").read_text(encoding="utf-8")
)["list"]


WANTED = ("quantity", "measure", "certainty", "stance", "source", "phase", "kind")


def of_list(of: str) -> Any:
    file, *path = of.split(".")
    found: Any = load(file)
    for name in path:
        found = found[name]
    return found


def told(claim: Claim) -> dict[str, Any]:
    """What a claim says of what a list may be for."""
    number = next(iter(claim.quantities), None)
    bounds = number and [
        "open" if number.low is None else number.low,
        "open" if number.high is None else number.high,
        number.approx,
    ]
    return {
        "quantity": bounds,
        "measure": number and number.measure.value,
        "certainty": claim.certainty.value,
        "stance": claim.stance.value,
        "source": claim.source and claim.source.name,
        "phase": claim.phase.value,
        "kind": claim.kinds[0].value,
    }


def wanted(case: dict[str, Any], entry: str) -> dict[str, Any]:
    meant = {"the entry": entry, "the list's": None}
    want = {name: case[name] for name in WANTED if name in case}
    want = {
        name: meant.get(each, each) if isinstance(each, str) else each
        for name, each in want.items()
    }
    return {n: of_list(case["of"])[entry] if each is None else each for n, each in want.items()}


@pytest.mark.parametrize("case", LISTS, ids=[case["of"] for case in LISTS])
def test_each_entry_does_what_its_list_is_for(case: dict[str, Any]) -> None:
    wrong = {}
    for entry in of_list(case["of"]):
        text, want = case.get("but", {}).get(entry, case["text"]), wanted(case, entry)
        found = [told(claim) for claim in read(Report(id="r", text=text.format(entry))).claims]
        if text and not any(each | want == each for each in found):
            wrong[entry] = [{name: each[name] for name in want} for each in found]
    assert not wrong
