"""Short forms: which written form of somebody's name can be short for which other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from workers.extract.lexicon import load

_PARTICLES = load("titles")["particles"]
PART = rf"(?:{'|'.join(_PARTICLES)}|{'|'.join(p.capitalize() for p in _PARTICLES)})"
"""Of a family name: "al", "Abu"."""


class _Called(Protocol):
    @property
    def text(self) -> str: ...


def family(name: str) -> str:
    """ "Abdel Rahman" of "Rami Abdel Rahman", "al-Shami" of "Muaz al-Shami"."""
    match = re.search(rf"(?:\b(?:{PART}|Abdel|Abdul|Abd al)[ -])?[^\s]+$", name)
    return match.group() if match else name


def parts(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", name.casefold()))


def fullest(persons: Iterable[_Called]) -> dict[str, str]:
    """Each written form to the fullest form it can be short for; itself where there are two.

    A short form is the end of the full one (family name), compared without hyphens; else its beginning, where only
    one is called so: an Ethiopian goes by the first of his names, and a child in a report by hers.
    """
    forms = sorted({p.text for p in persons})
    longest: dict[str, str] = {}
    for form in forms:
        others = [o for o in forms if o != form]
        ends = [o for o in others if _short_for(form, o)] or [
            o for o in others if len(parts(o)) > 1 and parts(form) == parts(o)[:1]
        ]
        tops = {parts(o): o for o in ends if not any(_short_for(o, x) for x in ends)}
        longest[form] = next(iter(tops.values())) if len(tops) == 1 else form
    return longest


def _short_for(short: str, full: str) -> bool:
    a, b = parts(short), parts(full)
    if len(a) >= len(b):
        return False
    middle_out = (b[0], b[-1]) == (a[0], a[-1]) and len(a) == 2
    return b[-len(a) :] == a or middle_out
