"""Days apart: "a day after eight were killed" is told of the day before that of its sentence."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from workers.extract.dates.expressions import PATTERNS
from workers.extract.dates.units import number_of
from workers.extract.marks import DateMark

_DAYS = {"day": 1, "night": 1, "week": 7}
_OF_DEED = re.compile(
    r" (?:that|this|it)\b| (?:the|that|this) (?:strike|attack|raid|bombing|blast|explosion|shelling|incident)\b",
    re.IGNORECASE,
)
""" "Two days after the strike rescuers were still digging": two days later, and not before."""
_LEAD = re.compile(r"(?:just|only|barely|and|but|less than|more than|about)? ?", re.IGNORECASE)


def counted_from(text: str, start: int, day: DateMark | None) -> DateMark | None:
    """The day of the clause that begins at `start` with "two days after", counted from the day that its sentence has told.

    Offsets into the view. `None` where it begins otherwise, and where that is not one day.
    """
    if day is None or day.first is None or day.last is None or day.first != day.last:
        return None
    lead = _LEAD.match(text, start)
    said = PATTERNS["offset"].expression.match(text, lead.end()) if lead else None
    if said is None or _OF_DEED.match(text, said.end()):
        return None
    if (unit := _DAYS.get(said["unit"].lower())) is None:
        return None
    way = {"after": -1, "before": 1}.get(said["way"].lower(), 0)
    away = timedelta(days=way * unit * int(number_of(said["number"])))
    if not away:
        return None
    return replace(
        day, start=said.start(), end=said.end(), first=day.first + away, last=day.last + away
    )
