"""Addresses: how a person names a figure or a statement of a situation.

`3f2a91c0:2` is the second figure of the situation whose id begins so, `3f2a91c0:killed` its one figure of
killed (of people, if there are several), `3f2a91c0:s1` its first statement. `show` prints them; order is that of the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from producers.phrases import short
from shared.errors import Unreadable
from shared.picture import Figure, Situation, Statement

SEPARATORS = (":", "/")


@dataclass(frozen=True)
class Address:
    """A situation's name and, where one is given, the part of it that is meant."""

    situation: str
    part: str | None


def parse(name: str) -> Address:
    """Split at the last separator: an id has none in it."""
    for separator in SEPARATORS:
        if separator in name:
            situation, part = name.rsplit(separator, 1)
            return Address(situation, part or None)
    return Address(name, None)


def figure_address(situation: Situation, place: int) -> str:
    """Of the figure at `place`, counted from 0."""
    return f"{short(situation.id)}:{place + 1}"


def statement_address(situation: Situation, place: int) -> str:
    """Of the statement at `place`, counted from 0."""
    return f"{short(situation.id)}:s{place + 1}"


def find(situation: Situation, part: str) -> Figure | Statement:
    """The figure or statement meant. Raises `Unreadable` when it is none or several."""
    if part.startswith("s") and part[1:].isdigit():
        return _numbered(situation, situation.statements, part, "statement")
    if part.isdigit():
        return _numbered(situation, situation.figures, part, "figure")
    named = [figure for figure in situation.figures if figure.measure == part]
    people = [figure for figure in named if figure.unit in (None, "person")]
    for meant in (named, people):
        if len(meant) == 1:
            return meant[0]
    known = _listed(situation)
    if named:
        raise Unreadable(
            f"Situation {short(situation.id)} has {len(named)} figures of {part}. Name one by its number: {known}."
        )
    raise Unreadable(
        f"Situation {short(situation.id)} has no figure {part}. It has: {known or 'no figures'}."
    )


def _numbered(
    situation: Situation, parts: Sequence[Figure | Statement], name: str, kind: str
) -> Figure | Statement:
    place = int(name.lstrip("s"))
    if 1 <= place <= len(parts):
        return parts[place - 1]
    raise Unreadable(
        f"Situation {short(situation.id)} has {len(parts)} {kind}s, so there is no {kind} {name}. "
        f"See onrecord show {short(situation.id)}."
    )


def _listed(situation: Situation) -> str:
    return ", ".join(
        f"{place} ({figure.measure}, {figure.unit or 'no unit'}, {figure.as_of or 'undated'})"
        for place, figure in enumerate(situation.figures, start=1)
    )
