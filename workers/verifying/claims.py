"""One report's claims: its own words, under their own ids, as many as were read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row

from shared.hops import Hop, Outcome, State
from shared.identity import claim_id
from shared.ledger.cases import Case
from shared.ledger.codec import as_claim, claim_row
from shared.records import Claim, Report
from workers.verifying.breaches import Breach, Mend, Promise
from workers.verifying.endings import counted
from workers.verifying.reports import stored_report


def what_it_says(case: Case) -> Iterator[Breach]:
    """The claims of a report fit it; one that does not, and all are read anew."""
    if not _was_read(case):
        if case.claims:
            what = f"has {len(case.claims)} claims and was never read"
            yield Breach(Promise.CLAIMS, what, case.id, Hop.EXTRACT, mend=Mend.FORGET_CLAIMS)
        return
    report = stored_report(case)
    for row in case.claims:
        amiss = _amiss(row, report)
        if amiss is not None:
            yield Breach(Promise.CLAIMS, amiss, case.id, Hop.EXTRACT, row.id, Mend.READ_AGAIN)
    number = _counted(case)
    if number is not None and number != len(case.claims):
        what = f"was read into {number} claims and has {len(case.claims)}"
        if number < 0:
            what = "does not say any more into how many claims it was read"
        yield Breach(Promise.CLAIMS, what, case.id, Hop.EXTRACT, mend=Mend.READ_AGAIN)


def what_waits(case: Case) -> Iterator[Breach]:
    """What a report was read into anew waits for a redraw, and is its own words, as many as were read."""
    if case.reading is None:
        return
    drawn = case.work.get(Hop.RECONCILE)
    if drawn is None or (drawn.state == State.DONE and drawn.outcome != Outcome.DROPPED):
        what = "has a new reading, and no redraw that waits for it"
        yield Breach(Promise.CLAIMS, what, case.id, Hop.EXTRACT, mend=Mend.FORGET_READING)
        return
    read = case.work.get(Hop.EXTRACT)
    if read is not None and read.state == State.DONE and not _as_found(case, read):
        what = "has a new reading that is not as it was found"
        yield Breach(Promise.CLAIMS, what, case.id, Hop.EXTRACT, mend=Mend.REREAD)


def _as_found(case: Case, read: Row[Any]) -> bool:
    report = stored_report(case)
    try:
        claims = [
            as_claim(text) for text in json.loads(case.reading.claims if case.reading else "")
        ]
    except (ValueError, TypeError):
        return False
    whole = all(_unproven(one) is None for one in claims)
    fits = report is None or all(_unlike(one, report) is None for one in claims)
    return whole and fits and len(claims) == (counted(read) or {}).get("claims")


def _was_read(case: Case) -> bool:
    """Now, or before it was sent through again."""
    step = case.work.get(Hop.EXTRACT)
    read = step is not None and step.state == State.DONE and step.outcome != Outcome.DROPPED
    return read or Hop.RECONCILE in case.work


def _counted(case: Case) -> int | None:
    """How many claims there were, once all is done: before that others may be on the way."""
    if any(hop not in case.work or case.work[hop].state != State.DONE for hop in Hop):
        return None
    if case.work[Hop.RECONCILE].outcome == Outcome.DROPPED:
        return None  # what was read again, and dropped, keeps the claims it had
    number = (counted(case.work[Hop.EXTRACT]) or {}).get("claims")
    return number if isinstance(number, int) else -1


def _amiss(row: Row[Any], report: Report | None) -> str | None:
    try:
        claim = as_claim(row.record)
    except ValueError:
        return "a claim that cannot be read"
    if claim_row(claim) != dict(row._mapping):  # SQLAlchemy's public name for it
        return "a claim that is not as its columns say"
    return _unproven(claim) or (None if report is None else _unlike(claim, report))


def _unproven(claim: Claim) -> str | None:
    name = claim.source.name if claim.source else None
    if claim.id != claim_id(claim.report, claim.start, claim.end, name, claim.stance.value):
        return "a claim whose id does not recompute from it"
    return None


def _unlike(claim: Claim, report: Report) -> str | None:
    if claim.text != report.text[claim.start : claim.end]:
        return "a claim whose words do not stand where it says"
    theirs = (report.ref, report.outlet, report.published)
    if (claim.report_ref, claim.outlet, claim.published) != theirs:
        return "a claim that names another outlet, day or file than its report"
    return None
