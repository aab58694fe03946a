"""What the project reads of time in the terms of TIMEX3 (ISO-TimeML), as sets of times are marked in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from spacy.tokens import Doc

from workers.extract.bounds import find_intervals
from workers.extract.counted import find_counted
from workers.extract.dates.counting import AGAIN, NOW, TO_COME, VAGUE
from workers.extract.dates.expressions import PATTERNS
from workers.extract.dates.units import NUMBERS, number_of
from workers.extract.days import FULL_DAY, WEEKDAYS, day_of
from workers.extract.lexicon import load
from workers.extract.marks import DateMark, Layout
from workers.extract.numberwords import whole

Timex = dict[str, object]

_PARTS = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI", "dawn": "TDA"}
_SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
_CODES = {"decade": "DE", "century": "CE"}
_REFERENCES: dict[str | None, str] = {
    NOW.reason: "PRESENT_REF",
    TO_COME.reason: "FUTURE_REF",
    VAGUE.reason: "PAST_REF",
}
_UNKNOWN = "XXXX-XX-XX"
_DECADE = 10


_SPAN = re.compile(r"(?:from|between) (?P<one>.+?) (?:to|and|until|till|through) (?P<two>.+)", re.I)


def timexes(mark: DateMark, text: str, published: str | None) -> list[Timex]:
    """A mark as the standard has it, which gives "from March to May" as two times."""
    ends = _SPAN.fullmatch(text, mark.start, mark.end)
    if ends is None or mark.first is None or mark.last is None:
        return [_of_mark(mark, text, published)]
    known = ((*ends.span("one"), mark.first), (*ends.span("two"), mark.last))
    long = {"month": 7, "year": 4}.get(mark.precision, 10)
    return [_timex(replace(mark, start=a, end=b), "DATE", str(day)[:long]) for a, b, day in known]


def creation_time(text: str, layout: Layout) -> list[Timex]:
    """The day that the text gives for itself, which the standard marks where it stands."""
    for found in FULL_DAY.finditer(text):
        day = day_of(found)
        if day is not None and day == layout.published:
            return [{"start": found.start(), "end": found.end(), "type": "DATE", "value": str(day)}]
    return []


def _of_mark(mark: DateMark, text: str, published: str | None) -> Timex:
    """What is at an hour of no day told is of the day of publication."""
    words = text[mark.start : mark.end].lower()
    if clock := PATTERNS["clock"].expression.search(text[mark.start : mark.end]):
        day = str(mark.first or published or _UNKNOWN)
        return _timex(mark, "TIME", f"{day}T{_clock(clock)}")
    if mark.reason == AGAIN.reason:
        return _timex(mark, "SET", _again(words))
    length = _length(words)
    if length:
        return _timex(mark, "DATE" if words.endswith("ago") else "DURATION", length)
    clock = any(part in words for part in (*_PARTS, "overnight"))
    return _timex(mark, "TIME" if clock else "DATE", _value(mark, words))


def _clock(match: re.Match[str]) -> str:
    hour = int(match["hour"] or match["hour2"]) % (12 if match["half"] else 24)
    hour += 12 * ((match["half"] or "").lower() == "p")
    minute = match["minute"] or match["minute2"] or match["minute3"] or "00"
    return f"{hour:02d}:{minute}" + "Z" * bool(re.search(r"(?:UTC|GMT)\)?$", match[0]))


def _timex(mark: DateMark, kind: str, value: str) -> Timex:
    return {"start": mark.start, "end": mark.end, "type": kind, "value": value}


def durations(doc: Doc, taken: list[DateMark]) -> Iterator[Timex]:
    """Numbers that count a unit of time, where no date holds them: the set gives "several" as X."""
    for interval in find_intervals(doc.text):
        counted = find_counted(doc, interval)
        apart = all(counted.end <= m.start or m.end <= interval.start for m in taken)
        if counted.dimension == "duration" and counted.unit and apart:
            number = "X" if interval.form == "size" else whole(interval.said)
            value = _period(number, counted.unit)
            yield {"start": interval.start, "end": counted.end, "type": "DURATION", "value": value}


def _period(number: float | str, unit: str) -> str:
    if unit == "quarter":
        return f"P{3 * float(number):g}M"
    clock = "T" if unit in {"hour", "minute", "second"} else ""
    return f"P{clock}{number}{_CODES.get(unit, unit[0].upper())}"


_UNITS = r"(?P<unit>second|minute|hour|day|night|week|month|quarter|year|decade)s?"
_AGO = re.compile(r"(?P<number>\w+) (?P<unit>week|month|year|decade)s? ago$")
_AROUND = re.compile(
    rf"\b(?P<way>next|coming|last|past|previous|recent)(?: (?P<number>\w+))? {_UNITS}$"
)


def _length(words: str) -> str | None:
    """The set gives "two years ago", "the next six months", "in recent years", "the past day" by their length, and
    not by their days. "Last year" is a year of the calendar."""
    found = _AGO.search(words) or _AROUND.search(words)
    if found is None or "same" in words:
        return None
    number, way = found["number"], found.groupdict().get("way")
    if number is None and way in {"last", "next", "previous"}:
        return None
    if number is None and not words.endswith("s"):
        return _period(1, found["unit"]) if way == "past" else None
    counts = number is not None and (number in NUMBERS or number.isdigit())
    return _period(number_of(number) if counts else "X", found["unit"])


_EVERY = re.compile(rf"(?P<number>other|{'|'.join(NUMBERS)}|\d+)? ?{_UNITS}$")


def _again(words: str) -> str:
    """ "Annual" and "every year" are every P1Y, "every other week" P2W, "every Friday" any Friday."""
    if words in load("dates")["again"]:
        return _period(1, load("dates")["again"][words])
    last = words.rsplit(maxsplit=1)[-1]
    if last in WEEKDAYS:
        return f"XXXX-WXX-{WEEKDAYS[last] + 1}"
    found = _EVERY.search(words)
    if found is None:
        return _UNKNOWN
    number = found["number"]
    return _period(2 if number == "other" else number_of(number), found["unit"])


def _value(mark: DateMark, words: str) -> str:
    first, last = mark.first, mark.last
    if first is None or last is None:
        return _REFERENCES.get(mark.reason, _UNKNOWN)
    if re.match("since the (?:start|beginning)", words):
        return first.isoformat()
    if words.startswith(("since", "from")):
        last = first if mark.precision == "day" else last
    clock = next((code for word, code in _PARTS.items() if word in words), "")
    if words == "overnight":
        clock, last = _PARTS["night"], first
    if first == last:
        return first.isoformat() + clock
    return _part_of_year(first, words) or _by_precision(mark, first, words)


def _part_of_year(first: date, words: str) -> str | None:
    if "quarter" in words or re.match(r"q\d", words):
        return f"{first.year}-Q{(first.month + 2) // 3}"
    if " half of " in words:
        return f"{first.year}-H{(first.month + 5) // 6}"
    if re.match("fiscal|financial", words):
        return f"FY{first.year}"
    return next((f"{first.year}-{code}" for word, code in _SEASONS.items() if word in words), None)


def _by_precision(mark: DateMark, first: date, words: str) -> str:
    year, week, _ = (first + timedelta(days=3)).isocalendar()
    if "weekend" in words:
        return f"{first.isocalendar().year}-W{first.isocalendar().week:02d}-WE"
    if re.search(r"\d0['’]?s$", words):
        return str(first.year // _DECADE)
    if mark.precision == "week":
        return f"{year}-W{week:02d}"
    return {"month": first.isoformat()[:7], "year": first.isoformat()[:4]}.get(
        mark.precision, first.isoformat()
    )
