"""Texts made to tire the reader: none raises, and none takes more than a bounded time a word."""

import time
import tomllib
from pathlib import Path

import pytest

from shared.records import Report
from workers.local import read

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "hostile.toml").read_text("utf-8"))
SAMPLES = Path(__file__).parents[2] / "producers" / "samples"
WORDS = 600


def seconds(text):
    """Of this process alone: the machine may be busy with something else."""
    began = time.process_time()
    read(Report(id="r", text=text))
    return time.process_time() - began


@pytest.fixture(scope="module")
def prose():
    samples = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    words = " ".join(samples * 5).split(" ")[:WORDS]
    return min(seconds(" ".join(words)) for _ in range(2))


@pytest.mark.parametrize("glue", [" ", ""], ids=["apart", "glued"])
@pytest.mark.parametrize("piece", CASES["pieces"])
def test_repeated(piece, glue, prose):
    text = glue.join([piece] * (WORDS // len(piece.split())))
    took = seconds(text)
    assert took <= CASES["times"] * prose, CASES["pieces"][piece]
