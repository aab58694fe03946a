"""How each hop of a report ended: what its row says, against what its counts and quarantine tell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Row

from shared.hops import Hop, Outcome, Reason, State
from shared.ledger.cases import Case
from workers.verifying.breaches import Breach, Mend, Promise


def was_dropped(case: Case, hop: str) -> bool:
    """Only what never ended by itself can have been dropped: who ends well counts what it found."""
    return hop in case.dropped and case.work[hop].counts is None


def ending(case: Case, hop: str) -> tuple[Outcome, Mapping[str, object]] | None:
    """How it must have ended, and with which counts; `None` where nothing says so any more."""
    step = case.work[hop]
    if was_dropped(case, hop):
        return Outcome.DROPPED, {}
    counts = counted(step)
    if hop == Hop.INTAKE:
        characters = len(bytes(case.report.text).decode("utf-8", "replace"))
        return Outcome.ADMITTED, {"characters": characters}
    if counts is None:
        return None
    if hop == Hop.EXTRACT:
        return Outcome.EXTRACTED, counts
    if step.outcome in (Outcome.RECONCILED, Outcome.UNCHANGED) and "written" not in counts:
        return Outcome(step.outcome), counts
    changed = counts.get("written") or counts.get("gone")
    return Outcome.RECONCILED if changed else Outcome.UNCHANGED, counts


def counted(step: Row[Any]) -> dict[str, object] | None:
    """What it says that it found; `None` where it does not say, or nothing that can be read."""
    try:
        found = json.loads(step.counts or "null")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def how_it_ended(case: Case) -> Iterator[Breach]:
    """What is done says how, as it must have been; what stands still says the same as its entry."""
    if case.removed:
        return
    entries = {entry.hop: entry.reason for entry in case.waiting}
    for hop, step in sorted(case.work.items()):
        if hop not in tuple(Hop):
            continue
        if step.state == State.DONE:
            yield from _done(case, hop, step)
        elif step.state == State.QUARANTINED and hop in entries:
            due = put_away_as(entries[hop])
            if step.outcome != due:
                what = f"ended as {step.outcome}, and stands still as {due}"
                yield Breach(Promise.LINE, what, case.id, hop, mend=Mend.RECKON)


def _done(case: Case, hop: str, step: Row[Any]) -> Iterator[Breach]:
    due = ending(case, hop)
    if due is None:
        what = "is done, and does not say how it ended"
        yield Breach(Promise.LINE, what, case.id, hop, mend=Mend.BEGIN_AGAIN)
        return
    outcome, counts = due
    if step.outcome != outcome:
        what = f"ended as {step.outcome}, and what it found says {outcome}"
        yield Breach(Promise.LINE, what, case.id, hop, mend=Mend.RECKON)
    elif (counted(step) or {}) != counts:
        what = "counted otherwise than its words are"
        yield Breach(Promise.LINE, what, case.id, hop, mend=Mend.RECKON)


def put_away_as(reason: str) -> Outcome:
    """How a hop ends whose report goes into quarantine for that reason."""
    return Outcome.REFUSED if reason == Reason.UNREADABLE else Outcome.QUARANTINED


def as_reckoned(case: Case, hop: str) -> tuple[Outcome, str | None] | None:
    """What its row has to say."""
    step = case.work[hop]
    if step.state == State.QUARANTINED:
        reasons = [entry.reason for entry in case.waiting if entry.hop == hop]
        return (put_away_as(reasons[0]), step.counts) if reasons else None
    due = ending(case, hop)
    if due is None:
        return None
    return due[0], json.dumps(due[1]) if due[1] else None
