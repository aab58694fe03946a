"""What a ledger should hold after a run, against what it holds: each difference in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import select

from shared.export import lines
from shared.hops import Hop, State
from shared.ledger import Ledger, Quarantined
from shared.ledger.schema import report, work
from shared.picture import Situation
from shared.records import Claim
from tests.faults.reports import Expected, Written


@dataclass(frozen=True)
class Held:
    """Everything in the ledger that the audit looks at, read once."""

    reports: frozenset[str]
    steps: Mapping[tuple[str, str], str]
    attempts: Mapping[tuple[str, str], int]
    claims: tuple[Claim, ...]
    situations: tuple[Situation, ...]
    updates: tuple[tuple[str, tuple[str, ...]], ...]
    unsent: int
    quarantined: tuple[Quarantined, ...]


@dataclass(frozen=True)
class Findings:
    """What is wrong, a sentence for each; empty when all is well."""

    missing: tuple[str, ...]
    doubled: tuple[str, ...]
    changed: tuple[str, ...]
    extra: int
    """Runs beyond one for each report and hop. They cost time and change nothing."""

    @property
    def clean(self) -> bool:
        return not (self.missing or self.doubled or self.changed)


def take_stock(ledger: Ledger) -> Held:
    with ledger.reading() as db:
        reports = frozenset(db.execute(select(report.c.id)).scalars())
        rows = db.execute(select(work)).all()
    return Held(
        reports,
        {(row.report, row.hop): row.state for row in rows},
        {(row.report, row.hop): row.attempts for row in rows},
        ledger.claims(),
        ledger.situations(),
        tuple((each.update.situation, each.update.because) for each in ledger.updates()),
        len(ledger.unsent()),
        ledger.quarantined(),
    )


def audit(
    held: Held, written: Sequence[Written], accepted: Mapping[int, str], quiet: Expected
) -> Findings:
    """Every difference between what was accepted, and a quiet run of it, and the ledger."""
    good = [each for each in written if not each.poisonous]
    bad = [each for each in written if each.poisonous]
    return Findings(
        missing=(
            *_never_accepted(written, accepted),
            *_not_kept(held, accepted),
            *_not_finished(held, good),
            *_not_isolated(held, bad),
            *_claims_missing(held, quiet),
            *([f"{held.unsent} updates have not reached the stream."] * bool(held.unsent)),
        ),
        doubled=(
            *_unknown(held, written),
            *_twice("claim", ((c.report, c.start, c.end) for c in held.claims)),
            *_twice("claim in a figure", counted(held.situations)),
            *_twice("report in an update", ((s, r) for s, why in held.updates for r in why)),
            *_twice("quarantine entry", ((q.report, q.hop) for q in held.quarantined if q.report)),
        ),
        changed=tuple(_changed(held, quiet)),
        extra=sum(max(0, held.attempts[key] - 1) for key in held.attempts),
    )


def counted(situations: Iterable[Situation]) -> Iterator[str]:
    """The claims of all figures, as often as they are in one."""
    return chain.from_iterable(f.claims for each in situations for f in each.figures)


def _never_accepted(written: Sequence[Written], accepted: Mapping[int, str]) -> Iterator[str]:
    for each in written:
        if each.number not in accepted:
            yield f"Report {each.number} was never accepted."
        elif accepted[each.number] != each.identity:
            yield f"Report {each.number} was accepted as {accepted[each.number]}."


def _not_kept(held: Held, accepted: Mapping[int, str]) -> Iterator[str]:
    for number, identity in accepted.items():
        if identity not in held.reports:
            yield f"Report {number} was accepted, and the ledger does not have it."


def _not_finished(held: Held, good: Sequence[Written]) -> Iterator[str]:
    reasons = {each.report: each.reason for each in held.quarantined}
    for each in good:
        if each.identity in reasons:
            yield f"Report {each.number} is in quarantine: {reasons[each.identity]}."
            continue
        for hop in Hop:
            state = held.steps.get((each.identity, hop))
            if state != State.DONE:
                yield f"Report {each.number} is not done at {hop} ({state or 'never came there'})."
                break


def _not_isolated(held: Held, bad: Sequence[Written]) -> Iterator[str]:
    reasons = {each.report: each.reason for each in held.quarantined}
    for each in bad:
        if reasons.get(each.identity) != "lost":
            yield f"Report {each.number} kills its reader, and is not in quarantine for that."


def _claims_missing(held: Held, quiet: Expected) -> Iterator[str]:
    ids, in_figures = {each.id for each in held.claims}, set(counted(held.situations))
    for identity in _by_id(quiet.claims):
        if identity not in ids:
            yield f"Claim {identity} is missing."
        elif identity not in in_figures:
            yield f"Claim {identity} is in no figure."


def _unknown(held: Held, written: Sequence[Written]) -> Iterator[str]:
    for identity in sorted(held.reports - {each.identity for each in written}):
        yield f"The ledger has a report that nobody wrote: {identity}."


def _twice(what: str, found: Iterable[object]) -> Iterator[str]:
    for each, number in Counter(found).items():
        if number > 1:
            yield f"The {what} {each} is there {number} times."


def _changed(held: Held, quiet: Expected) -> Iterator[str]:
    claims, situations = lines(held.claims), lines(held.situations)
    if claims == quiet.claims and situations == quiet.situations:
        return
    differing = [
        *_differing("Claim", _by_id(claims), _by_id(quiet.claims)),
        *_differing("Figure", _figures(situations), _figures(quiet.situations)),
    ]
    yield from differing or ["The exports are not the same bytes."]


def _differing(what: str, here: Mapping[str, str], there: Mapping[str, str]) -> Iterator[str]:
    for key in sorted(here.keys() | there.keys()):
        if here.get(key) != there.get(key):
            yield f"{what} {key} is not what it is in a quiet run."


def _by_id(export: str) -> dict[str, str]:
    return {json.loads(line)["id"]: line for line in export.splitlines()}


def _figures(export: str) -> dict[str, str]:
    return {
        f"{one['id']}/{figure['measure']}/{figure['unit']}/{figure['scope']}": json.dumps(figure)
        for one in map(json.loads, export.splitlines())
        for figure in one["figures"]
    }
