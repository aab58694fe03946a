"""Quantities against labelled data made by others.

    python -m tests.bench.quantities newsquant DEV.jsonl PRED.jsonl   then `nlp_score.py quant DEV PRED`
    python -m tests.bench.quantities muc DEV.jsonl PRED.jsonl         then `nlp_score.py muc DEV PRED`
    python -m tests.bench.quantities numbers SPECS.jsonl              share of specs read right
    python -m tests.bench.quantities ranges SPECS.jsonl

Each set counts what its makers thought worth counting; what differs from the export contract is put
right here, in the adapter, and nowhere in the product.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from workers.extract.bounds import find_intervals
from workers.extract.counted import find_counted, is_name
from workers.extract.exclusions import counts_nothing, stands_for_noun
from workers.extract.intervals import Interval
from workers.extract.language import load as load_language
from workers.extract.numbers import find_numerals
from workers.extract.quantities import find_quantities

UNITS = json.loads(Path(__file__).with_name("quantities_units.json").read_text(encoding="utf-8"))
UP = r"\b(?:rose|risen|rises?|rising|gain(?:ed|s|ing)?|up|advanc(?:ed|es|ing)|climb(?:ed|s|ing)?|jump(?:ed|s|ing)?|increas(?:ed?|es|ing)|grew|grow(?:s|n|ing)?|soar(?:ed|s|ing)?|surg(?:ed?|es|ing)|rall(?:ied|y)|add(?:ed|s|ing)|rais(?:ed?|ing)|higher|boost(?:ed|s|ing)?|expand(?:ed|s|ing)?)\b"
DOWN = r"\b(?:fell|fall(?:s|en|ing)?|drop(?:ped|s|ping)?|down|lost|lose|loses|losing|slid|slides?|sliding|declin(?:ed?|es|ing)|decreas(?:ed?|es|ing)|plung(?:ed?|es|ing)|plummet(?:ed|s|ing)?|slip(?:ped|s|ping)?|shed(?:s|ding)?|sank|sinks?|tumbl(?:ed?|es|ing)|dip(?:ped|s|ping)?|lower|cut|reduc(?:ed?|es|ing)|slump(?:ed|s|ing)?|eas(?:ed|es|ing)|retreat(?:ed|s|ing)?|shrank|shr[iu]nk)\b"


def read(path: str) -> Iterator[dict[str, Any]]:
    with Path(path).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _direction(text: str, interval: Interval) -> str | None:
    """Up or down, when a word of change stands close before the amount in its clause."""
    before = text[max(0, interval.start - 40) : interval.start]
    before = re.sub(r",? (?:or|\()\s?(?:about )?\Z|\(\Z", " ", before)
    before = re.split(r"[,;]\s|\b(?:and|while|to|at|from)\b(?!\s*\Z)", before)[-1]
    near = before + " "
    if re.search(r"\bto\s*\Z|\bat\s*\Z|\ba\s+\Z|\bfrom\s*\Z", before):
        return None
    up, down = re.search(UP, near, re.I), re.search(DOWN, near, re.I)
    return "up" if up and not down else "down" if down else None


def _change(text: str, interval: Interval) -> str:
    if interval.approx and interval.form != "size":
        return "~"
    if interval.high is None:
        return ">"
    way = "down" if interval.said < 0 else _direction(text, interval)
    if way:
        return way
    return "<" if interval.low is None else "="


def _unit(doc: Doc, interval: Interval) -> str:
    text, tail = doc.text, doc.text[interval.end :]
    glued = re.match(r"\s?[-–]?\s?(%|[A-Za-zµ°$]+(?:[-/.][A-Za-z.]+)*)", tail)
    if interval.currency:
        name = UNITS["money"].get(interval.currency, interval.currency)
    else:
        name = ""
        for words in (4, 3, 2, 1):
            match = re.match(r"\s?[-–]?\s?" + r"[\s-]+".join([r"[^\s,;:()-]+"] * words), tail)
            said = (
                re.sub(r"[\s-]+", " ", match[0].strip(" -–").lower()).rstrip(".,;:)’'\"")
                if match
                else ""
            )
            if said in UNITS["names"]:
                name = UNITS["names"][said]
                break
    if name:
        unit_length = re.match(
            r"\s?[-–]?\s?(?:bn|m|k)?[^\s,;)]*(?:\s(?:dollars|cents|pounds|euros))?", tail
        )
        rest = tail if interval.currency else tail[unit_length.end() if unit_length else 0 :]
        per = re.match(
            r"(?:\s\w+)?\s?(?:per|an?|/)\s(?P<p>sq m|square foot|year|month|day|hour|week|share|barrel|gallon|ounce|gram|litre|second|minute|century)\b",
            rest,
        )
        plain = name == "percentage" or " per " in name or per is None
        return (
            name if plain or per is None else f"{name} per {UNITS['names'].get(per['p'], per['p'])}"
        )
    del glued, text
    counted = find_counted(doc, doc.text, interval)
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


def newsquant(row: dict[str, Any], doc: Doc) -> dict[str, Any]:
    out: list[dict[str, Any]] = []
    changed: dict[int, int] = {}
    for interval in find_intervals(doc.text):
        tail = doc.text[interval.end :]
        age = re.match(r"[-\s]+(?P<u>year|month)s?[-\s]+olds?\b|\s+years\s+of\s+age", tail) or (
            re.search(r"\baged?\s\Z", doc.text[: interval.start])
        )
        glued_unit = re.match(r"-(?:year|month|week|day|hour)\b", tail)
        one_of = doc.text[interval.start : interval.end].lower() == "one" and tail.startswith(
            " of the "
        )
        if interval.form == "times" or (
            counts_nothing(doc.text, interval) and not age and not one_of
        ):
            continue
        counted = find_counted(doc, doc.text, interval)
        glued = re.match(r"[-‐][A-Za-z]", tail) and not counted.dimension
        if (age and interval.form == "range") or (interval.form == "words" and glued_unit):
            continue
        if (
            is_name(doc, interval, counted)
            or doc.text[interval.start : interval.end].lower().startswith("several")
            or (glued and not age)
        ):
            continue
        ends = _ends(interval)
        value: Any = interval.said if None in ends or ends[0] == ends[1] else ends
        unit = "year of age" if age else _unit(doc, interval)
        moved = (
            out and re.search(r"\bto\s\Z", doc.text[: interval.start]) and changed.get(len(out) - 1)
        )
        if moved and interval.start - moved < 45 and not isinstance(out[-1]["value"], list):
            # The set takes "from 36 to 41" for one quantity; the contract takes it for two.
            out[-1] |= {
                "value": [out[-1]["value"], value],
                "unit": unit if out[-1]["unit"] == "-" else out[-1]["unit"],
            }
            continue
        if re.search(r"\bfrom\s(?:about\s)?\Z", doc.text[: interval.start]):
            changed[len(out)] = interval.end
        out.append({"value": value, "unit": unit, "change": _change(doc.text, interval)})
    return {"id": row["id"], "quantities": out}


def _ends(interval: Interval) -> list[Any]:
    """The set takes "thousands" for 1,000 to 10,000 and "dozens" for 12 to 120."""
    if interval.form != "size" or interval.low == interval.high or interval.low is None:
        return [interval.low, interval.high]
    low = 12 if interval.low == 24 else 10 ** (len(str(int(interval.low))) - 1)
    return [low, low * 10]


def _bounds(low: Any, high: Any, approx: bool, form: str) -> list[Any]:
    if form == "size":
        return ["PLURAL"]
    if approx and low is not None and low == high:
        return ["~", low]
    return [low, high]


def muc(row: dict[str, Any], doc: Doc, singulars: set[str]) -> dict[str, Any]:
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
    return {"id": row["id"], "numbers": numbers}


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
    if word in (
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
    ):
        return True
    if re.match(r"(?:dr|mr|mrs|gen|col|capt|msgr)\b", said) or word in (
        "headquarters",
        "facilities",
        "installations",
        "barracks",
    ):
        return word in ("facilities", "installations")
    single = re.sub(r"(?<=[^s])s$", "", re.sub(r"ies$", "y", word))
    if word.endswith("men") or (len(head) > 1 and word.endswith("s") and head[0] in singulars):
        return True
    if word in singulars and word.endswith("s") and word + "#" not in singulars:
        return False
    return word.endswith("s") and (
        word + "#" in singulars or single in singulars or word.removesuffix("es") in singulars
    )


def numbers(path: str) -> None:
    right = total = 0
    for row in read(path):
        if row["id"].startswith("Ordinal"):
            continue
        want = [q["resolution"].get("value", "").rstrip("%") for q in row["results"]]
        got = _plain_numbers(row["text"])
        good = len(want) == len(got) and all(
            w != "null" and abs(float(w) - g) <= 1e-6 * max(1, abs(float(w)))
            for w, g in zip(want, got, strict=True)
        )
        total, right = total + 1, right + good
        if not good and "-v" in sys.argv:
            print(row["id"], repr(row["text"]), want, got)
    print(f"numbers: {right}/{total} = {right / total:.1%}")


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


def ranges(path: str) -> None:
    """Both ends as said; which end is open to the point (`(` or `[`) the contract does not say."""
    right = total = 0
    for row in read(path):
        want = []
        for q in row["results"]:
            low, high = q["resolution"]["value"][1:-1].split(",")
            want.append((float(low) if low else None, float(high) if high else None))
        got = []
        for i in find_intervals(row["text"]):
            bound = (i.low, i.high) != (i.counted[0].low, i.counted[0].high) or _is_equal(
                row["text"], i
            )
            if bound:
                got.append((i.low, i.high))
        good = [tuple(None if v is None else float(v) for v in pair) for pair in got] == want
        total, right = total + 1, right + good
        if not good and "-v" in sys.argv:
            print(row["id"], repr(row["text"]), want, got)
    print(f"ranges: {right}/{total} = {right / total:.1%}")


def _is_equal(text: str, interval: Interval) -> bool:
    return bool(re.match(r"equals?\b", text[interval.start : interval.end], re.I))


def main() -> None:
    task, path = sys.argv[1:3]
    if task in ("numbers", "ranges"):
        {"numbers": numbers, "ranges": ranges}[task](path)
        return
    rows = list(read(path))
    singulars = {
        w
        for r in rows
        for w in re.findall(r"\b(?:an?|the|one|each)\s+(?:[a-z]+\s)?([a-z]+)", r["text"].lower())
    }
    for row in rows:  # a word behind "two" or "several" is a plural: kept with a mark of its own
        many = r"\b(?:two|three|four|five|six|several|many|these|those|some|various|\d+)\s+(?:[a-z]+\s)?([a-z]+s)\b"
        singulars |= {word + "#" for word in re.findall(many, row["text"].lower())}
    language = load_language()
    texts = (row["text"] if row.get("mixed_case", True) else row["text"].lower() for row in rows)
    with Path(sys.argv[3]).open("w", encoding="utf-8") as out:
        for row, doc in zip(rows, language.pipe(texts, batch_size=32), strict=True):
            answer = newsquant(row, doc) if task == "newsquant" else muc(row, doc, singulars)
            out.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
