"""Quantities: how many, of what, what happened to them."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.extract.language import load
from workers.extract.numbers import find_numerals
from workers.extract.quantities import find_quantities

CASES = Path(__file__).parents[1] / "cases"
NUMBERS = tomllib.loads((CASES / "numbers.toml").read_text(encoding="utf-8"))["case"]
QUANTITIES = tomllib.loads((CASES / "quantities.toml").read_text(encoding="utf-8"))["case"]
PIECES = [
    "at least ",
    "12",
    ",",
    "-",
    " to ",
    "half",
    " a ",
    "$",
    "million ",
    "dozens ",
    "of ",
    "killed ",
    "the ",
    "% ",
    "and ",
    "\n",
    "3/4",
    " one",
    "’",
    "no one ",
    "between ",
]


@pytest.mark.parametrize("case", NUMBERS, ids=lambda case: case["why"] + ": " + case["text"])
def test_reads_numerals(case):
    read = [n.low if n.low == n.high else [n.low, n.high] for n in find_numerals(case["text"])]
    assert read == [pytest.approx(value) for value in case["values"]]


@pytest.mark.parametrize("case", QUANTITIES, ids=lambda case: case["why"])
def test_reads_quantities(case):
    marks = find_quantities(load()(case["text"]))
    read = [
        [
            case["text"][mark.start : mark.end],
            "open" if mark.low is None else mark.low,
            "open" if mark.high is None else mark.high,
            mark.unit or "NONE",
            mark.measure.value,
        ]
        for mark in marks
    ]
    assert read == case["want"]
    said = {name for mark in marks for name in ("approx", "part", "added") if getattr(mark, name)}
    said |= {mark.scope.value for mark in marks}
    assert set(case.get("extra", [])) <= said
    if "scopes" in case:
        assert case["scopes"] == sorted({mark.scope.value for mark in marks})
    if "parts" in case:
        parts = [case["text"][mark.start : mark.end] for mark in marks if mark.part]
        assert parts == case["parts"]


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=14).map("".join)))
def test_never_raises_and_stays_inside_the_text(text):
    marks = find_quantities(load()(text))
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)
    assert all(None in (m.low, m.high) or m.low <= m.high for m in marks)
    assert list(marks) == sorted(marks, key=lambda mark: (mark.start, mark.end))
