"""Mending what was found, one transaction each, on what is there when it is mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shared.errors import Overtaken
from shared.hops import Hop, Outcome
from shared.ledger import Ledger
from shared.ledger import cases as rows
from shared.ledger.mending import Repair
from workers.verifying import claims, endings, reports, stays
from workers.verifying.breaches import Breach, Mend, Promise
from workers.verifying.checking import Findings
from workers.verifying.whole import leading_on


@dataclass(frozen=True, slots=True)
class Mended:
    """What was done about a breach."""

    breach: Breach
    did: str


ALREADY = "it has come right by itself meanwhile"


def fix(ledger: Ledger, found: Findings) -> Iterator[Mended]:
    """All that can be mended of what was found, and what was done about it."""
    mendable = [each for each in found.breaches if each.mend is not None]
    of_reports = dict.fromkeys(each.report for each in mendable if each.promise in OF_A_REPORT)
    for report in of_reports:
        ours = [e for e in mendable if e.report == report and e.promise in OF_A_REPORT]
        yield from _report(ledger, report or "", ours, found.told)
    for each in mendable:
        if each.mend is Mend.DROP_ORPHANS and each.name and each.report:
            ledger.drop_orphans(each.name, each.report)
            yield Mended(each, each.mend.value)
    if any(each.mend is Mend.NUMBER for each in mendable):
        ledger.number_picture()
    yield from _picture(ledger, found, [e for e in mendable if e.promise is Promise.PICTURE])
    yield from _forwards(ledger, [e for e in mendable if e.promise is Promise.FORWARDS])
    untold = [each for each in mendable if each.mend is Mend.TELL]
    ledger.tell_how_it_stands(each.name or "" for each in untold)
    yield from (Mended(each, Mend.TELL.value) for each in untold)


def _report(ledger: Ledger, report: str, ours: list[Breach], told: stays.Told) -> Iterator[Mended]:
    """In one transaction, and only what is still so: the line went on since it was found."""
    with ledger.mending(report) as repair:
        still = [] if repair is None else list(_broken(repair, told))
        done = [each for each in ours if each in still]
        if repair is not None:
            for mend, apply in MENDS.items():
                for each in done:
                    if each.mend is mend:
                        apply(repair, each, told)
    for each in ours:
        yield Mended(each, each.mend.value if each in done and each.mend else ALREADY)


def _broken(repair: Repair, told: stays.Told) -> Iterator[Breach]:
    case = repair.case
    yield from reports.what_it_is(case)
    yield from reports.where_it_stands(case)
    yield from endings.how_it_ended(case)
    yield from reports.who_has_it(case, repair.living)
    yield from reports.what_stands_still(case)
    yield from claims.what_it_says(case)
    yield from claims.what_waits(case)
    yield from stays.when_it_was_there(case, told)


def _begin_again(repair: Repair, breach: Breach, _: stays.Told) -> None:
    repair.begin_again(breach.hop or Hop.INTAKE)


def _reckon(repair: Repair, breach: Breach, _: stays.Told) -> None:
    due = endings.as_reckoned(repair.case, breach.hop or "")
    if due is not None:
        repair.ended(breach.hop or "", *due)


def _picture(ledger: Ledger, found: Findings, ours: list[Breach]) -> Iterator[Mended]:
    erased = [each for each in ours if each.mend is Mend.ERASE]
    if erased:
        ledger.erase_situations(each.name or "" for each in erased)
    redrawn = [each for each in ours if each.mend is Mend.REDRAW]
    did = Mend.REDRAW.value
    if redrawn and found.redraw is not None:
        try:
            ledger.redraw((), found.redraw.redraw, Outcome.RECONCILED, {})
        except Overtaken:  # by a redraw that wrote whatever differed
            did = ALREADY
    for each in erased:
        yield Mended(each, Mend.ERASE.value)
    for each in redrawn:
        yield Mended(each, did)


def _forwards(ledger: Ledger, ours: list[Breach]) -> Iterator[Mended]:
    if not ours:
        return
    with ledger.reading() as db:
        version, drawn = rows.drawn(db)
    if version is None:  # the next round has one
        return
    wanted = leading_on(drawn)
    named = {each.name for each in ours}
    led = ledger.lead_on(version, {old: new for old, new in wanted.items() if old in named})
    for each in ours:
        yield Mended(each, Mend.LEAD_ON.value if led else ALREADY)


OF_A_REPORT = (
    Promise.REPORT,
    Promise.LINE,
    Promise.HOLDER,
    Promise.QUARANTINE,
    Promise.CLAIMS,
    Promise.PAST,
)
MENDS: dict[Mend, Callable[[Repair, Breach, stays.Told], None]] = {
    Mend.TAKE_FROM_ENVELOPE: lambda repair, _, __: repair.take_from_envelope(),
    Mend.RESOLVE: lambda repair, breach, _: repair.resolve(int(breach.name or 0)),
    Mend.FREE: lambda repair, breach, _: repair.free(breach.hop or ""),
    Mend.MAKE_DUE: lambda repair, breach, _: repair.make_due(breach.hop or ""),
    Mend.FORGET_CLAIMS: lambda repair, _, __: repair.forget_claims(),
    Mend.FORGET_READING: lambda repair, _, __: repair.forget_reading(),
    Mend.RECKON: _reckon,
    Mend.STAY: lambda repair, _, told: repair.stays_since(stays.there_since(repair.case, told)),
    Mend.REREAD: lambda repair, _, __: repair.reread(),
    Mend.READ_AGAIN: lambda repair, _, __: repair.begin_again(Hop.EXTRACT),
    # Last, and from the earliest hop: it takes back what the others did to the hops behind it.
    Mend.BEGIN_AGAIN: _begin_again,
}
