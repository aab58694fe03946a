"""Cleaning: what is read, and the way back to what was submitted."""

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.extract.view import clean

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "view.toml").read_text(encoding="utf-8")
)["case"]
PIECES = [
    "- ",
    "-\n",
    "\n",
    "\n\n",
    " ",
    "‘ ",
    " ’",
    '" ',
    "''",
    "``",
    "\u00ad",
    "â€™",
    "&amp;",
    "a",
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from([*PIECES, "It", "of", "."])).map("".join))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_reads(case):
    assert clean(case["text"]).text == case["view"]


@given(TEXTS)
def test_origins_rise_and_lead_into_the_original(text):
    view = clean(text)
    assert len(view.origins) == len(view.text)
    assert all(before < after for before, after in pairwise(view.origins))
    assert all(0 <= origin < len(text) for origin in view.origins)


@given(TEXTS)
def test_letters_and_digits_are_those_of_the_original(text):
    view = clean(text)
    for char, origin in zip(view.text, view.origins, strict=True):
        if char.isascii() and char.isalnum():
            assert text[origin] == char or text[origin] == "&"


@given(TEXTS)
def test_nothing_invisible_is_left(text):
    view = clean(text)
    assert "  " not in view.text
    assert "\n\n\n" not in view.text
    assert view.text == view.text.strip()
    assert all(char.isprintable() or char in "\n\ufffd" or ord(char) > 126 for char in view.text)


def test_spans_lead_back():
    original = "The  ‘ last ’ stand- off"
    view = clean(original)
    start = view.text.index("stand-off")
    assert original[slice(*view.span(start, start + len("stand-off")))] == "stand- off"
