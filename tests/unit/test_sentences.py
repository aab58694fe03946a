"""Sentences: set by rule, never across the parts of a page."""

import tomllib
from pathlib import Path

import pytest

from workers.extract import language
from workers.extract.layout import lay_out
from workers.extract.view import clean

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "sentences.toml").read_text(encoding="utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_splits(case):
    view = clean(case["text"])
    doc = language.parse(view, lay_out(view, None), language.load())
    assert [sentence.text.strip() for sentence in doc.sents] == case["sentences"]


def test_an_empty_text_has_no_sentences():
    view = clean(" \n ")
    doc = language.parse(view, lay_out(view, None), language.load())
    assert list(doc.sents) == []
