"""Names against reports on Syria and Iraq with entities marked (learning allowed, nothing learned)."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bench.measuring import Measured, Row, counted, lines, scorer
from workers.extract.language import load, parse
from workers.extract.layout import lay_out
from workers.extract.marks import NameKind
from workers.extract.names import find_names
from workers.extract.view import clean

LABELS = {
    NameKind.PERSON: "Person",
    NameKind.ORGANISATION: "Organisation",
    NameKind.PLACE: "Location",
    NameKind.NATIONALITY: "Nationality",
}


def predict(text: str) -> list[dict[str, object]]:
    view = clean(text)
    layout = lay_out(view, None)
    found = []
    for name in find_names(parse(view, layout, load()), layout):
        article = re.search(r"\b[Tt]he\s$", view.text[: name.start])
        start, end = view.span(article.start() if article else name.start, name.end)
        found.append({"start": start, "end": end, "label": LABELS.get(name.kind, "Other")})
    return found


def measure(data: Path) -> Measured:
    gold = {row["id"]: row for row in lines(data / "bench/re3d/dev.jsonl")}
    said = {key: {"entities": predict(row["text"])} for key, row in gold.items()}
    judge = scorer(data / "bench/nlp_score.py")
    labels = set(LABELS.values())
    cases = {
        key: counted(judge.ner({key: row}, said, labels=labels)["strict"])
        for key, row in gold.items()
    }
    value = judge.ner(gold, said, labels=labels)["strict"]["F1"]
    return Measured((Row("re3d: names, strict F1 on 4 labels", value),), cases)
