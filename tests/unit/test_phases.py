"""Phase and polarity of a predicate, by its grammar."""

import tomllib
from pathlib import Path

import pytest

from shared.records import Kind
from workers.extract.language import load
from workers.extract.phases import phase_of_claim
from workers.extract.polarity import polarity_of
from workers.extract.tense import phase_of

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "phases.toml").read_text(encoding="utf-8")
)["case"]


def word_of(text, word):
    return next(token for token in load()(text) if token.text == word)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_phase_and_polarity(case):
    word = word_of(case["text"], case["word"])
    if "phase" in case:
        assert phase_of(word, backshift=case.get("backshift", False)).value == case["phase"]
    if "polarity" in case:
        assert polarity_of(word).value == case["polarity"]


@pytest.mark.parametrize(
    ("text", "word", "cue", "phase"),
    [
        ("The council condemned the raid.", "condemned", None, "happened"),
        ("We condemn the raid.", "condemn", None, "ongoing"),
        ("the raid on the clinic", "raid", "condemn", "ongoing"),
        ("an end to the raids", "end", "demand", "hypothetical"),
        ("We will work with the tribes.", "work", None, "planned"),
        ("It is crucial to protect the wells.", "is", None, "hypothetical"),
        ("Please keep them in mind.", "keep", None, "hypothetical"),
    ],
)
def test_a_stance_is_held_wished_or_undertaken(text, word, cue, phase):
    head = word_of(text, word)
    assert phase_of_claim(head, head, Kind.POSITION, cue).value == phase
