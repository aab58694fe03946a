"""What each hop does with what it has claimed: read, call the core, write in one commit."""

from __future__ import annotations

from collections.abc import Sequence

from shared.hops import Hop, Outcome
from shared.ledger import Held
from shared.records import Report, Status
from workers.shell import Job, Result, Shell


def intake(shell: Shell, held: Sequence[Held]) -> Result:
    """Is it a report that can be read?"""
    from workers.intake import admit  # noqa: PLC0415  # its language models take a second

    (one,) = held
    report = _report(shell, one)
    # An outlet that withdraws a report may have nothing more to say.
    if report.text.strip() or report.status is not Status.CANCELED:
        admit(report.text, shell.settings.max_characters)
    result = Result(Outcome.ADMITTED, {"characters": len(report.text)})
    shell.ledger.finish(one, result.outcome, result.counts)
    shell.bell.ring(Hop.EXTRACT, [one.report])
    return result


def extract(shell: Shell, held: Sequence[Held]) -> Result:
    """Its claims."""
    (one,) = held
    extraction = shell.read(_report(shell, one))
    leftover = {f"left_{name}": number for name, number in extraction.leftover.items()}
    result = Result(Outcome.EXTRACTED, {"claims": len(extraction.claims), **leftover})
    shell.ledger.finish(one, result.outcome, result.counts, extraction.claims)
    # In a burst the relay rings every other second: one recomputation for all that came meanwhile.
    if not shell.ledger.arriving():
        shell.bell.ring_once(Hop.RECONCILE, one.report)
    return result


def reconcile(shell: Shell, held: Sequence[Held]) -> Result:
    """The picture, once for all that waits: a burst of reports is one recomputation."""
    with shell.ledger.catalogue(held) as drawing:
        redrawn = shell.redraw(drawing, [one.report for one in held])
    changed = len(redrawn.written) + len(redrawn.gone)
    result = Result(
        Outcome.RECONCILED if changed else Outcome.UNCHANGED,
        {
            "reports_new": len(held),
            "written": len(redrawn.written),
            "gone": len(redrawn.gone),
            "updates": len(redrawn.updates),
        },
    )
    shell.ledger.redraw(held, redrawn, result.outcome, result.counts)
    tell_updates(shell)
    waiting = shell.ledger.due_reports(Hop.RECONCILE, 1)
    if waiting and not shell.ledger.due(Hop.EXTRACT, 1):
        shell.bell.ring_once(Hop.RECONCILE, waiting[0])
    return result


JOBS: dict[Hop, Job] = {Hop.INTAKE: intake, Hop.EXTRACT: extract, Hop.RECONCILE: reconcile}


def tell_updates(shell: Shell) -> int:
    """Bring the updates that are not known to be on the stream there; how many."""
    unsent = shell.ledger.unsent()
    if not unsent or not shell.bell.tell(unsent):
        return 0
    shell.ledger.sent(each.id for each in unsent)
    return len(unsent)


def _report(shell: Shell, held: Held) -> Report:
    report = shell.ledger.report(held.report)
    if report is None:
        raise LookupError("work without its report")
    return report
