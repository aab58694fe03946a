"""The tables of reports and of the work on them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    literal_column,
    text,
)

from shared.ledger.schema.metadata import metadata

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
