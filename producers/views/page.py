"""A report as read, as a page by itself: no script, nothing from elsewhere, every word of the report escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from producers.phrases import manner, speaker
from producers.terminal import one_line, plain
from producers.views.claims import facts, in_order, title
from producers.views.layers import Layer, layers, stretches
from producers.views.marked import COLOURS, voice
from shared.records import Annotation, Claim, Report


@dataclass(frozen=True, slots=True)
class Look:
    """How a sort of stretch is called and looks on the page; hidden ones are shown when asked for."""

    words: str
    style: str
    hidden: bool = False


def _boxed(words: str, light: str, dark: str) -> Look:
    """Long stretches that lie across all others: a thin line around them."""
    style = (
        f"outline: 1px solid light-dark({light}, {dark}); outline-offset: 1px; border-radius: 2px"
    )
    return Look(words, style, hidden=True)


_LINE = "text-underline-offset: .18em; text-decoration: underline"
SHOWN = {
    "source": Look("who is said to know", f"font-weight: bold; {_LINE} 2px"),
    "cue": Look("how it is said", f"font-style: italic; {_LINE} dotted"),
    "hedge": Look("hedges", f"{_LINE} wavy light-dark(#c05600, #ffa657)"),
    "quantity": Look("numbers", "font-weight: bold; border-bottom: 2px solid currentColor"),
    "day": Look("days", "border-bottom: 2px dotted currentColor"),
    "where": Look("places", "border-bottom: 2px dashed currentColor"),
    "left": Look("left over, in no claim", "background: light-dark(#ffe08a, #6b5200)"),
    "person": _boxed("people spoken of", "#9a2f8f", "#e08ad7"),
    "organisation": _boxed("bodies spoken of", "#2f4fb5", "#8fa8ff"),
    "place": _boxed("places spoken of", "#2c7a2c", "#79cf79"),
    "nationality": _boxed("peoples spoken of", "#8a6100", "#e0b84e"),
}
"""What can be shown or hidden, by its class in the page."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters that all have the same things lying on them."""

    text: str
    classes: str
    told: str
    begins: tuple[int, ...]
    """The claims that begin here."""


@dataclass(frozen=True, slots=True)
class Card:
    """A claim in words, beside the text."""

    number: int
    colour: int | None
    """Of its voice; `None` for the outlet's own."""
    who: str
    how: str
    text: str
    facts: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report with its claims."""

    title: str
    stretches: tuple[Stretch, ...]
    cards: tuple[Card, ...]


def sheet(report: Report, claims: Sequence[Claim], annotations: Sequence[Annotation]) -> Sheet:
    """What the page shows of one report."""
    ordered = in_order(claims)
    colours = _colours(ordered)
    found = layers(ordered, annotations)
    cards = (_card(place, claim, colours) for place, claim in enumerate(ordered, start=1))
    stretches = tuple(_stretches(report.text, found, ordered, colours))
    return Sheet(one_line(title(report)), stretches, tuple(cards))


def page(sheets: Sequence[Sheet]) -> str:
    """The page of some reports as HTML."""
    return _template().render(sheets=sheets, shown=SHOWN)


@cache
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    return Environment(
        loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template("reading.html")


def _colours(claims: Sequence[Claim]) -> dict[str, int]:
    voices = dict.fromkeys(voice(claim) for claim in claims if claim.source)
    return {each: place % len(COLOURS) for place, each in enumerate(voices)}


def _card(place: int, claim: Claim, colours: dict[str, int]) -> Card:
    return Card(
        place,
        colours.get(voice(claim)),
        one_line(speaker(claim)),
        manner(claim),
        one_line(claim.text),
        one_line(facts(claim)),
    )


def _stretches(
    text: str, found: Sequence[Layer], claims: Sequence[Claim], colours: dict[str, int]
) -> Iterator[Stretch]:
    for start, end, here in stretches(len(text), found):
        around = [each.claim for each in here if each.what == "claim" and each.claim]
        classes = {each.what: None for each in here}
        classes |= {f"c{each.claim}": None for each in here if each.claim}
        if around and (colour := colours.get(voice(claims[around[-1] - 1]))) is not None:
            classes[f"v{colour}"] = None
        told = dict.fromkeys(one_line(each.told) for each in here if each.told)
        begins = tuple(a for a in around if claims[a - 1].start == start)
        yield Stretch(plain(text[start:end]), " ".join(classes), " · ".join(told), begins)
