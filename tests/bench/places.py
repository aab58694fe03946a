"""Places against labelled news: python tests/bench/places.py BENCH_FOLDER [set ...]

Writes predictions for `nlp_score.py geo` (end to end: every mention, also datelines, governments
and adjectives, since those sets count them) and `geores` (their spans, our choice), runs that
scorer and prints one line a set. With `--places` only what `find_places` returns is scored.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, DocBin

from workers.extract import gazetteer as gazetteers
from workers.extract import language as languages
from workers.extract.layout import lay_out
from workers.extract.lexicon import load
from workers.extract.marks import Layout
from workers.extract.names import find_names
from workers.extract.place_choice import choose
from workers.extract.place_mentions import mention_at
from workers.extract.place_words import PEOPLE
from workers.extract.places import find_places, peoples, resolve
from workers.extract.view import clean

SETS = ("trnews", "geowebnews", "geovirus", "lgl")
PEOPLES = {"trnews", "geowebnews", "lgl"}
"""Sets that mark "Syrian" as Syria."""


def people(text: str) -> list[tuple[int, int, float, float]]:
    """Demonyms as their country; `find_places` never returns these."""
    at = {code: row["at"] for code, row in load("countries").items()}
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(PEOPLE, key=len, reverse=True)))})(?!\w)"
    return [(m.start(), m.end(), *at[PEOPLE[m.group()]]) for m in re.finditer(pattern, text)]


def parsed(texts: list[str], store: Path) -> list[Doc]:
    """Parsed texts, kept beside the predictions so that a second run is quick."""
    nlp = languages.load()
    if store.exists():
        return list(DocBin().from_disk(store).get_docs(nlp.vocab))
    docs = []
    for text in texts:
        view = clean(text)
        docs.append(languages.parse(view, lay_out(view, None), nlp))
    DocBin(
        docs=docs,
        attrs=[
            "ORTH",
            "TAG",
            "LEMMA",
            "POS",
            "DEP",
            "HEAD",
            "ENT_IOB",
            "ENT_TYPE",
            "SENT_START",
            "SPACY",
        ],
    ).to_disk(store)
    return docs


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("bench", type=Path)
    arguments.add_argument("sets", nargs="*", default=SETS)
    arguments.add_argument("--places", action="store_true")
    arguments.add_argument("--misses", type=int, default=0)
    arguments.add_argument("--margin", type=float, default=0.0)
    chosen = arguments.parse_args()
    for name in chosen.sets or SETS:
        run(chosen.bench, name, chosen)


def run(bench: Path, name: str, chosen: argparse.Namespace) -> None:
    rows = [
        json.loads(line) for line in (bench / name / "dev.jsonl").read_text().split("\n") if line
    ]
    folder = Path(tempfile.gettempdir()) / "onrecord-bench"
    folder.mkdir(exist_ok=True)
    docs = parsed([row["text"] for row in rows], folder / f"{name}.docs")
    gazetteer = gazetteers.load()
    spent, whole, given = 0.0, [], []
    for row, doc in zip(rows, docs, strict=True):
        view = clean(row["text"])
        layout = lay_out(view, None)
        names = find_names(doc, layout)
        start = time.perf_counter()
        if chosen.places:
            marks = [
                (m.start, m.end, m.lat, m.lon) for m in find_places(doc, layout, names, gazetteer)
            ]
        else:
            marks = [
                (m.start, m.end, c.entry.lat if c.entry else None, c.entry.lon if c.entry else None)
                for m, c in resolve(doc, layout, names, gazetteer, margin=chosen.margin)
            ]
            if name in PEOPLES:
                marks += [
                    m
                    for m in people(doc.text)
                    if not any(a < m[1] and m[0] < b for a, b, *_ in marks)
                ]
        spent += time.perf_counter() - start
        found = [(*view.span(a, b), lat, lon) for a, b, lat, lon in marks]
        whole.append(
            {
                "id": row["id"],
                "toponyms": [
                    dict(zip(("start", "end", "lat", "lon"), f, strict=True)) for f in found
                ],
            }
        )
        given.append(
            {"id": row["id"], "toponyms": on_gold(row, doc, view.origins, layout, gazetteer)}
        )
    words = sum(len(doc) for doc in docs)
    for task, predictions in (("geo", whole), ("geores", given)):
        out = folder / f"{name}.{task}.jsonl"
        out.write_text("".join(json.dumps(p) + "\n" for p in predictions))
        command = [
            sys.executable,
            str(bench / "nlp_score.py"),
            task,
            str(bench / name / "dev.jsonl"),
            str(out),
        ]
        result = json.loads(
            subprocess.run(command, capture_output=True, text=True, check=True).stdout
        )
        if task == "geo":
            tag, end = result["tag_inexact"], result["e2e161"]
            print(
                f"{name:11} e2e@161 P {end['P']} R {end['R']} F1 {end['F1']}  tagging P {tag['P']} R {tag['R']} F1 {tag['F1']}",
                end="  ",
            )
        else:
            print(
                f"given spans acc@161 {result['acc161']} unresolved {result['unresolved']}/{result['n']}  {1000 * spent / (words / 1000):.0f} ms/1000 words"
            )


def on_gold(
    row: dict[str, Any],
    doc: Doc,
    origins: tuple[int, ...],
    layout: Layout,
    gazetteer: gazetteers.Gazetteer,
) -> list[dict[str, Any]]:
    """Our choice for the spans that the set gives."""
    back = {origin: i for i, origin in enumerate(origins)}
    spans = {
        (back[t["start"]], back[t["end"] - 1] + 1): (t["start"], t["end"])
        for t in row["toponyms"]
        if t["start"] in back and t["end"] - 1 in back
    }
    mentions = [mention_at(doc.text, *span, gazetteer) for span in sorted(spans)]
    choices = choose(doc.text, mentions, peoples(doc.text), margin=0.0)
    return [
        dict(zip(("start", "end"), spans[(m.start, m.end)], strict=True))
        | {"lat": c.entry and c.entry.lat, "lon": c.entry and c.entry.lon}
        for m, c in zip(mentions, choices, strict=True)
    ]


if __name__ == "__main__":
    main()
