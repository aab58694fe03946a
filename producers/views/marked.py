"""A report's text with its claims marked: a number before each, a colour for each source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from rich.text import Text

from producers.phrases import source
from producers.terminal import plain
from shared.records import Claim

COLOURS = ("cyan", "green", "magenta", "yellow", "blue", "red", "bright_cyan", "bright_green")
OWN = "underline"
"""The outlet's own voice has no colour: it is the paper the others are printed on."""


def colours(claims: Sequence[Claim]) -> dict[str, str]:
    """A colour for each source, by first appearance; after the eighth they come round again."""
    found: dict[str, str] = {}
    for claim in claims:
        found.setdefault(
            voice(claim),
            OWN if claim.source is None else COLOURS[len(found) % len(COLOURS)],
        )
    return found


def voice(claim: Claim) -> str:
    """Who is said to know, as one key for colouring."""
    return "" if claim.source is None else source(claim.source)


def marked(text: str, claims: Sequence[Claim]) -> Text:
    """The text as submitted, without control characters, `[n]` before the n-th claim."""
    style = colours(claims)
    starts = defaultdict(list)
    for place, claim in enumerate(claims, start=1):
        starts[claim.start].append(place)
    cuts = sorted(
        {0, len(text), *(c.start for c in claims), *(c.end for c in claims)}
        & set(range(len(text) + 1))
    )
    shown = Text()
    for start, end in pairwise(cuts):
        for place in starts[start]:
            shown.append(f"[{place}]", "dim" if claims[place - 1].source is None else "bold")
        shown.append(plain(text[start:end]), _inner(claims, style, start, end))
    return shown


def _inner(claims: Sequence[Claim], style: dict[str, str], start: int, end: int) -> str:
    """Of claims that lie in one another the inner one gives the colour."""
    around = [claim for claim in claims if claim.start <= start and end <= claim.end]
    if not around:
        return ""
    return style[voice(min(around, key=lambda claim: claim.end - claim.start))]


def quoted(text: str, claim: Claim) -> Text:
    """The sentence a claim stands in, on one line, the very words of the claim between « and ».

    Content may run over several sentences of one quotation, beyond the sentence that opens it.
    """
    start, end = min(claim.sentence[0], claim.start), max(claim.sentence[1], claim.end)
    shown = Text()
    for piece, style in (
        (text[start : claim.start], ""),
        (f"«{text[claim.start : claim.end]}»", "bold"),
        (text[claim.end : end], ""),
    ):
        shown.append(re.sub(r"\s+", " ", plain(piece)), style)
    return shown
