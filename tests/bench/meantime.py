"""Dates against Wikinews articles with every time expression marked (MEANTIME, CC BY 4.0)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from spacy.tokens import Doc

from tests.bench.measuring import Measured, Row, counted, lines, scorer
from workers.extract import language
from workers.extract.bounds import find_intervals
from workers.extract.counted import find_counted
from workers.extract.dates import find_dates
from workers.extract.dates.counting import TO_COME, VAGUE
from workers.extract.dates.units import NUMBERS, number_of
from workers.extract.layout import lay_out
from workers.extract.marks import Block, BlockKind, DateMark, Layout, View
from workers.extract.numberwords import whole


def read(text: str, *, laid_out: bool) -> tuple[Doc, Layout]:
    """A text as it stands, without cleaning: the sets' offsets are into it."""
    view = View(text, tuple(range(len(text))))
    one = Layout((Block(0, len(text), BlockKind.BODY),))
    layout = lay_out(view, None) if laid_out else one
    return language.parse(view, layout, language.load()), layout


def marks_of(text: str, published: str | None, *, laid_out: bool) -> list[DateMark]:
    return list(find_dates(*read(text, laid_out=laid_out), published))


def timex(mark: DateMark, text: str) -> dict[str, object]:
    """A mark in the terms of TIMEX3."""
    words = text[mark.start : mark.end].lower()
    kind = "TIME" if re.search("morning|afternoon|evening|night|dawn", words) else "DATE"
    value = _length(words) or _value(mark, words)
    return {"start": mark.start, "end": mark.end, "type": kind, "value": value}


_AWAY = re.compile(
    r"(?:(?P<number>\w+) |recent )(?P<unit>week|month|year|decade)s?(?: ago)?$|recent (?P<days>day|hour)s$"
)


def _length(words: str) -> str | None:
    """The set gives "two years ago", "the next six months", "in recent years" by their length, not by their days."""
    found = _AWAY.search(words)
    away = re.search(r"\bago$|\b(?:next|last|past|recent)\b", words)
    if found is None or away is None or "same" in words:
        return None
    number, unit = found["number"], found["unit"] or found["days"]
    if number in NUMBERS or (number or "").isdigit():
        return _period(number_of(number), unit)
    return _period("X", unit) if "recent" in words or number in {"several", "few"} else None


def _period(number: float | str, unit: str) -> str:
    clock = "T" if unit in {"hour", "minute", "second"} else ""
    return f"P{clock}{number}{_CODES.get(unit, unit[0].upper())}"


_CODES = {"decade": "DE", "century": "CE"}


def durations(doc: Doc, taken: list[DateMark]) -> Iterator[dict[str, object]]:
    """Numbers that count a unit of time, where no date holds them: the set gives "several" as X."""
    for interval in find_intervals(doc.text):
        counted = find_counted(doc, interval)
        apart = all(counted.end <= m.start or m.end <= interval.start for m in taken)
        if counted.dimension == "duration" and counted.unit and apart:
            number = "X" if interval.form == "size" else whole(interval.said)
            value = _period(number, counted.unit)
            yield {"start": interval.start, "end": counted.end, "type": "DURATION", "value": value}


_REFERENCES: dict[str | None, str] = {TO_COME.reason: "FUTURE_REF", VAGUE.reason: "PAST_REF"}


def _value(mark: DateMark, words: str) -> str:
    first, last = mark.first, mark.last
    if first is None or last is None:
        return _REFERENCES.get(mark.reason, "XXXX-XX-XX")
    if re.match("since the (?:start|beginning)", words):
        return first.isoformat()
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
    doc, layout = read(text, laid_out=True)
    marks = list(find_dates(doc, layout, published))
    return [timex(mark, text) for mark in marks if mark.start < mark.end] + [*durations(doc, marks)]


def measure(data: Path) -> Measured:
    gold = {row["id"]: row for row in lines(data / "bench/meantime/dev.jsonl")}
    said = {key: {"timexes": predict(row["text"], row["dct"])} for key, row in gold.items()}
    judge = scorer(data / "bench/nlp_score.py")
    cases = {key: counted(judge.time_({key: row}, said)["value"]) for key, row in gold.items()}
    value = judge.time_(gold, said)["value"]["F1"]
    return Measured((Row("meantime: value of time expressions, F1", value, 80),), cases)
