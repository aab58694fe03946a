"""The numbers of a list: "clarifies the following: 1. The strike hit a depot. 2. Nobody was killed". They count nothing and say nothing."""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBER = re.compile(
    r"(?:(?P<line>^[ \t]*)|(?P<first>:[ \t]+)|(?<=[.;!?\"”’)\]])[ \t]+)"
    r"(?P<mark>\(?(?P<number>[1-9]\d?)[.)])(?=[ \t]+[\"“‘(]?[A-Z])",
    re.MULTILINE,
)


@lru_cache(maxsize=4)
def list_numbers(text: str) -> dict[int, int]:
    """Where the marks of lists begin, and where each ends: "1.", "(2)".

    They go up by one from 1, and there is more than one: "The army lost 2. The rest fled" has none, nor has "Killed: 1.
    Wounded: 2.", since behind a colon only a first stands.
    """
    found: dict[int, int] = {}
    run: list[re.Match[str]] = []
    for match in _NUMBER.finditer(text):
        number = int(match["number"])
        if number != len(run) + 1 or (match["first"] and run):
            found.update(_of_list(run))
            run = []
        if number == len(run) + 1:
            run.append(match)
    return found | _of_list(run)


def numbers_list(text: str, at: int) -> bool:
    """Whether what stands there is the number of a list, bracket or not."""
    listed = list_numbers(text)
    return at in listed or (text[max(0, at - 1) : at] == "(" and at - 1 in listed)


def _of_list(run: list[re.Match[str]]) -> dict[int, int]:
    return dict(match.span("mark") for match in run) if len(run) > 1 else {}
