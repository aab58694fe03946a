"""Dates against what people marked: `python -m tests.bench.dates FOLDER [--show N]`.

FOLDER holds `meantime/dev.jsonl`, `recognizers/datetime.dev.jsonl`, `muc34/dev.jsonl` and the
scorer `nlp_score.py`; what they are and how they are scored is told there.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

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


def meantime(folder: Path, show: int) -> None:
    gold = [json.loads(line) for line in (folder / "meantime/dev.jsonl").open(encoding="utf-8")]
    lines = []
    for item in gold:
        text = item["text"]
        found = [
            timex(mark, text)
            for mark in marks_of(text, item["dct"], laid_out=True)
            if mark.start < mark.end
        ]
        lines.append({"id": item["id"], "timexes": found})
        if show:
            _differences(item, found)
    _score(folder, "time", folder / "meantime/dev.jsonl", lines)


def _differences(item: dict[str, object], found: list[dict[str, object]]) -> None:
    text = str(item["text"])
    left = {(one["start"], one["end"]): one for one in found}
    for want in item["timexes"]:  # type: ignore[attr-defined]
        if want.get("dct"):
            continue
        hits = [k for k in left if k[0] < want["end"] and want["start"] < k[1]]
        got = left.pop(hits[0]) if hits else None
        if got is None or got["value"] != want["value"]:
            around = text[max(0, want["start"] - 30) : want["end"] + 20].replace("\n", "/")
            print(item["dct"], "|", around, "|", want["value"], "| got", got and got["value"])
    for (start, end), got in left.items():
        print(item["dct"], "EXTRA", text[start - 20 : end + 20].replace("\n", "/"), got["value"])


def recognizers(folder: Path, show: int) -> None:
    """Only whole days and spans of days: these are what news dates by."""
    right = wanted = shown = 0
    for line in (folder / "recognizers/datetime.dev.jsonl").open(encoding="utf-8"):
        item = json.loads(line)
        marks = list(marks_of(item["text"], item["ref"], laid_out=False))
        for result in item["results"]:
            if (result["type"] or "").rsplit(".", 1)[-1] not in {"date", "daterange"}:
                continue
            wanted += 1
            allowed = {_days(value) for value in (result["resolution"] or {}).get("values", [])}
            near = [m for m in marks if m.start <= result["end"] and result["start"] < m.end]
            hit = any((m.first, m.last) in allowed for m in near)
            right += hit
            if not hit and shown < show:
                shown += 1
                got = [(item["text"][m.start : m.end], str(m.first), str(m.last)) for m in near]
                print(item["ref"][:10], item["text"][:80], "|", result["text"], "|", got)
    print(f"recognizers: days right {right} of {wanted} = {100 * right / wanted:.1f}")


def _days(value: dict[str, str]) -> tuple[date | None, date | None]:
    try:
        if "value" in value:
            day = date.fromisoformat(value["value"])
            return day, day
        return date.fromisoformat(value["start"]), date.fromisoformat(value["end"]) - timedelta(1)
    except (KeyError, ValueError):
        return None, date.min


def muc(folder: Path, limit: int) -> None:
    """Whether the incident's day is among the dates that the report gives; any of them, since
    which date is whose happening is another stage's question."""
    lines, gold = [], folder / "muc34/dev.jsonl"
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as part:
        for line in gold.read_text(encoding="utf-8").splitlines()[:: max(1, 1500 // limit)]:
            part.write(line + "\n")
            item = json.loads(line)
            marks = list(
                marks_of(item["text"], (item["dateline"] or {}).get("date"), laid_out=True)
            )
            days = [[str(m.first), str(m.last)] for m in marks if m.first]
            lines.append({"id": item["id"], "events": [{"date": day} for day in days]})
        part.flush()
        _score(folder, "muc", Path(part.name), lines)


def _score(folder: Path, task: str, gold: Path, lines: list[dict[str, object]]) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as answer:
        answer.writelines(json.dumps(line) + "\n" for line in lines)
        answer.flush()
        command = [sys.executable, str(folder / "nlp_score.py"), task, str(gold), answer.name]
        print(task, subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=["meantime", "recognizers", "muc"])
    parser.add_argument("--show", type=int, default=0, help="print so many differences")
    chosen = parser.parse_args()
    if chosen.only in {None, "meantime"}:
        meantime(chosen.folder, chosen.show)
    if chosen.only in {None, "recognizers"}:
        recognizers(chosen.folder, chosen.show)
    if chosen.only in {None, "muc"}:
        muc(chosen.folder, 150)


if __name__ == "__main__":
    main()
