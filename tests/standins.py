"""Small real implementations of what the shell calls, and texts for them."""

import os
import re
import signal
import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from shared.catalogue import Seat
from shared.envelope import Envelope
from shared.hops import Hop
from shared.identity import claim_id
from shared.ledger import Drawing, Ledger, NumberedUpdate, Receipt, Redraw
from shared.picture import Situation, Update
from shared.records import Claim, Report
from shared.settings import Settings
from tests.factories import claim_at
from workers.jobs import JOBS
from workers.shell import Shell, run

PROSE = (
    "At least {} people were killed when shells fell on the market of the town, the army said in "
    "a statement that was read on state television on Tuesday, and the fighting went on."
)


@dataclass
class Quiet:
    """A bell that notes what it rang for."""

    rung: list[tuple[Hop, str]] = field(default_factory=list)
    told: list[NumberedUpdate] = field(default_factory=list)
    away: bool = False

    def ring(self, hop: Hop, reports: Iterable[str]) -> bool:
        self.rung += [(hop, report) for report in reports]
        return not self.away

    def ring_once(self, hop: Hop, report: str) -> bool:
        return self.ring(hop, [report])

    def tell(self, changes: Sequence[NumberedUpdate]) -> bool:
        if not self.away:
            self.told += changes
        return not self.away

    def taken(self) -> dict[str, float]:
        return {}


def submit(ledger: Ledger, number: int, text: str = PROSE) -> Receipt:
    return ledger.accept(Envelope.wrap(text.format(number), ref=f"{number}.txt", outlet="A"))


def pending(ledger: Ledger) -> int:
    """How often a report waits or is at work."""
    return sum(hop.waiting + hop.working for hop in ledger.backlog())


def work_all(settings: Settings, ledger: Ledger, *hops: Hop) -> None:
    """All that is due (at these hops), in this process."""
    shell = shell_of(settings, ledger)
    for hop in hops or Hop:
        while ledger.due(hop, 1):
            run(shell, hop, JOBS[hop], None, "w/1")


def tamper(ledger: Ledger, *statements: str) -> None:
    """Change the ledger behind its back, past its foreign keys."""
    if ledger.sqlite:
        with closing(sqlite3.connect(str(ledger.engine.url.database))) as plain:
            for statement in statements:
                assert plain.execute(statement).rowcount, statement
            plain.commit()
        return
    with ledger.engine.begin() as db:
        db.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            assert db.exec_driver_sql(statement).rowcount, statement


def shell_of(settings: Settings, ledger: Ledger) -> Shell:
    return Shell(settings, ledger, Quiet(), read, redraw)


@dataclass(frozen=True)
class Standin:
    claims: tuple[Claim, ...]
    leftover: dict[str, int] = field(default_factory=dict)


def read(report: Report) -> Standin:
    """Each number is a claim. POISON kills the process, as a bug in a C extension would; SLOW and LONG
    take their time, HUGE more memory than there may be, FAULTY is a bug."""
    if "POISON" in report.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "SLOW" in report.text:
        time.sleep(0.4)
    if "LONG" in report.text:
        time.sleep(20)
    if "HUGE" in report.text:
        bytearray(8 << 30)
    if "FAULTY" in report.text:
        raise ValueError(report.text)
    found = re.finditer(r"\d+", report.text)
    return Standin(tuple(_claim(report, match) for match in found), {"numbers": 0})


def redraw(drawing: Drawing, because: Sequence[str]) -> Redraw:
    """All claims are one situation."""
    cards, name = drawing.cards, "everything"
    told = cards.claims({*drawing.changed, *(seat.report for seat in cards.seats_in([name]))})
    one = Situation(
        id=name,
        forwards=(),
        title=",".join(sorted(claim.id for claims in told.values() for claim in claims)),
        places=(),
        start=None,
        end=None,
        figures=(),
        statements=(),
        voices=(),
        updated=None,
    )
    differs = bool(one.title) and cards.situations([name]).get(name) != one
    change = Update(situation=name, change="changed", because=tuple(because), text="More of it.")
    return Redraw(
        cards.version,
        (one,) if differs else (),
        (),
        (change,) if differs else (),
        cards=dict.fromkeys(drawing.changed),
        seats=tuple(Seat(each, each, None, name, None) for each in drawing.changed if told[each]),
        anew=cards.blank,
    )


def _claim(report: Report, match: re.Match[str]) -> Claim:
    identity = claim_id(report.id, match.start(), match.end(), None, "asserts")
    return claim_at(report, *match.span(), id=identity, kinds=("other",))
