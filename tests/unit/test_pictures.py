"""Pictures of whole texts: what is read out of them must not be more than their words say."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from shared.records import Claim, Report
from tests.factories import a_report
from workers.local import read
from workers.reconcile import Picture, reconcile

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "pictures.toml").read_text(encoding="utf-8")
)["case"]


def picture_of(case: dict[str, Any]) -> tuple[Picture, dict[str, Claim]]:
    reports: list[Report] = [
        a_report(row["text"], outlet=row["outlet"], published=row.get("published", "2024-11-05"))
        for row in case["report"]
    ]
    claims = {claim.id: claim for report in reports for claim in read(report).claims}
    return reconcile(claims.values(), reports), claims


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_amounts_to(case: dict[str, Any]) -> None:
    picture, claims = picture_of(case)
    found = [
        [f.measure.value, f.unit, f.low, f.high, f.status.value]
        for s in picture.situations
        for f in s.figures
    ]
    for figure in case.get("figures", ()):
        assert figure in found
    count = [claims[c].text for s in picture.situations for f in s.figures for c in f.claims]
    for words in case.get("counts", ()):
        assert any(words in text for text in count)
    for wanted in case.get("statement", ()):
        assert wanted in [
            told(s, claims, wanted["words"]) for p in picture.situations for s in p.statements
        ]
    if "apart" in case:
        first, second = (home(picture, claims, words) for words in case["apart"])
        assert first and second and first != second
    for words in case.get("together", ()):
        assert (
            home(picture, claims, words) == home(picture, claims, case["together"][0]) is not None
        )


def told(statement: Any, claims: dict[str, Claim], words: str) -> dict[str, Any]:
    def sources(ids: tuple[str, ...]) -> list[str]:
        names = {claims[i].source.name if claims[i].source else claims[i].outlet for i in ids}
        return sorted(str(name) for name in names)

    return {
        "status": statement.status.value,
        "words": words if words in statement.summary else statement.summary,
        "for": sources(statement.for_),
        "against": sources(statement.against),
    }


def home(picture: Picture, claims: dict[str, Claim], words: str) -> str | None:
    """The situation that holds the claim of these words."""
    wanted = {c.id for c in claims.values() if words in c.text}
    return next(
        (
            key
            for key, group in picture.groups.items()
            if wanted & {t.claim.id for t in group.claims}
        ),
        None,
    )
