"""Attributions: who said what, and what they did with it."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.extract import gazetteer
from workers.extract.attributions import find_attributions
from workers.extract.language import load, parse
from workers.extract.layout import lay_out
from workers.extract.marks import Attribution
from workers.extract.names import find_names
from workers.extract.quotations import find_quotations
from workers.extract.view import clean

FILE = Path(__file__).parents[1] / "cases" / "attributions.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
WORDS = st.lists(
    st.sampled_from(
        [
            "“",
            "”",
            "said ",
            "the army ",
            "\n\n",
            "that ",
            "according to ",
            "citing ",
            ", ",
            ":",
            "he ",
            "believed ",
            "are ",
            "reports of ",
            "cannot verify ",
            ". ",
        ]
    ),
    max_size=16,
)


def read(text: str) -> tuple[str, tuple[Attribution, ...]]:
    view = clean(text)
    layout = lay_out(view, None)
    doc = parse(view, layout, load())
    return view.text, find_attributions(
        doc, layout, find_quotations(doc, layout), find_names(doc, layout, gazetteer.load())
    )


def row(text: str, a: Attribution) -> list[str]:
    who = "?" if a.source is None and a.doubt else (a.source.name if a.source else "") or ""
    return [who, text[a.start : a.end].rstrip(".,"), a.mode.value, a.stance.value]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_what_is_said_goes_to_who_says_it(case: dict) -> None:
    text, found = read(case["text"])
    rows = [row(text, a) for a in found]
    wanted = [[w[0], w[1].rstrip(".,"), *w[2:]] for w in case["want"]]
    for want in wanted:
        assert want in rows
    assert not {r[1] for r in rows} & set(case.get("never", ()))
    assert not {r[0] for r in rows} & set(case.get("never_by", ()))
    assert len(rows) == case.get("rows", len(rows))
    if wanted:
        first = found[rows.index(wanted[0])]
        assert [v.name for v in first.via] == case.get("via", [])
        assert [v.name for v in first.beside] == case.get("beside", [])
        if "organisation" in case:
            assert first.source is not None and first.source.organisation == case["organisation"]
        if "mentioned" in case:
            assert first.source is not None and first.source.span is not None
            assert text[slice(*first.source.span)] == case["mentioned"]
        if "kind" in case:
            assert first.source is not None and first.source.kind.value == case["kind"]


@given(WORDS)
def test_no_text_raises_and_reading_twice_is_the_same(words: list[str]) -> None:
    text, found = read("".join(words))
    assert read("".join(words))[1] == found
    assert all(0 <= a.start < a.end <= len(text) for a in found)
