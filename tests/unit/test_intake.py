"""Intake: a text that cannot be read is refused with what is wrong and what to do."""

import tomllib
from pathlib import Path

import pytest

from shared.errors import Unreadable
from workers.intake import admit

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "intake.toml").read_text())["case"]


def refusal(text: str) -> str:
    """What intake says against a text, nothing when it passes."""
    try:
        admit(text, 10_000)
    except Unreadable as error:
        return str(error)
    return ""


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_cases(case: dict[str, str]) -> None:
    said = refusal(case["text"])
    assert case["refused"] in said if case["refused"] else said == ""


def test_a_binary_text_is_refused_with_the_place_of_the_first_strange_character() -> None:
    with pytest.raises(Unreadable, match="first at character 3"):
        admit("PK\n" + "\x03\x04\x00\x08" * 20, 10_000)


def test_a_lone_control_character_does_not_make_a_text_binary() -> None:
    text = "Two shells hit the bakery.{} Nobody was hurt, the mayor said."
    assert refusal(text.format("\x00")) == ""
    assert "binary" in refusal(text.format("\x00" * 30))


def test_a_text_longer_than_is_read_is_refused_with_both_numbers() -> None:
    with pytest.raises(Unreadable, match=r"5,000 characters.*1,000"):
        admit("word " * 1000, 1_000)
