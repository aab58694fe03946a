"""What can only be counted whole: how much the ledger holds, and how its figures and statements stand.

With a million reports that takes a second or so. Of the situations only those are read again that
were redrawn since the last census.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, func, select

from shared.hops import Hop
from shared.ledger.backlogs import waiting_by_hop
from shared.ledger.engine import Store
from shared.ledger.schema import claim, quarantine, report, situation

BATCH = 400


@dataclass(frozen=True, slots=True)
class Stands:
    """How the figures and statements of one situation stand, in one version of it."""

    version: int
    figures: Counter[str]
    statements: Counter[str]


@dataclass(frozen=True, slots=True)
class Census:
    """All of it, as of one moment."""

    reports: int = 0
    claims: int = 0
    waiting: Mapping[Hop, int] = field(default_factory=dict)
    delayed: Mapping[Hop, int] = field(default_factory=dict)
    quarantined: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """By hop and reason, of those that wait for somebody."""
    quarantined_since: float | None = None
    """Since when the first of these waits."""
    situations: Mapping[str, Stands] = field(default_factory=dict)

    def standings(self) -> tuple[Counter[str], Counter[str]]:
        """Figures and statements by how they stand."""
        figures: Counter[str] = Counter()
        statements: Counter[str] = Counter()
        for each in self.situations.values():
            figures += each.figures
            statements += each.statements
        return figures, statements


class Counting(Store):
    """Asked once a minute or so."""

    def census(self, before: Census | None = None) -> Census:
        """Everything counted; with the census `before`, of the situations what has changed."""
        with self.reading() as db:
            put_away = _quarantined(db)
            waits = waiting_by_hop(db, self.now(db))
            return Census(
                reports=_rows(db, report),
                claims=_rows(db, claim),
                waiting={Hop(hop): each.waiting for hop, each in waits.items()},
                delayed={Hop(hop): each.delayed for hop, each in waits.items()},
                quarantined={each[:2]: each[2] for each in put_away},
                quarantined_since=min((each[3] for each in put_away), default=None),
                situations=_situations(db, before.situations if before else {}),
            )


def _rows(db: Connection, table: Table) -> int:
    return int(db.execute(select(func.count()).select_from(table)).scalar_one())


def _quarantined(db: Connection) -> list[tuple[str, str, int, float]]:
    found = db.execute(
        select(quarantine.c.hop, quarantine.c.reason, func.count(), func.min(quarantine.c.at))
        .where(quarantine.c.resolved_at.is_(None))
        .group_by(quarantine.c.hop, quarantine.c.reason)
    )
    return [(hop, reason, number, since) for hop, reason, number, since in found]


def _situations(db: Connection, known: Mapping[str, Stands]) -> dict[str, Stands]:
    rows = db.execute(select(situation.c.id, situation.c.version))
    versions = {row.id: row.version for row in rows}
    stands = {
        name: known[name]
        for name, version in versions.items()
        if name in known and known[name].version == version
    }
    redrawn = sorted(versions.keys() - stands.keys())
    for start in range(0, len(redrawn), BATCH):
        some = situation.c.id.in_(redrawn[start : start + BATCH])
        for row in db.execute(select(situation).where(some)):
            stands[row.id] = _stands(row.version, row.record)
    return stands


def _stands(version: int, record: str) -> Stands:
    told = json.loads(record)
    return Stands(
        version,
        Counter(each["status"] for each in told["figures"]),
        Counter(each["status"] for each in told["statements"]),
    )
