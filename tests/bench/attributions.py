"""Attributions against US news with every source, cue and content marked (measure only).

The set marks one attribution where a cue splits its content, so those of one cue are put together.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.bench.measuring import Measured, Row, counted, lines, scorer
from workers.extract import gazetteer
from workers.extract.attributions import find_attributions
from workers.extract.language import load, parse
from workers.extract.layout import lay_out
from workers.extract.names import find_names
from workers.extract.quotations import find_quotations
from workers.extract.view import clean


def predict(text: str) -> list[dict[str, list[list[int]]]]:
    view = clean(text)
    layout = lay_out(view, None)
    doc = parse(view, layout, load())
    quotations = find_quotations(doc, layout)
    groups: dict[Any, dict[str, list[list[int]]]] = {}
    for number, a in enumerate(
        find_attributions(doc, layout, quotations, find_names(doc, layout, gazetteer.load()))
    ):
        key = a.cue or number
        group = groups.setdefault(key, {"source": [], "cue": [], "content": []})
        group["content"].append([*view.span(a.start, a.end)])
        for part, span in (("source", a.source.span if a.source else None), ("cue", a.cue)):
            if span and [*view.span(*span)] not in group[part]:
                group[part].append([*view.span(*span)])
    return list(groups.values())


def measure(data: Path) -> Measured:
    folder = data / "bench/polnear"
    judge = scorer(folder / "score.py")
    gold = lines(folder / "dev.jsonl")
    said = {row["id"]: {"id": row["id"], "attributions": predict(row["text"])} for row in gold}
    cases = {row["id"]: counted(judge.score([row], said)["attributed"]) for row in gold}
    whole, speech = judge.score(gold, said), judge.score(gold, said, speech=True)
    return Measured(
        (
            Row("polnear: content and source, F1", whole["attributed"]["F1"], 58),
            Row("polnear: with a reporting word, F1", speech["attributed"]["F1"], 80),
        ),
        cases,
    )
