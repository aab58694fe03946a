"""The ledger: the truth. What a hop did and what it hands over are one commit in it.

`open_ledger(settings)` is the way in.
"""

from __future__ import annotations

from shared.ledger.backup import Backup
from shared.ledger.census import Census, Counting
from shared.ledger.door import Door
from shared.ledger.engine import make_engine
from shared.ledger.living import Living
from shared.ledger.measuring import Measuring, Pulse
from shared.ledger.mending import Mending
from shared.ledger.migration import WrongSchema, check, migrate
from shared.ledger.overruling import Overruling
from shared.ledger.past import Past
from shared.ledger.pictures import Drawing, Pictures
from shared.ledger.quarantining import Quarantine
from shared.ledger.reading import Reading
from shared.ledger.removal import Removal
from shared.ledger.rereading import Rereading
from shared.ledger.retention import Retention
from shared.ledger.tallies import Tallies
from shared.ledger.views import (
    Backlog,
    Held,
    Journey,
    NumberedUpdate,
    Quarantined,
    QuarantinedEntry,
    Receipt,
    Redraw,
    Step,
    Worker,
)
from shared.ledger.waiting import Waiting
from shared.ledger.watching import Watching
from shared.settings import Settings

__all__ = [
    "Backlog",
    "Census",
    "Drawing",
    "Held",
    "Journey",
    "Ledger",
    "NumberedUpdate",
    "Pulse",
    "Quarantined",
    "QuarantinedEntry",
    "Receipt",
    "Redraw",
    "Step",
    "Worker",
    "WrongSchema",
    "migrate",
    "open_ledger",
]


class Ledger(
    Quarantine, Door, Measuring, Waiting, Rereading, Pictures, Past, Overruling, Reading, Watching, Living, Tallies,
    Backup, Mending, Retention, Removal, Counting,
):  # fmt: skip
    """All that can be done with the ledger, by the file that does it."""


def open_ledger(settings: Settings, create: bool | None = None, pooled: bool = True) -> Ledger:
    """The ledger of these settings.

    The SQLite file in the data folder is made or brought up to date on the way (so it is with
    `create`); any other ledger is only ever changed by `migrate`, and refused (`WrongSchema`)
    when it is of another version. A process that forks opens it without a pool. Raises `Unavailable` when it cannot be reached.
    """
    if settings.ledger_url is None if create is None else create:
        migrate(settings)
    ledger = Ledger(settings, make_engine(settings, pooled))
    try:
        check(ledger)
    except Exception:
        ledger.close()
        raise
    return ledger
