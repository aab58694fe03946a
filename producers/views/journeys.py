"""One report's way from door to picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from producers.loglines import Line
from producers.terminal import words
from shared.hops import Hop, State
from shared.ledger.views import Journey, Step

MOMENT_SECONDS = 0.001
"""No longer is a moment that was written down twice."""


def journey_view(journey: Journey) -> RenderableType:
    """Each hop with its outcome, and how long the report waited there and was worked on."""
    name = " · ".join(part for part in (journey.ref, journey.outlet) if part)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("hop", "outcome", "taken up"):
        table.add_column(column, no_wrap=True)
    for column in ("waited", "worked", "attempts"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("counts")
    table.add_row("door", "accepted", clock(journey.accepted_at), "", "", "", "")
    for step in journey.steps:
        table.add_row(*_cells(step))
    parts: list[RenderableType] = [
        words(name or journey.report, "bold"),
        Text(f"report {journey.report} · trace {journey.trace}", "dim"),
        table,
        Text(_total(journey)),
        *(Text(sentence) for step in journey.steps if (sentence := _stands(step))),
    ]
    for number in journey.quarantined:
        parts.append(Text(f"It waits in quarantine: onrecord quarantine show {number}", "bold red"))
    return Group(*parts)


def lines_view(lines: Sequence[Line]) -> RenderableType:
    """What the logs say of it, one line each, in the order it happened."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("at (UTC)", "event", "hop", "worker"):
        table.add_column(column, no_wrap=True)
    table.add_column("and", ratio=1)
    for line in lines:
        table.add_row(*(words(cell) for cell in line.cells()))
    return table


def clock(moment: float | None) -> str:
    """A moment in UTC to the millisecond."""
    if moment is None:
        return ""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M:%S.%f}"[:-3]


def lasted(milliseconds: float | None) -> str:
    """340 -> 340 ms; 12345 -> 12.3 s; 100000 -> 1 min 40 s."""
    if milliseconds is None:
        return ""
    if milliseconds < 1000:
        return f"{milliseconds:.0f} ms"
    if milliseconds < 60_000:
        return f"{milliseconds / 1000:.1f} s"
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds} s"


def _cells(step: Step) -> tuple[str, ...]:
    # What reconcile counts is of all reports it took together, not of this one.
    ours = {} if step.hop is Hop.RECONCILE else step.counts
    counted = ((name.replace("_", " "), value) for name, value in ours.items() if value)
    counts = ", ".join(f"{value:,} {name}" for name, value in counted)
    return (
        step.hop.value,
        step.outcome or step.state.value,
        clock(step.claimed_at),
        lasted(step.waited_ms),
        lasted(step.worked_ms),
        str(step.attempts),
        counts,
    )


def _stands(step: Step) -> str | None:
    """Of a hop that the report has not passed: what it waits for, or who is at it."""
    if step.state is State.CLAIMED:
        return f"{step.worker} has been at {step.hop} since {clock(step.claimed_at)}."
    if step.state is State.DUE and step.tried:
        return (
            f"{step.hop} was put off {step.tried} times, since something outside was missing; "
            f"again at {clock(step.due_at)}."
        )
    return None


def _total(journey: Journey) -> str:
    """How long it took; of what was sent again since then, for nobody has waited for it since it was accepted."""
    begun, start = _begun(journey)
    ended = [step.done_at for step in journey.steps if step.done_at is not None]
    done = [moment for moment in ended if not begun or moment >= start]
    if not done:
        return f"{begun} It waits to be taken up; start workers with onrecord work.".lstrip()
    took = lasted((max(done) - start) * 1000)
    if begun:
        return f"{begun} {took} from there to the last hop it has passed."
    return f"{took} from the door to the last hop it has passed."


def _begun(journey: Journey) -> tuple[str, float]:
    """Since when it is on its way; in a sentence if a person sent it again. Who ends a hop hands over in that moment."""
    begun, start, before = "", journey.accepted_at, journey.accepted_at
    for step in journey.steps:
        if step.enqueued_at > before + MOMENT_SECONDS:
            begun = f"It was sent to {step.hop} again at {clock(step.enqueued_at)}."
            start = step.enqueued_at
        before = step.enqueued_at if step.done_at is None else step.done_at
    return begun, start
