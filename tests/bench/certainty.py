"""Certainty, polarity and phase of single words against MEANTIME's factuality (CC BY 4.0).

python tests/bench/certainty.py BENCH/meantime_factuality/docs.jsonl > pred.jsonl
python BENCH/meantime_factuality/score.py pred.jsonl
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from shared.records import Certainty, Phase, Polarity
from workers.extract.certainty import certainty_of
from workers.extract.clauses import head_of, span_of
from workers.extract.language import load
from workers.extract.polarity import polarity_of
from workers.extract.tense import phase_of


def label_of(doc: Doc, start: int, end: int) -> str:
    head = head_of(span_of(doc, start, end))
    if head is None:
        return "certain"
    if polarity_of(head) is Polarity.NEG:
        return "denied"
    if phase_of(head) in {Phase.PLANNED, Phase.HYPOTHETICAL}:
        return "uncertain/future"
    return "certain" if certainty_of(head) is Certainty.CERTAIN else "uncertain/future"


def answers(path: Path) -> Iterator[dict[str, Any]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    docs = load().pipe(row["text"].replace("\n", " ") for row in rows)
    for row, doc in zip(rows, docs, strict=True):
        events = [{"span": e["span"], "label": label_of(doc, *e["span"])} for e in row["events"]]
        yield {"id": row["id"], "events": events}


if __name__ == "__main__":
    for answer in answers(Path(sys.argv[1])):
        print(json.dumps(answer))
