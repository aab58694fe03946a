"""Metrics of the hops: what waits and works, what became of it, what was found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from prometheus_client.core import Metric

from producers.scraping.samples import counter, gauge, one, sums
from shared.hops import Hop, Outcome
from shared.ledger import Census, Pulse
from shared.ledger.backlogs import PASSED
from shared.ledger.measuring import COUNTED_TO, RECENT_MINUTES
from shared.ledger.tallies import ACCEPTED, FOUND, TURNED_AWAY
from shared.ledger.views import Tallied

LOST = "lost"
TROUBLES = (Outcome.REFUSED, Outcome.QUARANTINED, Outcome.RETRIED, LOST)
AT = {
    Hop.INTAKE: (Outcome.ADMITTED, *TROUBLES),
    Hop.EXTRACT: (Outcome.EXTRACTED, *TROUBLES),
    Hop.RECONCILE: (Outcome.RECONCILED, Outcome.UNCHANGED, *TROUBLES),
}
"""The outcomes that are counted at each hop. Each is told from the beginning, at zero: a rate misses
the first of a kind otherwise."""
CELERYS: Mapping[str, tuple[str, Collection[str]]] = {
    "succeeded": ("Reports for which a run of the task succeeded.", PASSED),
    "failed": (
        "Reports for which it failed for good: refused or quarantined.",
        {Outcome.REFUSED, Outcome.QUARANTINED},
    ),
    "retried": ("Reports that it will try again after a pause.", {Outcome.RETRIED}),
}
LEFT = {name.removeprefix("left_"): name for name in FOUND if name.startswith("left_")}


def hop_metrics(pulse: Pulse, census: Census) -> Iterator[Metric]:
    """What stands at each hop."""
    hops = pulse.hops
    yield gauge(
        "onrecord_waiting_reports",
        f"Reports that wait at the hop, delayed ones among them; beyond {COUNTED_TO}, as of the last census.",
        (({"hop": h.hop}, _whole(h.waiting, h.waiting, census.waiting.get(h.hop))) for h in hops),
    )
    yield gauge(
        "onrecord_delayed_reports",
        "Reports that wait at the hop until a pause after a failure is over; counted like waiting ones.",
        (({"hop": h.hop}, _whole(h.waiting, h.delayed, census.delayed.get(h.hop))) for h in hops),
    )
    yield gauge(
        "onrecord_oldest_waiting_seconds",
        "Age of the oldest report that waits at the hop, 0 if none does; later: a stored report that is read again.",
        (
            ({"hop": h.hop, "later": later}, age)
            for h in hops
            for later, age in (("false", h.oldest_s), ("true", h.oldest_later_s))
        ),
    )
    for name, says, of in (
        (
            "in_work_reports",
            "Reports that somebody has claimed at the hop and works at.",
            "in_work",
        ),
        (
            "longest_in_work_seconds",
            "Seconds since the oldest claim that is being worked at was made, 0 if there is none.",
            "longest_s",
        ),
        ("paused", "1 while an operator has paused the hop, else 0.", "paused"),
    ):
        yield gauge(f"onrecord_{name}", says, (({"hop": h.hop}, getattr(h, of)) for h in hops))


def outcome_metrics(pulse: Pulse) -> Iterator[Metric]:
    """What became of the work, since the ledger was made."""
    told = {(each.hop, each.outcome): each for each in pulse.tallied}
    number = {key: each.number for key, each in told.items()}
    for hop in Hop:  # for whoever looks at them both are refused
        away = number.get((hop, TURNED_AWAY), 0)
        number[hop, Outcome.REFUSED] = number.get((hop, Outcome.REFUSED), 0) + away
    yield counter(
        "onrecord_accepted",
        "New reports taken over at any door.",
        [({}, number.get((Hop.INTAKE, ACCEPTED), 0))],
    )
    yield counter(
        "onrecord_outcomes",
        "Reports by how a run of a hop ended for them; lost: it died with its process; refused: also what was none.",
        (
            ({"hop": hop, "outcome": outcome}, number.get((hop, outcome), 0))
            for hop, outcomes in AT.items()
            for outcome in outcomes
        ),
    )
    yield sums(
        "onrecord_waited_seconds",
        "Seconds that reports which passed a hop had waited there until they were claimed.",
        (({"hop": hop}, *_passed(told, hop, "waited_s")) for hop in Hop),
    )
    yield sums(
        "celery_task_runtime",
        "Seconds that successful runs of a task took. The count is of reports: a run of reconcile does many.",
        (({"name": hop, "queue_name": hop}, *_passed(told, hop, "worked_s")) for hop in Hop),
    )
    for name, (says, outcomes) in CELERYS.items():
        rows = ((hop, sum(number.get((hop, each), 0) for each in outcomes)) for hop in Hop)
        yield counter(
            f"celery_task_{name}", says, (({"name": hop, "queue_name": hop}, n) for hop, n in rows)
        )


def finding_metrics(pulse: Pulse) -> Iterator[Metric]:
    """What was found in the reports that were read, and what of it ended in no claim."""
    total = _found(pulse.tallied)
    yield counter(
        "onrecord_claims",
        "Claims found in reports; those of a report that is read again once more.",
        [({}, total["claims"])],
    )
    yield counter(
        "onrecord_leftover",
        "Numbers, cues and quotations found in reports that ended in no claim.",
        (({"kind": kind}, total[name]) for kind, name in LEFT.items()),
    )
    lately = _found(pulse.lately)
    if lately["claims"]:
        yield gauge(
            "onrecord_leftover_share",
            f"Left over of all that was left over or became a claim, in the last {RECENT_MINUTES} full minutes; 0 to 1.",
            (
                ({"kind": kind}, lately[name] / (lately[name] + lately["claims"]))
                for kind, name in LEFT.items()
            ),
        )


def picture_metrics(pulse: Pulse) -> Iterator[Metric]:
    """What the picture's listeners see."""
    yield one(
        "onrecord_updates_unsent",
        f"Changes of the picture that are not known to have reached the stream, counted to {COUNTED_TO}.",
        pulse.unsent,
    )
    yield one(
        "onrecord_picture_version", "How often the picture was redrawn.", pulse.picture_version
    )
    if pulse.picture_changed_at is not None:
        yield one(
            "onrecord_picture_changed_timestamp_seconds",
            "When the picture was last redrawn, in seconds since 1970.",
            pulse.picture_changed_at,
        )


def _whole(counted: int, here: int, whole: int | None) -> int:
    """What was counted, or if counting was broken off what the census says, if that is more."""
    return here if counted < COUNTED_TO else max(here, whole or 0)


def _passed(told: Mapping[tuple[Hop, str], Tallied], hop: Hop, of: str) -> tuple[int, float]:
    found = [told[hop, each] for each in PASSED if (hop, each) in told]
    return sum(each.number for each in found), sum(getattr(each, of) for each in found)


def _found(tallied: tuple[Tallied, ...]) -> dict[str, int]:
    found = dict.fromkeys(FOUND, 0)
    for each in tallied:
        if each.hop is Hop.EXTRACT and each.outcome in found:
            found[each.outcome] += each.number
    return found
