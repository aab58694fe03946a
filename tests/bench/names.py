"""Mentions against reports on Syria and Iraq with entities marked.

They may be learned from, and are: each document is read with what was learned from others.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from pycrfsuite import Tagger

from tests.bench.measuring import Measured, Row, counted, lines, scorer
from workers.extract.mentions import find_mentions
from workers.mentions_build import DOCUMENTS, KINDS, Document, learn, prepare

LABELS = {kind: label for label, kind in KINDS.items()}
FOLDS = 6


def predict(document: Document, tagger: Tagger | None = None) -> list[dict[str, object]]:
    found = []
    for mark in find_mentions(document.doc, document.names, document.dates, tagger):
        start, end = document.view.span(mark.start, mark.end)
        found.append({"start": start, "end": end, "label": LABELS[mark.kind]})
    return found


def readers(
    documents: Sequence[Document], folder: Path
) -> Iterator[tuple[Document, Tagger | None]]:
    """A document that was learned from with a reader that has not seen it (cross-validation); any other as it is read."""
    learned = set(DOCUMENTS.read_text(encoding="utf-8").split())
    known = [d for d in documents if d.id in learned]
    yield from ((d, None) for d in documents if d.id not in learned)
    random.Random(0).shuffle(known)
    for fold in range(FOLDS if known else 0):
        held = known[fold::FOLDS]
        learn((d for d in known if d not in held), folder / str(fold))
        tagger = Tagger()
        tagger.open(str(folder / str(fold)))
        yield from ((d, tagger) for d in held)


def measure(data: Path) -> Measured:
    gold = {row["id"]: row for row in lines(data / "bench/re3d/dev.jsonl")}
    keys = {}
    documents = []
    for key, row in gold.items():
        documents.append(prepare(row))
        keys[documents[-1].id] = key
    with tempfile.TemporaryDirectory() as folder:
        said = {
            keys[d.id]: {"entities": predict(d, tagger)}
            for d, tagger in readers(documents, Path(folder))
        }
    judge = scorer(data / "bench/nlp_score.py")
    labels = set(KINDS)
    cases = {
        key: counted(judge.ner({key: row}, said, labels=labels)["strict"])
        for key, row in gold.items()
    }
    value = judge.ner(gold, said, labels=labels)["strict"]["F1"]
    return Measured((Row("re3d: mentions, strict F1 on 7 labels", value, 62),), cases)
