"""The model's rules, looked up: what they set is what spaCy's own ruler sets."""

import tomllib
from pathlib import Path

import pytest

from workers.extract.language import load
from workers.extract.ruling import RULER, ruling

CASES = Path(__file__).parents[1] / "cases"
TEXTS = [
    case["text"]
    for name in ("kinds", "phases", "quantities")
    for case in tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
]


@pytest.fixture(scope="module")
def unruled():
    model = load()
    behind = [name for name in model.pipe_names if name in {RULER, "lemmatizer", "ner"}]
    return list(model.pipe([*TEXTS, "", " \n "], disable=behind))


def test_sets_what_the_models_own_ruler_sets(unruled):
    model = load()
    for doc in unruled:
        own = model.get_pipe(RULER)(doc.copy())
        assert ruling(model)(doc.copy()).to_bytes() == own.to_bytes(), doc.text


def test_is_asked_once_for_words_that_are_one_to_the_rules():
    model = load()
    behind = [RULER, "lemmatizer", "ner"]
    ruling(model)(model("Vorkuta and Penza fell.", disable=behind))
    asked = len(ruling(model)._known)
    ruling(model)(model("Kirov and Tver fell.", disable=behind))
    assert len(ruling(model)._known) == asked
