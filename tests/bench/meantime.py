"""Dates against Wikinews articles with every time expression marked (MEANTIME, CC BY 4.0)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.bench.measuring import Measured, Row, counted, lines, scorer
from workers.extract import language
from workers.extract.dates import find_dates
from workers.extract.layout import lay_out
from workers.extract.marks import Block, BlockKind, DateMark, Layout, View


def marks_of(text: str, published: str | None, *, laid_out: bool) -> Iterator[DateMark]:
    """The dates of a text as it stands, without cleaning: the sets' offsets are into it."""
    view = View(text, tuple(range(len(text))))
    whole = Layout((Block(0, len(text), BlockKind.BODY),))
    layout = lay_out(view, None) if laid_out else whole
    doc = language.parse(view, layout, language.load())
    yield from find_dates(doc, layout, published)


def timex(mark: DateMark, text: str) -> dict[str, object]:
    """A mark in the terms of TIMEX3."""
    words = text[mark.start : mark.end].lower()
    kind = "TIME" if re.search("morning|afternoon|evening|night|dawn", words) else "DATE"
    return {"start": mark.start, "end": mark.end, "type": kind, "value": _value(mark, words)}


def _value(mark: DateMark, words: str) -> str:
    first, last = mark.first, mark.last
    if first is None or last is None:
        return "PAST_REF" if "recent" in words else "XXXX-XX-XX"
    if words.startswith(("since", "from")):
        last = first if mark.precision == "day" else last
    part = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI", "dawn": "TDA"}
    clock = next((code for word, code in part.items() if word in words), "")
    if first == last:
        return first.isoformat() + clock
    if "quarter" in words or re.match(r"q\d", words):
        return f"{first.year}-Q{(first.month + 2) // 3}"
    for season, code in {"spring": "SP", "summer": "SU", "autumn": "FA", "winter": "WI"}.items():
        if season in words:
            return f"{first.year}-{code}"
    return _by_precision(mark.precision, first)


def _by_precision(precision: str, first: date) -> str:
    if precision == "week":
        year, week, _ = (first + timedelta(days=3)).isocalendar()
        return f"{year}-W{week:02d}"
    return {"month": first.isoformat()[:7], "year": first.isoformat()[:4]}.get(
        precision, first.isoformat()
    )


def predict(text: str, published: str) -> list[dict[str, object]]:
    marks = marks_of(text, published, laid_out=True)
    return [timex(mark, text) for mark in marks if mark.start < mark.end]


def measure(data: Path) -> Measured:
    gold = {row["id"]: row for row in lines(data / "bench/meantime/dev.jsonl")}
    said = {key: {"timexes": predict(row["text"], row["dct"])} for key, row in gold.items()}
    judge = scorer(data / "bench/nlp_score.py")
    cases = {key: counted(judge.time_({key: row}, said)["value"]) for key, row in gold.items()}
    value = judge.time_(gold, said)["value"]["F1"]
    return Measured((Row("meantime: value of time expressions, F1", value, 80),), cases)
