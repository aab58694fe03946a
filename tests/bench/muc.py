"""Counts and days against 1,500 conflict reports of the 1980s (US Government material).

Every third report is read. A number is looked for in the target's own words; a day is right when it
is among those the report gives, since which date is whose happening is another stage's question.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from tests.bench.meantime import marks_of
from tests.bench.measuring import Counts, Measured, Row, lines, scorer, share
from workers.extract.bounds import find_intervals
from workers.extract.exclusions import counts_nothing
from workers.extract.language import load
from workers.extract.quantities import find_quantities


def _bounds(low: Any, high: Any, approx: bool, form: str) -> list[Any]:
    if form == "size":
        return ["PLURAL"]
    if approx and low is not None and low == high:
        return ["~", low]
    return [low, high]


def _numbers(row: dict[str, Any], doc: Doc, singulars: set[str]) -> dict[str, list[Any]]:
    """For each target string of the key: the bounds of the quantity it is counted by, or what the form
    of its noun (singular, plural) says. In capitals a plural is told from a surname ("FLORES") by its
    singular standing behind an article somewhere in the set."""
    marks = find_quantities(doc)
    numbers: dict[str, list[Any]] = {}
    for template in row["templates"]:
        for slot in ("HUM TGT: NUMBER norm", "PHYS TGT: NUMBER norm"):
            for target in template.get(slot, []):
                for string in target["strings"]:
                    numbers[string] = _target(doc.text.lower(), string.lower(), marks, singulars)
    return numbers


def _target(text: str, said: str, marks: Any, singulars: set[str]) -> list[Any]:
    for i in find_intervals(said):
        if (
            i.start < 25
            and not counts_nothing(said, i)
            and not re.match(r"[-\s]?(?:year|[a-z]-)", said[i.end :])
        ):
            return _bounds(i.low, i.high, i.approx, i.form)
    over = []
    for match in re.finditer(rf"\b{re.escape(said)}\b", text):
        over += [
            m
            for m in marks
            if m.start < match.end()
            and match.start() <= m.end + 1
            and match.end() >= m.end
            and m.low != 0
        ]
    if over:
        m = next((m for m in over if m.measure != "other"), over[0])
        vague = m.approx and m.low is not None and m.low != m.high
        return ["PLURAL"] if vague else _bounds(m.low, m.high, m.approx, "")
    return ["PLURAL"] if _is_plural(said, singulars) else [1, 1]


def _is_plural(said: str, singulars: set[str]) -> bool:
    head = re.split(r"\s(?:of|in|at|who|that|for|from|on|near|belonging|traveling)\b|[,(\[]", said)[
        0
    ].split()
    word = head[-1] if head else ""
    if word in _MANY:
        return True
    if re.match(r"(?:dr|mr|mrs|gen|col|capt|msgr)\b", said) or word in _PLACES:
        return word in ("facilities", "installations")
    single = re.sub(r"(?<=[^s])s$", "", re.sub(r"ies$", "y", word))
    if word.endswith("men"):
        return True
    shorter = single in singulars or (word.endswith("es") and word[:-2] in singulars)
    if word in singulars and not (shorter and word + "#" in singulars):
        return False  # "a bus", though there are "two bus stations"
    return word.endswith("s") and (word + "#" in singulars or shorter)


_MANY = {
    "men",
    "women",
    "people",
    "children",
    "others",
    "police",
    "personnel",
    "troops",
    "dead",
    "wounded",
    "injured",
    "population",
    "property",
    "transportation",
}
_PLACES = {"headquarters", "facilities", "installations", "barracks"}


def _singulars(texts: list[str]) -> set[str]:
    """Words that stand behind an article; with a mark of its own, those behind "two", "several"."""
    one = r"\b(?:an?|the|one|each)\s+(?:[a-z]+\s)?([a-z]+)"
    many = (
        r"\b(?:two|three|four|five|six|several|many|these|those|some|various|\d+)"
        r"\s+(?:[a-z]+\s)?([a-z]+s)\b"
    )
    found = {word for text in texts for word in re.findall(one, text.lower())}
    return found | {word + "#" for text in texts for word in re.findall(many, text.lower())}


def measure(data: Path) -> Measured:
    every = lines(data / "bench/muc34/dev.jsonl")
    singulars = _singulars([row["text"] for row in every])
    said = {}
    for row in every[::3]:
        text = row["text"] if row.get("mixed_case", True) else row["text"].lower()
        marks = list(marks_of(row["text"], (row["dateline"] or {}).get("date"), laid_out=True))
        said[row["id"]] = {
            "numbers": _numbers(row, load()(text), singulars),
            "events": [{"date": [str(m.first), str(m.last)]} for m in marks if m.first],
        }
    judge = scorer(data / "bench/nlp_score.py")
    cases: dict[str, Counts] = {}
    for row in every[::3]:
        one = judge.muc({row["id"]: row}, said)
        for what, key in (("number", "number_exact"), ("day", "date_compatible")):
            right, wanted = map(int, one[key].split("/"))
            cases[f"{what} {row['id']}"] = (right, wanted, wanted)
    rows = (
        Row("muc34: counts with bounds exact", _share(cases, "number"), 93),
        Row("muc34: day of the incident compatible", _share(cases, "day"), 85),
    )
    return Measured(rows, cases)


def _share(cases: dict[str, Counts], what: str) -> float:
    return share(counts for key, counts in cases.items() if key.startswith(what + " "))
