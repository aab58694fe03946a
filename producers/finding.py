"""Finding what a person means: a situation by its id or a word of its title, a figure in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from producers.addresses import find
from producers.phrases import short
from shared.errors import Unreadable
from shared.picture import Figure, Situation, Statement

if TYPE_CHECKING:
    from producers.past import Known


def the_situation(asked: Known, name: str) -> Situation:
    """The one situation meant. Raises `Unreadable` when it is none or several."""
    found = _candidates(asked, name)
    if len(found) == 1:
        return found[0]
    raise Unreadable(_which(name, found))


def the_part(asked: Known, name: str, part: str) -> tuple[Situation, Figure | Statement]:
    """The one figure or statement meant: `aleppo:killed` is found as long as only one situation
    of Aleppo has such a figure. Raises `Unreadable` when it is none or several."""
    candidates = _candidates(asked, name)
    if len(candidates) == 1:
        return candidates[0], find(candidates[0], part)
    found: list[tuple[Situation, Figure | Statement]] = []
    for situation in candidates:
        try:
            found.append((situation, find(situation, part)))
        except Unreadable:
            continue
    if len(found) == 1:
        return found[0]
    raise Unreadable(_which(name, [situation for situation, _ in found] or candidates))


def ids_of(part: Figure | Statement) -> list[str]:
    """The claims in a figure or statement, whether they count or are left out."""
    if isinstance(part, Figure):
        return [*part.claims, *(each.claim for each in part.excluded)]
    return [*part.for_, *part.against, *part.unverified]


def _candidates(asked: Known, name: str) -> list[Situation]:
    """An id wins over words; an id that was merged away leads to where it went."""
    known = asked.situation(name)
    if known is not None:
        return [known]
    wanted = name.casefold()
    return [
        each
        for each in asked.situations_with(max(name.split(), key=len, default=""))
        if wanted and wanted in _words(each)
    ]


def _words(situation: Situation) -> str:
    return " ".join((situation.title, *(place.name for place in situation.places))).casefold()


def _which(name: str, found: Sequence[Situation]) -> str:
    if not found:
        return f"There is no situation {name}. Give the beginning of its id or a word of its title; onrecord show lists them."
    listed = "; ".join(f"{short(each.id)} ({each.title})" for each in found)
    return f"{name} can mean {len(found)} situations: {listed}. Name one by its id."
