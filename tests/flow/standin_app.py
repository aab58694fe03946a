"""The line with a reader of a few lines in place of the real one: for faults, not for claims.

A text with the word POISON kills the process that reads it, as a bug in a C extension would.
"""

import os
import re
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.identity import content_id
from shared.ledger import Redraw, Snapshot
from shared.records import Claim, Report, Situation, Update
from workers import core


@dataclass(frozen=True)
class Standin:
    claims: tuple[Claim, ...]
    leftover: dict[str, int] = field(default_factory=dict)


def read(report: Report) -> Standin:
    """Each number is a claim."""
    if "POISON" in report.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "SLOW" in report.text:
        time.sleep(0.4)
    if "FAULTY" in report.text:
        raise ValueError(report.text)
    found = re.finditer(r"\d+", report.text)
    return Standin(tuple(_claim(report, match) for match in found), {"numbers": 0})


def redraw(snapshot: Snapshot, because: Sequence[str]) -> Redraw:
    """All claims are one situation."""
    ids = ",".join(claim.id for claim in snapshot.claims)
    if not ids:
        return Redraw(snapshot.version, (), (), ())
    one = Situation(
        id="everything",
        forwards=(),
        title=ids,
        places=(),
        start=None,
        end=None,
        figures=(),
        statements=(),
        voices=(),
        updated=None,
    )
    if (one,) == snapshot.situations:
        return Redraw(snapshot.version, (), (), ())
    change = Update(situation=one.id, change="changed", because=tuple(because), text="More of it.")
    return Redraw(snapshot.version, (one,), (), (change,))


def _claim(report: Report, match: re.Match[str]) -> Claim:
    return Claim(
        id=content_id("claim", report.id, match.start()),
        report=report.id,
        report_ref=report.ref,
        outlet=report.outlet,
        published=report.published,
        start=match.start(),
        end=match.end(),
        text=match[0],
        sentence=match.span(),
        source=None,
        cue=None,
        mode="none",
        stance="asserts",
        certainty="certain",
        polarity="pos",
        phase="happened",
        background=False,
        kinds=("other",),
        time=None,
    )


core.read = read
core.redraw = redraw

from workers.app import app  # noqa: E402  # after the replacement

__all__ = ["app"]
