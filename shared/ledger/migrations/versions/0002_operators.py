"""What operators need: pausing, draining, reading again, counting; and clocks that may be wrong.

It only adds and re-indexes, so that workers of the release before go on beside those of this one.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _of_workers() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("moved_at", sa.Double(), nullable=True),
        sa.Column("version", sa.String(length=32), nullable=True),
        sa.Column("processes", sa.Integer(), nullable=True),
        sa.Column("drain_s", sa.Double(), nullable=True),
    )


def upgrade() -> None:
    _work()
    for column in _of_workers():
        op.add_column("worker", column)
    op.create_index("ix_quarantine_trace", "quarantine", ["trace"])
    _reading()
    _pause()
    _tally()
    op.create_table(
        "compatible",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("oldest", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("one"),
    )
    op.execute("INSERT INTO compatible (one, oldest) VALUES (1, '0001')")
    # A leader that ended in good order took the row with it, and nobody could lead any more.
    op.execute(
        "INSERT INTO lease (name, holder, until) SELECT 'relay', '', 0 "
        "WHERE NOT EXISTS (SELECT 1 FROM lease WHERE name = 'relay')"
    )


def _work() -> None:
    later: sa.Column[Any] = sa.Column(
        "later", sa.Boolean(), server_default=sa.text("false"), nullable=False
    )
    tried: sa.Column[Any] = sa.Column("tried", sa.Integer(), server_default="0", nullable=False)
    for column in (later, tried, sa.Column("version", sa.String(length=32), nullable=True)):
        op.add_column("work", column)
    op.drop_index("work_waiting", "work")
    for name, columns, state in (
        ("work_due", ["hop", "later", "enqueued_at", "report"], "due"),
        ("work_claimed", ["hop", "claimed_by"], "claimed"),
    ):
        only = sa.text(f"state = '{state}'")
        op.create_index(name, "work", columns, sqlite_where=only, postgresql_where=only)


def _reading() -> None:
    op.create_table(
        "reading",
        sa.Column("report", sa.String(length=16), nullable=False),
        sa.Column("claims", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["report.id"]),
        sa.PrimaryKeyConstraint("report"),
    )


def _pause() -> None:
    op.create_table(
        "pause",
        sa.Column("hop", sa.String(length=16), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hop"),
    )


def _tally() -> None:
    op.create_table(
        "tally",
        sa.Column("minute", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hop", sa.String(length=16), nullable=False),
        sa.Column("worker", sa.String(length=120), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("waited_s", sa.Double(), nullable=False),
        sa.Column("worked_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("minute", "hop", "worker", "outcome"),
    )


def downgrade() -> None:
    op.drop_index("ix_quarantine_trace", "quarantine")
    for table in ("compatible", "tally", "pause", "reading"):
        op.drop_table(table)
    for column in _of_workers():
        op.drop_column("worker", column.name)
    for name in ("work_claimed", "work_due"):
        op.drop_index(name, "work")
    for added in ("later", "tried", "version"):
        op.drop_column("work", added)
    only = sa.text("state IN ('due', 'claimed')")
    op.create_index(
        "work_waiting",
        "work",
        ["hop", "state", "due_at"],
        sqlite_where=only,
        postgresql_where=only,
    )
