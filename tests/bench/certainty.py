"""Certainty, polarity and phase of single words against MEANTIME's factuality (CC BY 4.0)."""

from __future__ import annotations

from pathlib import Path

from spacy.tokens import Doc

from shared.records import Certainty, Phase, Polarity
from tests.bench.measuring import Counts, Measured, Row, lines, scorer
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


def measure(data: Path) -> Measured:
    folder = data / "bench/meantime_factuality"
    rows = [row for row in lines(folder / "docs.jsonl") if row["split"] == "dev"]
    docs = load().pipe(row["text"].replace("\n", " ") for row in rows)
    gold: dict[str, str] = {}
    said: dict[str, str] = {}
    for row, doc in zip(rows, docs, strict=True):
        for event in row["events"]:
            key = f"{row['id']}:{event['span'][0]}-{event['span'][1]}"
            gold[key], said[key] = event["label"], label_of(doc, *event["span"])
    result = scorer(data / "bench/common/cls_score.py").score(gold, said)
    cases: dict[str, Counts] = {key: (int(said[key] == gold[key]), 1, 1) for key in gold}
    return Measured((Row("meantime: factuality, macro F1", result["macroF1"], 82),), cases)
