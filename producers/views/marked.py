"""A report's text with its claims marked: a number before each, a colour for each source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.text import Text

from producers.phrases import source
from producers.terminal import plain
from producers.views.layers import layers, stretches
from shared.records import Annotation, Claim

COLOURS = ("cyan", "green", "magenta", "yellow", "blue", "red", "bright_cyan", "bright_green")
OWN = "underline"
"""The outlet's own voice has no colour: it is the paper the others are printed on."""

LOOKS = {
    "source": "bold",
    "cue": "italic",
    "hedge": "reverse",
    "quantity": "bold",
    "left": "black on yellow",
}
"""What a stretch looks like besides the colour of who says it."""


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


def marked(text: str, claims: Sequence[Claim], annotations: Sequence[Annotation] = ()) -> Text:
    """The text as submitted, without control characters and blank lines around it, `[n]` before the n-th claim."""
    style = colours(claims)
    shown = Text()
    for start, end, here in stretches(len(text), layers(claims, annotations)):
        around = [each.claim for each in here if each.what == "claim" and each.claim]
        for place in around:
            if claims[place - 1].start == start:
                shown.append(f"[{place}]", "dim" if claims[place - 1].source is None else "bold")
        looks = [style[voice(claims[around[-1] - 1])]] if around else []
        looks += [LOOKS[each.what] for each in here if each.what in LOOKS]
        shown.append(plain(text[start:end]), " ".join(looks))
    return _without_blank_lines(shown)


def _without_blank_lines(shown: Text) -> Text:
    """Around the text, not in it."""
    lead = len(shown.plain) - len(shown.plain.lstrip("\n"))
    return shown[lead : max(lead, len(shown.plain.rstrip("\n")))]


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
