"""Reconciling: all claims into the picture. The order of work is the function `reconcile`.

The picture is a function of the set of claims and reports: never of their order, their number of
deliveries, or what was there before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.picture import Situation
from shared.records import Claim, Report
from workers.reconcile.copies import find_copies
from workers.reconcile.grouping import group
from workers.reconcile.marks import Group, Link, Revision, Standing, Taken, VoiceName
from workers.reconcile.revisions import STANDS, find_revisions
from workers.reconcile.settings import settle
from workers.reconcile.situations import depict
from workers.reconcile.voices import name_voice

__all__ = ["Picture", "reconcile"]


@dataclass(frozen=True, slots=True)
class Picture:
    """What all claims amount to, by situation id, and how it came about."""

    situations: tuple[Situation, ...]
    links: tuple[Link, ...]
    """Which reports' tellings were taken for one happening, and which features spoke for it."""
    groups: Mapping[str, Group]
    """Situation id to what it was made of."""
    revisions: Mapping[str, Revision]


def reconcile(claims: Iterable[Claim], reports: Iterable[Report]) -> Picture:
    """The picture of these claims. Each claim's report should be among the reports.

    Equal for equal sets: order and repetition of both arguments do not matter.
    """
    known = {report.id: report for report in reports}
    unique = {claim.id: claim for claim in claims}
    ordered = [unique[key] for key in sorted(unique)]
    by_id = [known[key] for key in sorted(known)]
    revisions = find_revisions(by_id)
    said = [c for c in ordered if _standing(c, revisions) is not Standing.NOTICE]
    copies = find_copies([c for c in said if not c.background], by_id)
    taken = _take(said, revisions, copies)
    groups, links = group(taken)
    notices = _notices(revisions, known)
    made = sorted(((depict(one, notices), one) for one in groups), key=lambda pair: pair[0].id)
    return Picture(
        situations=tuple(situation for situation, _ in made),
        links=links,
        groups={situation.id: one for situation, one in made},
        revisions=revisions,
    )


def _standing(claim: Claim, revisions: Mapping[str, Revision]) -> Standing:
    return revisions.get(claim.report, STANDS).standing


def _take(
    claims: list[Claim], revisions: Mapping[str, Revision], copies: Mapping[str, str]
) -> list[Taken]:
    by_report: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_report[claim.report].append(claim)
    settings = {i: s for r in sorted(by_report) for i, s in settle(by_report[r]).items()}
    voices = {claim.id: name_voice(claim) for claim in claims}
    return [
        Taken(
            claim=claim,
            standing=_standing(claim, revisions),
            setting=settings[claim.id],
            voice=_heard(claim.id, voices, copies),
            copy_of=copies.get(claim.id),
        )
        for claim in claims
    ]


def _heard(
    claim: str, voices: Mapping[str, VoiceName | None], copies: Mapping[str, str]
) -> VoiceName | None:
    """The voice of carried words is that of the words they are carried from."""
    while claim in copies:
        claim = copies[claim]
    return voices[claim]


def _notices(revisions: Mapping[str, Revision], known: Mapping[str, Report]) -> Mapping[str, str]:
    by = {
        report: known[r.by].published for report, r in revisions.items() if r.by in known and r.by
    }
    return {report: published for report, published in by.items() if published}
