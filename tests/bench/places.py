"""Places against labelled news (measure only: GPL).

End to end every mention counts, also datelines, governments and adjectives, since the sets count
them; the product itself returns none of these as a place.
"""

from __future__ import annotations

import re
from pathlib import Path

from spacy.tokens import Doc

from tests.bench.measuring import Counts, Measured, Row, counted, f1, lines, scorer
from workers.extract import gazetteer as gazetteers
from workers.extract.language import load as load_language
from workers.extract.language import parse
from workers.extract.layout import lay_out
from workers.extract.lexicon import load
from workers.extract.names import find_names
from workers.extract.place_words import PEOPLE
from workers.extract.places import resolve
from workers.extract.view import clean

MARKS = {"trnews": 76, "geowebnews": 72, "geovirus": 82, "lgl": None}
PEOPLES = {"trnews", "geowebnews", "lgl"}
"""Sets that mark "Syrian" as Syria."""

Found = tuple[int, int, float | None, float | None]


def people(doc: Doc) -> list[Found]:
    """Demonyms as their country; `find_places` never returns these."""
    at = {code: row["at"] for code, row in load("countries").items()}
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(PEOPLE, key=len, reverse=True)))})(?!\w)"
    return [(m.start(), m.end(), *at[PEOPLE[m.group()]]) for m in re.finditer(pattern, doc.text)]


def predict(text: str, *, peoples: bool) -> list[dict[str, float | None]]:
    view = clean(text)
    layout = lay_out(view, None)
    doc = parse(view, layout, load_language())
    marks: list[Found] = [
        (m.start, m.end, c.entry.lat if c.entry else None, c.entry.lon if c.entry else None)
        for m, c in resolve(
            doc,
            layout,
            find_names(doc, layout, gazetteers.load()),
            gazetteers.load(),
            margin=0.0,
        )
    ]
    if peoples:
        taken = list(marks)
        marks += [m for m in people(doc) if not any(a < m[1] and m[0] < b for a, b, *_ in taken)]
    keys = ("start", "end", "lat", "lon")
    return [dict(zip(keys, (*view.span(a, b), *at), strict=True)) for a, b, *at in marks]


def measure(data: Path) -> Measured:
    judge = scorer(data / "bench/nlp_score.py")
    rows: list[Row] = []
    cases: dict[str, Counts] = {}
    for name, mark in MARKS.items():
        gold = {row["id"]: row for row in lines(data / "bench" / name / "dev.jsonl")}
        said = {
            key: {"toponyms": predict(row["text"], peoples=name in PEOPLES)}
            for key, row in gold.items()
        }
        mine = {
            f"{name} {key}": counted(judge.geo({key: row}, said)["e2e161"])
            for key, row in gold.items()
        }
        rows.append(Row(f"{name}: within 161 km, F1", f1(mine.values()), mark))
        cases |= mine
    return Measured(tuple(rows), cases)
