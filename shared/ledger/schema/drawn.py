"""The tables of the picture, of what it is made with, and of its past."""

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
    String,
    Table,
    Text,
    literal_column,
    text,
)

from shared.ledger.schema.metadata import metadata

picture = Table(
    "picture",
    metadata,
    Column("one", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("changed_at", Double),
    # What the release before has in place of `drawn_as`. None: it takes these cards for outdated.
    Column("catalogued", Integer),
    # Rules and version that the cards agree with; others, and they are to be made anew.
    Column("drawn_as", String(32)),
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
    # Which days its row is kept with (`shared.ledger.keys`). The hashes of one day's reports would else lie all over
    # the table, and each redraw write most of its pages anew.
    Column("block", Integer, primary_key=True, autoincrement=False, server_default="-1"),
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
    # Where the rules alone would put it, if that is another situation.
    Column("cluster", String(64), index=True),
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

overrule = Table(
    "overrule",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Double, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("record", Text, nullable=False),
    # Moments of redraws, as of stays: from when until when the picture was drawn with it.
    Column("since", Double),
    Column("until", Double),
    Column("withdrawn_at", Double),
    Column("withdrawn_by", Text),
    Column("withdrawn_why", Text),
    sqlite_autoincrement=True,
)
"""What analysts have decided about what is one happening: `shared.overrules`. Withdrawn, it stays."""
