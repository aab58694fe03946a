"""The tables of what was put away, of who works, and of what was done to the ledger."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from shared.ledger.schema.metadata import metadata

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
