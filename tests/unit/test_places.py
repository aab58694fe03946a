"""Places: which words name one, and which entry each means. The cases are the specification."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.extract import gazetteer, language
from workers.extract.layout import lay_out
from workers.extract.marks import PlaceMark
from workers.extract.names import find_names
from workers.extract.places import find_places
from workers.extract.view import clean

_FILE = Path(__file__).parents[1] / "cases" / "places.toml"
CASES = tomllib.loads(_FILE.read_text(encoding="utf-8"))["case"]


def places_of(text: str) -> list[tuple[str, PlaceMark]]:
    view = clean(text)
    layout = lay_out(view, None)
    doc = language.parse(view, layout, language.load())
    marks = find_places(doc, layout, find_names(doc, layout, gazetteer.load()), gazetteer.load())
    return [(doc.text[m.start : m.end], m) for m in marks]


@pytest.mark.parametrize("case", CASES, ids=[c["why"][:60] for c in CASES])
def test_places(case: dict[str, Any]) -> None:
    found = places_of(case["text"])
    got = [
        [words, m.name, (m.country or "*") if m.id else "", m.precision or 0] for words, m in found
    ]
    assert got == case["places"]
    for words, (lat, lon) in case.get("at", {}).items():
        mark = next(m for w, m in found if w == words)
        assert mark.lat == pytest.approx(lat, abs=0.1)
        assert mark.lon == pytest.approx(lon, abs=0.1)


def test_unresolved_says_why_and_shows_candidates() -> None:
    [(_, mark)] = places_of("The shop opened in Springfield last week.")
    assert (mark.lat, mark.lon, mark.id) == (None, None, None)
    assert mark.reason
    assert len(mark.candidates) > 1


def test_nothing_is_found_in_nothing() -> None:
    assert places_of("") == []


def test_same_text_same_marks() -> None:
    text = "Clashes in Hama, Homs and Idlib province spread to Tripoli and Springfield."
    assert places_of(text) == places_of(text)


def test_marks_do_not_overlap() -> None:
    marks = places_of(CASES[0]["text"] + " " + CASES[3]["text"])
    assert all(a.end <= b.start for (_, a), (_, b) in pairwise(marks))


WORDS = st.lists(
    st.sampled_from(
        ["Northern ", "northern ", "Syria", "Syrias ", "Idlib ", "in ", "the town ", ", ", "province",
         "-based ", "of ", "al-", "Hass ", "near ", "U.S. ", "(", ")", ". ", "\n\n", "’s ", "and ",
         "Moscow ", "denied ", "Texas", "West ", "16 km from ", "camp ", "District ", "É", "$"]
    ),
    max_size=14,
)  # fmt: skip


@given(WORDS)
def test_text_never_raises_and_marks_stay_apart(parts: list[str]) -> None:
    marks = places_of("".join(parts))
    assert all(words for words, _ in marks)
    assert all(a.end <= b.start for (_, a), (_, b) in pairwise(marks))
