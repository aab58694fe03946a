"""Names: who and what is named, in one form over the document."""

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.extract import gazetteer
from workers.extract.language import load, parse
from workers.extract.layout import lay_out
from workers.extract.marks import Name
from workers.extract.names import find_names
from workers.extract.view import clean

FILE = Path(__file__).parents[1] / "cases" / "names.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
WORDS = st.lists(
    st.sampled_from(
        [
            "Mr ",
            "Bali",
            "SDF ",
            "(",
            ")",
            "IS ",
            "the ",
            "\n",
            "’s ",
            "of ",
            "al-",
            "Gen. ",
            ", ",
            "?",
        ]
    ),
    max_size=20,
)


def names_of(text: str) -> tuple[str, tuple[Name, ...]]:
    view = clean(text)
    layout = lay_out(view, None)
    return view.text, find_names(parse(view, layout, load()), layout, gazetteer.load())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_names_are_found_and_made_one(case: dict) -> None:
    text, names = names_of(case["text"])
    found = [
        [text[n.start : n.end], n.canonical, n.kind.value, n.organisation or "", n.role or ""]
        for n in names
    ]
    for want in case["want"]:
        assert want in found
    forms = {f"{words} -> {canonical}" for words, canonical, *_ in found}
    assert not forms & set(case.get("never", ()))


@given(WORDS)
def test_no_text_raises_and_no_names_overlap(words: list[str]) -> None:
    _, names = names_of("".join(words))
    assert all(a.end <= b.start for a, b in pairwise(names))
