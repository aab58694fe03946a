"""Certainty: a hedge holds where syntax lets it, and no further."""

import tomllib
from pathlib import Path

import pytest

from shared.records import Certainty, SourceKind, Stance
from workers.extract.certainty import certainty_of, certainty_of_cue
from workers.extract.language import load

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "certainty.toml").read_text(encoding="utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_certainty_of_a_predicate(case):
    doc = load()(case["text"])
    word = next(token for token in doc if token.text == case["word"])
    assert certainty_of(word).value == case["certainty"]


@pytest.mark.parametrize(
    ("lemma", "kind", "stance", "certainty"),
    [
        ("say", SourceKind.PERSON, Stance.ASSERTS, Certainty.CERTAIN),
        ("believe", SourceKind.ORGANISATION, Stance.ASSERTS, Certainty.PROBABLE),
        ("believe", SourceKind.HEARSAY, Stance.ASSERTS, Certainty.PROBABLE),
        ("claim", SourceKind.HEARSAY, Stance.ASSERTS, Certainty.POSSIBLE),
        ("claim", SourceKind.ORGANISATION, Stance.ASSERTS, Certainty.CERTAIN),
        ("verify", SourceKind.ORGANISATION, Stance.CANNOT_VERIFY, Certainty.UNKNOWN),
        (None, None, Stance.ASSERTS, Certainty.CERTAIN),
    ],
)
def test_certainty_of_a_cue(lemma, kind, stance, certainty):
    assert certainty_of_cue(lemma, kind, stance) is certainty
