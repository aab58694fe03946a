"""One report's promises: what it is, where it stands, who has it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from shared import trace
from shared.envelope import Envelope
from shared.errors import Unreadable
from shared.hops import Hop, Outcome, State
from shared.identity import report_id
from shared.ledger.cases import Case
from shared.ledger.codec import as_report
from shared.records import Report
from workers.verifying.breaches import RESTORE, Breach, Mend, Promise
from workers.verifying.endings import was_dropped

ORDER = tuple(each.value for each in Hop)
LATE = datetime(9000, 1, 1, tzinfo=UTC)
"""A report was accepted when its day had come; by whose clock does not matter any more."""


def what_it_is(case: Case) -> Iterator[Breach]:
    """The row, the envelope and the id tell of one and the same report."""
    if case.removed:
        if case.report.text or case.report.envelope:
            todo = f"Remove it again: onrecord retention --report {case.id} --why ..."
            yield Breach(Promise.REPORT, "was removed, and its words are here", case.id, todo=todo)
        return
    stored, envelope = stored_report(case), _envelope(case)
    submitted = None if envelope is None else envelope.report()
    sound = stored is not None and stored.id == _named(stored)
    proven = submitted is not None and submitted.id == case.id
    if proven and not (sound and stored == submitted):
        what = "its row differs from its envelope, which its id proves right"
        yield Breach(Promise.REPORT, what, case.id, mend=Mend.TAKE_FROM_ENVELOPE)
    elif sound and not proven:
        what = "its envelope cannot be read, or is of another report; the text is whole and goes on being used"
        yield Breach(Promise.REPORT, what, case.id, todo=RESTORE)
    elif not proven:
        what = "neither its text nor its envelope is what its id says"
        yield Breach(Promise.REPORT, what, case.id, todo=f"{RESTORE} Or publish it again.")
    elif envelope is not None and not _traced(case, envelope):
        what = "its trace is not the one of its envelope"
        yield Breach(Promise.REPORT, what, case.id, mend=Mend.TAKE_FROM_ENVELOPE)


def stored_report(case: Case) -> Report | None:
    """The report as its row says, if the row can be read."""
    try:
        return as_report(case.report)
    except ValueError:
        return None


def _named(report: Report) -> str:
    return report_id(
        report.outlet,
        report.ref,
        report.published,
        report.revision_of,
        report.status,
        report.text,
    )


def _envelope(case: Case) -> Envelope | None:
    try:
        return Envelope.parse(bytes(case.report.envelope), LATE)
    except Unreadable:
        return None


def _traced(case: Case, envelope: Envelope) -> bool:
    """An envelope that came without a trace got one at the door, which is in the row only."""
    row = case.report
    if not trace.is_traceparent(row.traceparent) or trace.trace_id(row.traceparent) != row.trace:
        return False
    came_with_one = f'"{envelope.traceparent}"' in envelope.original()
    return not came_with_one or envelope.traceparent == row.traceparent


def where_it_stands(case: Case) -> Iterator[Breach]:
    """Its hops follow one another without a gap up to where it waits, stands still or ended."""
    for hop, step in sorted(case.work.items()):
        if hop not in ORDER or step.state not in tuple(State):
            what = f"has work that nobody knows: {hop}, {step.state}"
            yield Breach(Promise.LINE, what, case.id, ORDER[0], mend=Mend.BEGIN_AGAIN)
            return
    missing = next((hop for hop in ORDER if hop not in case.work), None)
    if missing is None or _may_end_before(case, missing):
        return
    first_open = next(hop for hop in ORDER if not _done(case, hop))
    what = f"has no work at {missing}"
    yield Breach(Promise.LINE, what, case.id, first_open, mend=Mend.BEGIN_AGAIN)


def _may_end_before(case: Case, missing: str) -> bool:
    """What waits, stands still or was dropped at a hop has none after it."""
    place = ORDER.index(missing)
    later = [hop for hop in ORDER[place:] if hop in case.work]
    if place == 0 or later:
        return False
    last = case.work[ORDER[place - 1]]
    gone = case.removed and last.outcome == Outcome.DROPPED
    return bool(last.state != State.DONE or gone or was_dropped(case, ORDER[place - 1]))


def _done(case: Case, hop: str) -> bool:
    return hop in case.work and case.work[hop].state == State.DONE


def who_has_it(case: Case, living: frozenset[str]) -> Iterator[Breach]:
    """Claimed work is held by a worker that has announced itself."""
    for hop, step in sorted(case.work.items()):
        holder = step.claimed_by or ""
        if step.state == State.CLAIMED and holder.rpartition("/")[0] not in living:
            what = f"is held by {holder or 'nobody'}, who is not among the workers"
            yield Breach(Promise.HOLDER, what, case.id, hop, mend=Mend.FREE)


def what_stands_still(case: Case) -> Iterator[Breach]:
    """Quarantined work and open entries belong together."""
    entries = {entry.hop for entry in case.waiting}
    for hop, step in sorted(case.work.items()):
        if step.state == State.QUARANTINED and hop not in entries:
            what = "stands still, and no open entry in quarantine says why"
            yield Breach(Promise.QUARANTINE, what, case.id, hop, mend=Mend.MAKE_DUE)
    for entry in case.waiting:
        stopped = case.work.get(entry.hop)
        if stopped is None or stopped.state != State.QUARANTINED:
            what = f"entry {entry.id} is open, and the report does not stand still there"
            yield Breach(Promise.QUARANTINE, what, case.id, entry.hop, str(entry.id), Mend.RESOLVE)
