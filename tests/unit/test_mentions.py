"""Whom and what a text speaks of."""

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.records import AnnotationKind, Report
from workers.extract.language import load, parse
from workers.extract.layout import lay_out
from workers.extract.mentions import spelt_out
from workers.extract.view import clean
from workers.local import admit_and_read, read
from workers.mentions_build import KINDS

FILE = Path(__file__).parents[1] / "cases" / "mentions.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
SHOWN = frozenset(KINDS.values())
TAGS = st.lists(st.sampled_from(["O", "B-person", "I-person", "L-person", "U-person", "B-place", "L-place", "U-place"]), min_size=9, max_size=9)  # fmt: skip


def mentions_of(text: str) -> list[str]:
    found = admit_and_read(Report(id="r", text=text), 10_000).annotations
    return [
        f"{a.kind.value}: {text[slice(*a.span)]}" for a in found if a.kind in SHOWN and not a.left
    ]


@pytest.mark.parametrize("case", CASES, ids=[c["why"] for c in CASES])
def test_mentions_are_found_with_the_words_that_describe_them(case: dict) -> None:
    assert mentions_of(case["text"]) == case["mentions"]


def test_the_ledger_is_read_without_them() -> None:
    found = read(Report(id="r", text=CASES[0]["text"], published="2019-03-05"))
    assert found.claims
    assert not [a for a in found.annotations if not a.left]


def test_what_makes_a_claim_unsure_is_shown_on_its_words() -> None:
    text = "The gunmen may have fled, and three drivers were arrested. It is unclear whether the bridge fell."
    found = admit_and_read(Report(id="r", text=text), 10_000).annotations
    hedges = [text[slice(*a.span)] for a in found if a.kind is AnnotationKind.HEDGE]
    assert hedges == ["may", "unclear"]


@given(TAGS)
def test_whatever_is_learned_stretches_lie_in_order_and_apart(tags: list[str]) -> None:
    view = clean("Nine words stand in this one short sentence here")
    words = list(parse(view, lay_out(view, None), load()))
    found = list(spelt_out(words, tags))
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert len([t for t in tags if t.startswith("U-")]) <= len(found)
