"""Revisions: which reports their own outlet has since corrected or withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from shared.catalogue import Standing
from shared.records import Report, Status
from workers.reconcile.marks import Revision
from workers.reconcile.names import fold

STANDS = Revision(Standing.STANDS)


def when(published: str | None) -> str:
    """A key that sorts by publication; who does not say when comes last."""
    return published or "9999"


def find_revisions(reports: Iterable[Report]) -> Mapping[str, Revision]:
    """Report id to how it stands, by what is in the set, whenever it arrived.

    Versions are reports of one outlet joined by `revision_of` -> `ref`, or by the same `ref`. Of the
    versions the newest usable one stands; a withdrawal takes back every version published before it, so
    that a withdrawn report that is delivered again stays withdrawn. A notice without any report it could
    mean is a notice all the same.
    """
    versions: dict[tuple[str, str], list[Report]] = defaultdict(list)
    alone: dict[str, Revision] = {}
    reports = sorted(reports, key=lambda report: (when(report.published), report.id))
    roots = _roots(reports)
    for report in reports:
        if (key := _name(report)) is None:
            alone[report.id] = _own(report)
        else:
            versions[roots[key]].append(report)
    return {**alone, **{i: r for many in versions.values() for i, r in _judge(many).items()}}


def first_versions(reports: Iterable[Report]) -> Mapping[str, tuple[str, str]]:
    """Report id to when its first version came out, and that version's id: a correction is no newer
    than what it corrects where it is asked who had the words first."""
    reports = sorted(reports, key=lambda report: (when(report.published), report.id))
    roots = _roots(reports)
    firsts: dict[tuple[str, str], tuple[str, str]] = {}
    found: dict[str, tuple[str, str]] = {}
    for report in reports:
        key, order = _name(report), (when(report.published), report.id)
        found[report.id] = order if key is None else firsts.setdefault(roots[key], order)
    return found


def names_of(report: Report) -> tuple[tuple[str, str], ...]:
    """Outlet and ref of this version, and of the one it revises: versions of one report share a name."""
    name = _name(report)
    return () if name is None else (name, (name[0], report.revision_of or name[1]))


def _name(report: Report) -> tuple[str, str] | None:
    ref = report.ref or report.revision_of
    # Without an outlet a file name alone names nothing: two senders may both have a `report.txt`.
    if ref is None or (report.outlet is None and report.revision_of is None):
        return None
    return fold(report.outlet or ""), ref


def _roots(reports: Iterable[Report]) -> Mapping[tuple[str, str], tuple[str, str]]:
    """Each version's name to the smallest name among those that revise one another."""
    parents: dict[tuple[str, str], tuple[str, str]] = {}

    def root(name: tuple[str, str]) -> tuple[str, str]:
        while parents.setdefault(name, name) != name:
            name = parents[name]
        return name

    for report in reports:
        if (name := _name(report)) is None:
            continue
        target = (name[0], report.revision_of or name[1])
        first, last = sorted((root(name), root(target)))
        parents[last] = first
    return {name: root(name) for name in tuple(parents)}


def _judge(versions: list[Report]) -> Mapping[str, Revision]:
    """How the versions of one report stand; they come in order of publication."""
    notices = [report for report in versions if report.status is Status.CANCELED]
    usable = [report for report in versions if report.status is not Status.CANCELED]
    found = {notice.id: Revision(Standing.NOTICE) for notice in notices}
    for index, report in enumerate(usable):
        killing = [n for n in notices if when(n.published) >= when(report.published)]
        if killing:
            found[report.id] = Revision(Standing.RETRACTED, killing[0].id)
        elif index + 1 < len(usable):
            found[report.id] = Revision(Standing.CORRECTED, usable[-1].id)
        else:
            found[report.id] = STANDS
    return found


def _own(report: Report) -> Revision:
    return Revision(Standing.NOTICE) if report.status is Status.CANCELED else STANDS
