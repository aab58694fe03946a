"""Explaining: why each claim counts or does not, and why reports were taken for one happening.

Recomputed from the picture, so that an explanation can never differ from what it explains.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.picture import Figure, Reason, Situation
from workers.reconcile import Picture
from workers.reconcile.marks import Link, Taken, VoiceName
from workers.reconcile.situations import hear

WORDS: Mapping[Reason, str] = {
    Reason.COPY: "left out: it carries another outlet's words",
    Reason.SAME_VOICE: "left out: its voice is counted already, and this says no more",
    Reason.SUPERSEDED: "left out: the same voice has said another number since",
    Reason.CORRECTED: "left out: its outlet corrected the report",
    Reason.RETRACTED: "left out: its outlet withdrew the report",
    Reason.PART: "left out: it is a part of a larger number",
    Reason.OTHER_SCOPE: "left out: it counts over another stretch of time",
    Reason.BACKGROUND: "left out: it is told as history",
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """One claim of a figure: how it counts, in words, and whose word it is."""

    claim: str
    counts: bool
    why: str
    voice: str | None
    points_to: str | None = None
    """The claim or report that keeps it out: the original of a copy, the report that corrects it."""


def explain_figure(picture: Picture, situation: Situation, figure: Figure) -> tuple[Weighed, ...]:
    """How every claim of the figure counts, those that do first, then by claim id."""
    group = picture.groups[situation.id]
    taken = {one.claim.id: one for one in (*group.claims, *group.background)}
    voices = hear(group)
    counted = [_counted(taken[claim], voices) for claim in figure.claims]
    left = [_left_out(taken[e.claim], e.reason, voices) for e in figure.excluded]
    return (*counted, *left)


def explain_grouping(picture: Picture, situation: Situation) -> tuple[Link, ...]:
    """The links that hold the situation together, each with what spoke for it and how much."""
    inside = {telling.id for telling in picture.groups[situation.id].tellings}
    return tuple(link for link in picture.links if link.a in inside and link.b in inside)


def say_link(link: Link) -> str:
    """A link in words: `same place (2), same days (2)`."""
    return ", ".join(f"{feature} ({weight:g})" for feature, weight in link.features)


def _counted(taken: Taken, voices: Mapping[str, VoiceName]) -> Weighed:
    voice = voices.get(taken.claim.id)
    why = f"counts: the newest word of {voice.name}" if voice else "counts for no voice: hearsay"
    return Weighed(taken.claim.id, True, why, voice.name if voice else None)


def _left_out(taken: Taken, reason: Reason, voices: Mapping[str, VoiceName]) -> Weighed:
    voice = voices.get(taken.claim.id)
    points_to = taken.copy_of or taken.by
    return Weighed(taken.claim.id, False, WORDS[reason], voice.name if voice else None, points_to)
