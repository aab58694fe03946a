"""Layout: the report told from its page."""

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.extract.layout import lay_out
from workers.extract.view import clean

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "layout.toml").read_text(encoding="utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_lays_out(case):
    view = clean(case["text"])
    layout = lay_out(view, case.get("outlet"))
    found = [[b.kind.value, view.text[b.start : b.end]] for b in layout.blocks]
    assert [kind for kind, _ in found] == [kind for kind, _ in case["blocks"]]
    for (_, text), (_, opening) in zip(found, case["blocks"], strict=True):
        assert text.startswith(opening)
    assert layout.place == case.get("place")
    assert str(layout.published or "") == case.get("published", "")
    assert layout.voice == case.get("voice")
    assert [turn.label for turn in layout.turns] == case.get("turns", [])


PIECES = [
    "BEIRUT, March 4 (X) - ",
    "By Ann",
    "\n",
    "\n\n",
    "He left. ",
    "Read also",
    "(Corrects ",
    "“",
    "?? ",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12))).map("".join))
def test_blocks_hold_every_word_once_in_order(text):
    view = clean(text)
    blocks = lay_out(view, None).blocks
    assert all(before.end <= after.start for before, after in pairwise(blocks))
    held = "".join(view.text[block.start : block.end] for block in blocks)
    assert "".join(held.split()) == "".join(view.text.split())
