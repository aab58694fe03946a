"""Dates: the days that expressions mean."""

import tomllib
from pathlib import Path

import pytest

from workers.extract import language
from workers.extract.dates import find_dates
from workers.extract.dates.expressions import PATTERNS
from workers.extract.dates.search import find_forms
from workers.extract.layout import lay_out
from workers.extract.view import clean

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "dates.toml").read_text(encoding="utf-8")
)["case"]


def read(text, published):
    view = clean(text)
    layout = lay_out(view, None)
    doc = language.parse(view, layout, language.load())
    return doc, find_dates(doc, layout, published)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_finds(case):
    doc, marks = read(case["text"], case.get("published", "2022-06-15T09:30:00Z") or None)
    found = [
        [doc.text[m.start : m.end], str(m.first or ""), str(m.last or ""), m.precision.value]
        for m in marks
    ]
    assert found == case["dates"]


def test_what_is_not_resolved_says_why():
    _, marks = read("The army left on Tuesday.", None)
    assert [(mark.first, mark.last) for mark in marks] == [(None, None)]
    assert marks[0].reason


def test_the_text_own_day_stands_in_for_publication():
    _, marks = read("Ministry of Health\nStatement, 4 March 2019\n\nTwo died on Sunday.", None)
    assert [str(mark.first) for mark in marks] == ["2019-03-03"]


def test_datelines_and_furniture_hold_no_dates():
    _, marks = read("KIRUNA, Sweden, March 4 (North Wire) - Snow fell.", "2019-03-04")
    assert marks == ()


@pytest.mark.parametrize("unit", ["hour", "day", "week", "fortnight", "month", "year", "decade"])
def test_no_number_is_too_large(unit):
    text = f"Over the past 999 {unit}s, 999 {unit}s ago, in the next 999 {unit}s, 9 {unit}s later."
    _, marks = read(text, "2022-06-15")
    assert len(marks) >= 3


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_forms_are_found_by_the_words_they_begin_with(case):
    text = case["text"]
    everywhere = [
        (name, match.span())
        for name, pattern in PATTERNS.items()
        for match in pattern.expression.finditer(text)
    ]
    assert [(name, m.span()) for name, m in find_forms(text, 0, len(text))] == everywhere
