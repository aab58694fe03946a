"""Numbers, ranges and days against specifications with their answers (MIT)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.bench.meantime import marks_of
from tests.bench.measuring import Counts, Measured, Row, lines, share
from workers.extract.bounds import find_intervals
from workers.extract.exclusions import stands_for_noun
from workers.extract.intervals import Interval
from workers.extract.numbers import find_numerals

Span = tuple[float | None, float | None]


def _numbers_right(row: dict[str, Any]) -> bool:
    want = [q["resolution"].get("value", "").rstrip("%") for q in row["results"]]
    got = _plain_numbers(row["text"])
    return len(want) == len(got) and all(
        w != "null" and abs(float(w) - g) <= 1e-6 * max(1, abs(float(w)))
        for w, g in zip(want, got, strict=True)
    )


def _plain_numbers(text: str) -> list[float]:
    """The set's number model knows ratios and powers, and leaves out numbers glued to a unit."""
    out: list[float] = []
    end = 0
    for n in find_numerals(text):
        gap = text[end : n.start]
        if (
            out
            and re.fullmatch(r"\s+(?:over|out of)\s+", gap)
            and not re.match(r"\s+\w", text[n.end :])
        ):
            out[-1] /= n.low
        elif out and re.fullmatch(r"\^[-+]*", gap):
            out[-1] **= -n.low if gap.count("-") % 2 else n.low
        elif (
            n.form != "times"
            and not re.match(r"[a-z]", text[n.end :])
            and not stands_for_noun(text, n.start, n.end)
        ):
            out.append(n.low)
        end = n.end
    return out


def _ranges_right(row: dict[str, Any]) -> bool:
    """Both ends as said; which end is open to the point (`(` or `[`) the contract does not say."""
    want: list[Span] = []
    for q in row["results"]:
        low, high = q["resolution"]["value"][1:-1].split(",")
        want.append((float(low) if low else None, float(high) if high else None))
    got = [
        (None if i.low is None else float(i.low), None if i.high is None else float(i.high))
        for i in find_intervals(row["text"])
        if (i.low, i.high) != (i.counted[0].low, i.counted[0].high) or _is_equal(row["text"], i)
    ]
    return got == want


def _is_equal(text: str, interval: Interval) -> bool:
    return bool(re.match(r"equals?\b", text[interval.start : interval.end], re.I))


def _day_right(row: dict[str, Any], result: dict[str, Any]) -> bool:
    """Whether the expression at the given place means one of the days that the set allows it, or none ("Feb 30")."""
    values = (result["resolution"] or {}).get("values", [])
    allowed = {value.get("value") for value in values}
    marks = marks_of(row["text"], row["ref"], laid_out=False)
    near = [m for m in marks if m.start <= result["end"] and result["start"] < m.end]
    if "not resolved" in allowed:
        return any(m.first is None and m.reason for m in near)
    return any(m.first == m.last and str(m.first) in allowed for m in near)


def measure(data: Path) -> Measured:
    folder = data / "bench/recognizers"
    cases: dict[str, Counts] = {}
    for row in lines(folder / "number.dev.jsonl"):
        if not row["id"].startswith("Ordinal"):
            cases[f"number {row['id']}"] = (int(_numbers_right(row)), 1, 1)
    for row in lines(folder / "numberrange.dev.jsonl"):
        cases[f"range {row['id']}"] = (int(_ranges_right(row)), 1, 1)
    for row in lines(folder / "datetime.dev.jsonl"):
        for result in row["results"]:
            if (result["type"] or "") == "datetimeV2.date":
                cases[f"day {row['id']}:{result['start']}"] = (int(_day_right(row, result)), 1, 1)
    rows = [
        Row(f"recognizers: {what}s right", _share(cases, what), mark)
        for what, mark in {"range": 90, "number": 92, "day": 75}.items()
    ]
    return Measured(tuple(rows), cases)


def _share(cases: dict[str, Counts], what: str) -> float:
    return share(counts for key, counts in cases.items() if key.startswith(what + " "))
