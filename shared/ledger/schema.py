"""The tables of the ledger. The same on SQLite and PostgreSQL; changed by migrations only.

Moments are seconds since 1970 (UTC) as doubles. JSON is kept as text: PostgreSQL's JSON types
refuse the NUL character that a report's words may hold, escaped or not. A report's own text is
kept as UTF-8 bytes for the same reason.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    literal_column,
    text,
)

metadata = MetaData()

report = Table(
    "report",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("trace", String(32), nullable=False, index=True),
    Column("traceparent", String(64), nullable=False),
    Column("outlet", Text),
    Column("ref", Text, index=True),
    Column("published", String(32)),
    Column("revision_of", Text),
    Column("status", String(16), nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("accepted_at", Double, nullable=False),
)

work = Table(
    "work",
    metadata,
    Column("report", String(16), ForeignKey("report.id"), primary_key=True),
    Column("hop", String(16), primary_key=True),
    Column("state", String(16), nullable=False),
    # Not before this moment; 0 is at once, whatever a clock says.
    Column("due_at", Double, nullable=False),
    Column("enqueued_at", Double, nullable=False),
    # Stored reports that are read again wait behind those that come in.
    Column("later", Boolean, nullable=False, server_default=text("false")),
    Column("claimed_at", Double),
    Column("done_at", Double),
    Column("claimed_by", String(160)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("returned", Integer, nullable=False, server_default="0"),
    # Given back because something outside was missing: bounded, unlike `returned`.
    Column("tried", Integer, nullable=False, server_default="0"),
    Column("outcome", String(16)),
    Column("counts", Text),
    # The onrecord that did it.
    Column("version", String(32)),
)
Index(
    "work_due",
    work.c.hop,
    work.c.later,
    work.c.enqueued_at,
    work.c.report,
    sqlite_where=text("state = 'due'"),
    postgresql_where=text("state = 'due'"),
)
Index(
    "work_claimed",
    work.c.hop,
    work.c.claimed_by,
    sqlite_where=text("state = 'claimed'"),
    postgresql_where=text("state = 'claimed'"),
)

# Spelled out, not as parameters: only so can any version of either store use the partial indexes.
DUE = work.c.state == literal_column("'due'")
CLAIMED = work.c.state == literal_column("'claimed'")

claim = Table(
    "claim",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("report", String(16), ForeignKey("report.id"), nullable=False, index=True),
    Column("source", Text, index=True),
    Column("organisation", Text, index=True),
    Column("kind", String(32), index=True),
    Column("first_day", String(10)),
    Column("record", Text, nullable=False),
)

reading = Table(
    "reading",
    metadata,
    Column("report", String(16), ForeignKey("report.id"), primary_key=True),
    Column("claims", Text, nullable=False),
)
"""Claims of a report that was read again, until the picture is redrawn with them."""

picture = Table(
    "picture",
    metadata,
    Column("one", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("changed_at", Double),
    # The version that the cards agree with; another one, and they are to be made anew.
    Column("catalogued", Integer),
)

card = Table(
    "card",
    metadata,
    Column("report", String(16), ForeignKey("report.id"), primary_key=True),
    Column("record", Text, nullable=False),
)
"""What the picture knows of each report in it: `shared.catalogue`."""

card_key = Table(
    "card_key",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("report", String(16), ForeignKey("report.id"), primary_key=True, index=True),
    # Days it is found for, as day numbers; none is all.
    Column("first", Integer),
    Column("last", Integer),
    sqlite_with_rowid=False,
)

seat = Table(
    "seat",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("report", String(16), ForeignKey("report.id"), nullable=False, index=True),
    Column("base", String(64)),
    Column("situation", String(64), index=True),
)
"""Where each telling, and each claim told as history, has its place in the picture."""

stay = Table(
    "stay",
    metadata,
    Column("report", String(16), ForeignKey("report.id"), primary_key=True),
    # Moments of redraws; until is open while it is in the picture as it is read now.
    Column("since", Double, primary_key=True),
    Column("until", Double, index=True),
    # What it had been read into, once that has been replaced.
    Column("claims", Text),
)
"""When a report was in the picture, and with which claims: `shared.ledger.past`."""
Index("stay_since", stay.c.since)

look = Table(
    "look",
    metadata,
    Column("reader", String(120), primary_key=True),
    Column("at", Double, nullable=False),
)
"""Of which redraw the picture was that each reader has last been told the changes of."""

situation = Table(
    "situation",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("changed_at", Double, nullable=False),
    Column("record", Text, nullable=False),
)

forward = Table(
    "forward",
    metadata,
    Column("old", String(64), primary_key=True),
    Column("new", String(64), nullable=False, index=True),
)

situation_update = Table(
    "situation_update",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Double, nullable=False),
    Column("version", Integer, nullable=False),
    Column("situation", String(64), nullable=False, index=True),
    Column("record", Text, nullable=False),
    Column("sent", Boolean, nullable=False, server_default=text("false")),
    sqlite_autoincrement=True,
)
Index(
    "situation_update_unsent",
    situation_update.c.id,
    sqlite_where=text("NOT sent"),
    postgresql_where=text("NOT sent"),
)

# Of no type: as a Boolean SQLite would be asked whether it equals 1, and not use the index.
UNSENT: ColumnElement[Any] = literal_column("NOT sent")

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("report", String(16), ForeignKey("report.id"), index=True),
    Column("trace", String(32), index=True),
    Column("hop", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("message", Text, nullable=False),
    Column("traceback", Text),
    Column("worker", String(160)),
    Column("attempts", Integer, nullable=False),
    Column("at", Double, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("resolved_at", Double),
    Column("resolution", String(16)),
    sqlite_autoincrement=True,
)

worker = Table(
    "worker",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("hops", Text, nullable=False),
    Column("started_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
    # When it last began or ended work.
    Column("moved_at", Double),
    Column("version", String(32)),
    Column("processes", Integer),
    # Asked to end: seconds it has for what it is working at.
    Column("drain_s", Double),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("holder", String(120), nullable=False),
    Column("until", Double, nullable=False),
)

pause = Table(
    "pause",
    metadata,
    Column("hop", String(16), primary_key=True),
    Column("since", Double, nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
)
"""A hop that nobody claims work of: it has a row."""

tally = Table(
    "tally",
    metadata,
    Column("minute", Integer, primary_key=True, autoincrement=False),
    Column("hop", String(16), primary_key=True),
    Column("worker", String(120), primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("waited_s", Double, nullable=False),
    Column("worked_s", Double, nullable=False),
)
"""How often each outcome came about, by minute since 1970 and worker: a worker writes its own rows
only, so that none waits for another. What is older than an hour is added up under minute 0."""

compatible = Table(
    "compatible",
    metadata,
    Column("one", Integer, primary_key=True),
    Column("oldest", String(32), nullable=False),
)
"""The oldest schema whose programs may still use this ledger: a migration that only adds leaves it."""

deletion = Table(
    "deletion",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Double, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("what", String(32), nullable=False),
    Column("number", Integer, nullable=False),
    Column("before", Double),
    Column("report", String(16), ForeignKey("report.id"), index=True),
    sqlite_autoincrement=True,
)
"""What was deleted. A report that has a row here was removed for good: its own row, without its words,
stays, so that the same report delivered again is known and not taken in."""
