"""A reader and a redraw of a few lines: quick, and yet every claim moves a figure of the picture.

Redrawing costs one pass over the claims of the situations that are touched, so that two thousand
reports are a matter of seconds.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shared.catalogue import Seat
from shared.errors import Unreadable
from shared.identity import content_id
from shared.ledger import Drawing, Redraw
from shared.picture import Figure, Situation, Standing, Update
from shared.records import (
    Claim,
    Measure,
    Report,
    Scope,
)
from tests.factories import a_quantity, claim_at

POISON = "POISON"
"""A report with this word kills the process that reads it."""
PLAGUE = "PLAGUE"
"""This word kills the whole worker: every process of its group."""
WORK_SECONDS = "ONRECORD_FAULTS_WORK_SECONDS"
REAL_REDRAW = "ONRECORD_FAULTS_REAL_REDRAW"
"""With this in the environment the picture is drawn by the core, and only reading is a stand-in."""
SITUATIONS = 7
NUMBER = re.compile(r"(\d+) people were (killed|wounded)")


@dataclass(frozen=True)
class Extraction:
    """What a report was read into."""

    claims: tuple[Claim, ...]
    leftover: Mapping[str, int] = field(default_factory=dict)


def admit(text: str, longest: int) -> None:
    """Raises `Unreadable` for a text that is too long; of languages it knows nothing."""
    if len(text) > longest:
        raise Unreadable(f"The text has {len(text)} characters; at most {longest} are read.")


def read(report: Report, seconds: float | None = None) -> Extraction:
    """Each number of people is a claim."""
    if POISON in report.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if PLAGUE in report.text:
        os.killpg(os.getpgrp(), signal.SIGKILL)
    time.sleep(float(os.environ.get(WORK_SECONDS, "0.004")) if seconds is None else seconds)
    return Extraction(tuple(_claim(report, match) for match in NUMBER.finditer(report.text)))


def redraw(drawing: Drawing, because: Sequence[str]) -> Redraw:
    """Situations by the report's number, their figures the sums of what was claimed."""
    cards = drawing.cards
    touched = {situation_of(each) for each in drawing.changed}
    before = cards.situations(touched)
    seated = {seat.report for seat in cards.seats_in(touched)}
    told = cards.claims(seated | set(drawing.changed))
    groups: dict[str, list[Claim]] = defaultdict(list)
    for report, claims in told.items():
        groups[situation_of(report)] += claims
    after = [depict(each, claims) for each, claims in sorted(groups.items()) if claims]
    written = tuple(each for each in after if before.get(each.id) != each)
    return Redraw(
        cards.version,
        written,
        tuple(sorted(set(before) - {each.id for each in after})),
        tuple(_update(each, each.id in before, because) for each in written),
        cards=dict.fromkeys(drawing.changed),
        seats=tuple(Seat(r, r, None, situation_of(r), None) for r in drawing.changed if told[r]),
        anew=cards.blank,
    )


def draw(claims: Sequence[Claim]) -> list[Situation]:
    """The situations of all these claims."""
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[situation_of(claim.report)].append(claim)
    return [depict(each, groups[each]) for each in sorted(groups)]


def situation_of(report: str) -> str:
    return f"situation-{int(report, 16) % SITUATIONS}"


def depict(identity: str, claims: Sequence[Claim]) -> Situation:
    """One situation of these claims, in whatever order they come."""
    by_measure: dict[Measure, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_measure[claim.quantities[0].measure].append(claim)
    return Situation(
        id=identity,
        forwards=(),
        title=f"{len(claims)} claims",
        places=(),
        start=None,
        end=None,
        figures=tuple(_figure(each, by_measure[each]) for each in sorted(by_measure)),
        statements=(),
        voices=(),
        updated=None,
    )


def _figure(measure: Measure, claims: Sequence[Claim]) -> Figure:
    values = [int(claim.quantities[0].low or 0) for claim in claims]
    return Figure(
        measure=measure,
        unit="person",
        scope=Scope.INCIDENT,
        as_of=None,
        best=sum(values),
        low=min(values),
        high=max(values),
        open=False,
        status=Standing.SINGLE,
        claims=tuple(sorted(claim.id for claim in claims)),
        excluded=(),
    )


def _update(situation: Situation, known: bool, because: Sequence[str]) -> Update:
    ours = tuple(each for each in because if situation_of(each) == situation.id)
    change = "changed" if known else "new"
    return Update(situation=situation.id, change=change, because=ours, text=situation.title)


def _claim(report: Report, match: re.Match[str]) -> Claim:
    counted = a_quantity(
        int(match[1]), text=match[1], span=match.span(1), measure=Measure(match[2])
    )
    identity = content_id("claim", report.id, match.start())
    return claim_at(report, *match.span(), id=identity, quantities=(counted,))
