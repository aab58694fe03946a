"""Dates against Wikinews articles with every time expression marked (MEANTIME, CC BY 4.0)."""

from __future__ import annotations

from pathlib import Path

from spacy.tokens import Doc

from tests.bench.measuring import Measured, Row, counted, lines, scorer
from tests.bench.timex import Timex, creation_time, durations, timexes
from workers.extract import language
from workers.extract.dates import find_dates
from workers.extract.layout import lay_out
from workers.extract.marks import Block, BlockKind, DateMark, Layout, View


def read(text: str, *, laid_out: bool) -> tuple[Doc, Layout]:
    """A text as it stands, without cleaning: the sets' offsets are into it."""
    view = View(text, tuple(range(len(text))))
    one = Layout((Block(0, len(text), BlockKind.BODY),))
    layout = lay_out(view, None) if laid_out else one
    return language.parse(view, layout, language.load()), layout


def marks_of(text: str, published: str | None, *, laid_out: bool) -> list[DateMark]:
    return list(find_dates(*read(text, laid_out=laid_out), published))


def predict(text: str, published: str | None) -> list[Timex]:
    doc, layout = read(text, laid_out=True)
    marks = list(find_dates(doc, layout, published))
    found = [each for mark in marks for each in timexes(mark, text, published)]
    return [*creation_time(text, layout), *found, *durations(doc, marks)]


def measure(data: Path) -> Measured:
    gold = {row["id"]: row for row in lines(data / "bench/meantime/dev.jsonl")}
    said = {key: {"timexes": predict(row["text"], row["dct"])} for key, row in gold.items()}
    judge = scorer(data / "bench/nlp_score.py")
    cases = {key: counted(judge.time_({key: row}, said)["value"]) for key, row in gold.items()}
    value = judge.time_(gold, said)["value"]["F1"]
    return Measured((Row("meantime: value of time expressions, F1", value, 80),), cases)
