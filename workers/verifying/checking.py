"""Looking through the whole ledger as of one moment, while the line goes on."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Connection

from shared.ledger import Drawing, Ledger
from shared.ledger import cases as rows
from shared.ledger.schema import report, situation_update
from workers.verifying import claims, endings, pictures, reports, stays, whole
from workers.verifying.breaches import Breach, Mend, Promise

TICK = 200
BEFORE_THE_PICTURE = (
    Promise.REPORT,
    Promise.LINE,
    Promise.QUARANTINE,
    Promise.CLAIMS,
    Promise.ORPHANS,
    Promise.PICTURE,
)
LOOK_SECONDS = 0.3


class Tell(Protocol):
    """Called with how far a check is: its word, how many are done, how many there are."""

    def __call__(self, promise: Promise, done: int, total: int) -> None: ...


@dataclass
class Findings:
    """What was looked at, what is amiss, and what could not be judged."""

    breaches: list[Breach] = field(default_factory=list)
    looked_at: Counter[Promise] = field(default_factory=Counter)
    unsettled: str | None = None
    redraw: pictures.Compared | None = None
    told: stays.Told = field(default_factory=dict)

    def note(self, promise: Promise, found: Iterable[Breach], looked_at: int = 1) -> None:
        self.looked_at[promise] += looked_at
        self.breaches += found

    def broken(self, promise: Promise) -> bool:
        return any(each.promise is promise for each in self.breaches)


class Moment(Ledger):
    """The ledger as it was at one moment: all that is read in it is read in one transaction."""

    def __init__(self, ledger: Ledger, db: Connection) -> None:
        super().__init__(ledger.settings, ledger.engine)
        self._db = db

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        yield self._db


def check(ledger: Ledger, tell: Tell) -> Findings:
    """All promises. What is only on its way at this moment breaks none."""
    found = Findings()
    with ledger.reading() as db:
        version, drawn = rows.drawn(db)
        history = whole.History(version, rows.updates_let_go(db))
        _history(db, found, history, tell)
        found.told = history.first_told
        _reports(db, found, tell)
        told = rows.unsound(db, ledger.sqlite)
        found.note(Promise.FILE, whole.of_the_file(told), 1 if ledger.sqlite else 0)
        found.note(Promise.ORPHANS, (whole.of_nobody(*each) for each in rows.orphans(db)))
        forwards = rows.forwards(db)
        found.note(Promise.FORWARDS, whole.of_forwards(drawn, forwards), len(forwards))
        found.note(Promise.PICTURE, pictures.unreadable(drawn), len(drawn))
        if version is None:
            what = "has no row, by which workers number their redraws"
            found.note(
                Promise.PICTURE,
                [Breach(Promise.PICTURE, what, name="picture", mend=Mend.NUMBER)],
                0,
            )
        if _may_be_judged(found):
            found.note(Promise.UPDATES, history.end(rows.redrawn(db)), 0)
            tell(Promise.PICTURE, 0, len(drawn))
            _picture(Moment(ledger, db), found, drawn, rows.on_the_way(db))
    _wait_for_the_relay(ledger, found)
    return found


def _reports(db: Connection, found: Findings, tell: Tell) -> None:
    total, living = rows.how_many(db, report), rows.living(db)
    for number, case in enumerate(rows.cases(db), 1):
        found.note(Promise.REPORT, reports.what_it_is(case))
        found.note(Promise.LINE, reports.where_it_stands(case))
        found.note(Promise.LINE, endings.how_it_ended(case), 0)
        found.note(Promise.HOLDER, reports.who_has_it(case, living))
        found.note(Promise.QUARANTINE, reports.what_stands_still(case))
        found.note(Promise.CLAIMS, claims.what_it_says(case), len(case.claims))
        found.note(Promise.CLAIMS, claims.what_waits(case), 0)
        found.note(Promise.PAST, stays.when_it_was_there(case, found.told))
        if number % TICK == 0:
            tell(Promise.REPORT, number, total)


def _history(db: Connection, found: Findings, history: whole.History, tell: Tell) -> None:
    total = rows.how_many(db, situation_update)
    for number, row in enumerate(rows.changes(db), 1):
        found.note(Promise.UPDATES, history.look(row))
        if number % TICK == 0:
            tell(Promise.UPDATES, number, total)


def _may_be_judged(found: Findings) -> bool:
    """Whoever mends one of these changes which claims the picture is of."""
    for each in found.breaches:
        if each.promise in BEFORE_THE_PICTURE and each.mend is not None:
            found.unsettled = (
                f"The picture was not recomputed, since the promise `{each.promise}` is broken. "
                "Mend that with --fix first."
            )
            return False
    return True


def _picture(
    moment: Moment, found: Findings, drawn: Mapping[str, str], moving: frozenset[str]
) -> None:
    """What differs is broken, whatever else waits: all is read in one transaction, and a redraw writes its situations in
    one with what they are made of. "Steps of work are on their way" once excused a wrong figure for as long as
    the line had any."""
    try:
        with moment.catalogue((), whole=True) as drawing:
            compared = pictures.compare(drawing, drawn)
    except ValueError:
        found.unsettled = (
            "The picture cannot be recomputed, since a report cannot be read. See the promise "
            "`report`."
        )
        return
    if compared.breaches and moving and drawing.kept is None:
        found.unsettled = (
            "The picture was drawn by other rules than these, or by a release that keeps no catalogue, and the work "
            "on its way draws all of it anew. Run onrecord verify again when it is done."
        )
        return
    coming = _coming(moment, compared, drawing, moving) if compared.breaches else frozenset()
    broken = [each for each in compared.breaches if each.name not in coming]
    if len(broken) < len(compared.breaches):
        found.unsettled = (
            f"{len(compared.breaches) - len(broken)} situations or reports differ from their claims because of removals, "
            "overrules or repairs whose work is on its way and redraws just these. Run onrecord verify again when it is done."
        )
    found.note(Promise.PICTURE, broken, 0)
    found.redraw = compared


def _coming(
    moment: Moment, compared: pictures.Compared, drawing: Drawing, moving: frozenset[str]
) -> frozenset[str]:
    """What the work on its way will write anyhow."""
    moved = pictures.moved(compared, drawing, moving)
    if not moved:
        return frozenset()
    with moment.coming(moved) as coming:
        return pictures.touched(coming)


def _wait_for_the_relay(ledger: Ledger, found: Findings) -> None:
    """A worker may just be announcing itself, or its work just be given to others: that is no breach."""
    with ledger.reading() as db:
        first = rows.held(db)
    until = time.monotonic() + max(2.0, 3 * ledger.settings.relay_seconds)
    while found.broken(Promise.HOLDER) and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
        with ledger.reading() as db:
            now, living = rows.held(db), rows.living(db)
        found.breaches = [
            each
            for each in found.breaches
            if each.promise is not Promise.HOLDER or _same(each, first, now, living)
        ]


def _same(
    breach: Breach,
    first: Mapping[tuple[str, str], tuple[str | None, int]],
    now: Mapping[tuple[str, str], tuple[str | None, int]],
    living: frozenset[str],
) -> bool:
    key = (breach.report or "", breach.hop or "")
    holder = (now[key][0] or "").rpartition("/")[0] if key in now else ""
    return key in now and now[key] == first.get(key) and holder not in living
