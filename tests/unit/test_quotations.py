"""Quotations: what stands in marks, and what only looks like a mark."""

import tomllib
from pathlib import Path

import pytest

from workers.extract import language
from workers.extract.layout import lay_out
from workers.extract.quotations import find_quotations
from workers.extract.view import clean

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "quotations.toml").read_text(encoding="utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_finds(case):
    view = clean(case["text"])
    layout = lay_out(view, None)
    doc = language.parse(view, layout, language.load())
    assert doc.text == view.text
    found = find_quotations(doc, layout)
    assert [doc.text[one.start : one.end] for one in found] == case["found"]
    assert [at for at, one in enumerate(found) if not one.closed] == case.get("open", [])
    carried = {str(at): one.continues for at, one in enumerate(found) if one.continues is not None}
    assert carried == case.get("continues", {})
    if "scare" in case:
        assert [at for at, one in enumerate(found) if one.scare] == case["scare"]
