"""Quantities against news sentences with value, unit and change (measure only: GPL).

The set counts what its makers thought worth counting; what differs from the export contract is put
right here, in the adapter, and nowhere in the product.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from tests.bench.measuring import Measured, Row, counted, lines, scorer
from workers.extract.bounds import find_intervals
from workers.extract.counted import find_counted, is_name
from workers.extract.exclusions import counts_nothing
from workers.extract.intervals import Interval
from workers.extract.language import load

UNITS = json.loads(Path(__file__).with_name("newsquant_units.json").read_text(encoding="utf-8"))
FAR = 45
"""Characters between the two numbers of "from 36 in May to 41"."""

UP = r"\b(?:rose|risen|rises?|rising|gain(?:ed|s|ing)?|up|advanc(?:ed|es|ing)|climb(?:ed|s|ing)?|jump(?:ed|s|ing)?|increas(?:ed?|es|ing)|grew|grow(?:s|n|ing)?|soar(?:ed|s|ing)?|surg(?:ed?|es|ing)|rall(?:ied|y)|higher|boost(?:ed|s|ing)?|expand(?:ed|s|ing)?)\b"
DOWN = r"\b(?:fell|fall(?:s|en|ing)?|drop(?:ped|s|ping)?|down|lost|lose|loses|losing|slid|slides?|sliding|declin(?:ed?|es|ing)|decreas(?:ed?|es|ing)|plung(?:ed?|es|ing)|plummet(?:ed|s|ing)?|slip(?:ped|s|ping)?|shed(?:s|ding)?|sank|sinks?|tumbl(?:ed?|es|ing)|dip(?:ped|s|ping)?|lower|cut|reduc(?:ed?|es|ing)|slump(?:ed|s|ing)?|eas(?:ed|es|ing)|retreat(?:ed|s|ing)?|shrank|shr[iu]nk)\b"


def _direction(text: str, start: int) -> str | None:
    """Up or down, when a word of change stands close before the amount in its clause."""
    before = text[max(0, start - 40) : start]
    before = re.sub(r",? (?:or|\()\s?(?:about )?\Z|\(\Z", " ", before)
    before = re.split(r"[,;]\s|\b(?:and|while|to|at|from)\b(?!\s*\Z)", before)[-1]
    near = before + " "
    if re.search(r"\b(?:to|at|from|in)\s*\Z|\ba\s+\Z", before):
        return None
    up, down = re.search(UP, near, re.I), re.search(DOWN, near, re.I)
    return "up" if up and not down else "down" if down else None


def _change(text: str, interval: Interval) -> str:
    if interval.approx and interval.form != "size":
        return "~"
    if interval.high is None:
        return ">"
    if interval.said < 0:  # "-5 yards" is a position, "-1.3%" a fall
        return "down" if re.match(r"\s?(?:%|per)", text[interval.end :]) else "="
    if way := _direction(text, interval.start):
        return way
    return "<" if interval.low is None else "="


def _unit(doc: Doc, interval: Interval) -> str:
    tail = doc.text[interval.end :]
    name = UNITS["money"].get(interval.currency, interval.currency) if interval.currency else ""
    name = name or _listed_unit(tail)
    if name:
        return _per(name, tail, bool(interval.currency))
    counted = find_counted(doc, interval)
    if counted.dimension == "money":
        return str(UNITS["money"].get(counted.unit or "", counted.unit))
    if counted.head is None or counted.elided:
        return "-"
    span = doc.char_span(interval.end, counted.end, alignment_mode="expand")
    words = [
        t.lemma_
        for t in span or []
        if t.pos_ in ("NOUN", "PROPN", "ADJ") and t.lower_ not in ("more", "other", "top")
    ]
    return " ".join(words) or "-"


def _listed_unit(tail: str) -> str:
    """The longest of the next words, up to four, that the set has a name for."""
    for words in (4, 3, 2, 1):
        match = re.match(r"\s?[-–]?\s?" + r"[\s-]+".join([r"[^\s,;:()-]+"] * words), tail)
        said = re.sub(r"[\s-]+", " ", match[0].strip(" -–").lower()) if match else ""
        said = said.rstrip(".,;:)’'\"")
        if said in UNITS["names"]:
            return str(UNITS["names"][said])
    return ""


def _per(name: str, tail: str, currency: bool) -> str:
    """ "3 dollars a barrel" is of a unit of its own."""
    unit = r"\s?[-–]?\s?(?:bn|m|k)?[^\s,;)]*(?:\s(?:dollars|cents|pounds|euros))?"
    match = re.match(unit, tail)
    rest = tail[0 if currency or match is None else match.end() :]
    per = re.match(
        r"(?:\s\w+)?\s?(?:per|an?|/)\s(?P<p>sq m|square foot|year|month|day|hour|week|share"
        r"|barrel|gallon|ounce|gram|litre|second|minute|century)\b",
        rest,
    )
    if per is None or name == "percentage" or " per " in name:
        return name
    return f"{name} per {UNITS['names'].get(per['p'], per['p'])}"


def _age(text: str, interval: Interval) -> bool:
    after = r"[-\s]+(?:year|month)s?[-\s]+olds?\b|\s+years\s+of\s+age"
    return bool(
        re.match(after, text[interval.end :]) or re.search(r"\baged?\s\Z", text[: interval.start])
    )


def _wanted(doc: Doc, interval: Interval) -> bool:
    """Whether the set counts it: ages and "one of the" it does, "5-year" in words it does not."""
    text, tail = doc.text, doc.text[interval.end :]
    said, age = text[interval.start : interval.end].lower(), _age(text, interval)
    if interval.form in {"times", "spell"} or said.startswith("several"):
        return False
    if counts_nothing(text, interval) and not (
        age or (said == "one" and tail.startswith(" of the "))
    ):
        return False
    glued = re.match(r"-(?:year|month|week|day|hour)\b", tail)
    if (age and interval.form == "range") or (interval.form == "words" and glued):
        return False
    counted = find_counted(doc, interval)
    if re.match(r"[-‐][A-Za-z]", tail) and not counted.dimension and not age:
        return False
    return not is_name(doc, interval, counted)


def _is_either(text: str, interval: Interval) -> bool:
    """ "Eight or nine euros": two quantities of the set."""
    first, last = interval.number
    return interval.form == "range" and bool(re.search(r"\s+or\s", text[first:last]))


def _is_restated(doc: Doc, before: Interval, interval: Interval) -> bool:
    """ "More than 100 kilometres (60 miles)": as much in another unit."""
    gap = doc.text[before.end : interval.start]
    units = [each.currency or _listed_unit(doc.text[each.end :]) for each in (before, interval)]
    return all(units) and bool(re.fullmatch(r"(?:\s?[^\s()]+){0,3}\s?\((?:US\s)?", gap))


def _reaches(before: str, since: Interval) -> bool:
    return len(before) - since.end < FAR and before.endswith(" to ")


def predict(doc: Doc) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    since = None
    """Where the first number of "from 36 to 41" stands, for the set takes that for one quantity."""
    last: Interval | None = None
    for interval in find_intervals(doc.text):
        if not _wanted(doc, interval):
            continue
        ends = _ends(interval)
        value: Any = interval.said if None in ends or ends[0] == ends[1] else ends
        unit = "year of age" if _age(doc.text, interval) else _unit(doc, interval)
        before = doc.text[: interval.start]
        if since is not None and _reaches(before, since) and not isinstance(out[-1]["value"], list):
            out[-1]["value"] = [out[-1]["value"], value]
            out[-1]["unit"] = unit if out[-1]["unit"] == "-" else out[-1]["unit"]
            out[-1]["change"] = _direction(doc.text, since.start - 5) or out[-1]["change"]
            since = None
            continue
        since = interval if re.search(r"\bfrom\s(?:about\s)?\Z", before) else None
        change = _change(doc.text, interval)
        if last is not None and change == "=" and _is_restated(doc, last, interval):
            change = out[-1]["change"]
        if _is_either(doc.text, interval):
            out.append({"value": value[0], "unit": unit, "change": change})
            value, change = value[1], "="
        out.append({"value": value, "unit": unit, "change": change})
        last = interval
    return out


def _ends(interval: Interval) -> list[Any]:
    """The set takes "thousands" for 1,000 to 10,000 and "dozens" for 12 to 120."""
    if interval.form != "size" or interval.low == interval.high or interval.low is None:
        return [interval.low, interval.high]
    low = 12 if interval.low == 24 else 10 ** (len(str(int(interval.low))) - 1)
    return [low, low * 10]


def _signed(text: str) -> str:
    """The set's letters for signs that its makers' tools did not have: "PS6m" is £6m, "Y=590" ¥590, "2degF" 2°F."""
    text = re.sub(r"(?<!\w)PS(?=\d)", "£", text)
    text = re.sub(r"(?<!\w)Y=(?=\d)", "¥", text)
    return re.sub(r"(?<=\d)\s?deg\s?(?=[CF]\b)", "°", text)


def measure(data: Path) -> Measured:
    rows = lines(data / "bench/newsquant/dev.jsonl")
    docs = load().pipe(_signed(row["text"]) for row in rows)
    said = {row["id"]: {"quantities": predict(doc)} for row, doc in zip(rows, docs, strict=True)}
    judge = scorer(data / "bench/nlp_score.py")
    whole = judge.quant({row["id"]: row for row in rows}, said)
    cases = {
        row["id"]: counted(judge.quant({row["id"]: row}, said)["value+unit+change"]) for row in rows
    }
    marks = {"value": 93, "value+change": 90, "value+unit": 80}
    table = [Row(f"newsquant: {what}, F1", whole[what]["F1"], mark) for what, mark in marks.items()]
    return Measured(tuple(table), cases)
