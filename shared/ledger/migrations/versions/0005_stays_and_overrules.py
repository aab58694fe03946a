"""Stays of reports in the picture, and overrules. It only adds: what is in the picture is taken to be there since it
was reconciled.

A worker of the release before goes on without writing stays; a report that it takes in is told by its work. What it
reads again has the claims of then no longer. Each of the two takes the other's cards for outdated, and draws the whole
picture: so let old workers of `reconcile` end soon.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KNOWN = """
INSERT INTO stay (report, since)
SELECT work.report, COALESCE(work.done_at, report.accepted_at)
FROM work JOIN report ON report.id = work.report
WHERE work.hop = 'reconcile' AND (
    (work.state = 'done' AND work.outcome <> 'dropped')
    OR EXISTS (SELECT 1 FROM card WHERE card.report = work.report)
)
"""


def upgrade() -> None:
    drawn_as: sa.Column[str] = sa.Column("drawn_as", sa.String(length=32), nullable=True)
    op.add_column("picture", drawn_as)
    op.create_table(
        "stay",
        sa.Column("report", sa.String(length=16), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("until", sa.Double(), nullable=True),
        sa.Column("claims", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["report"], ["report.id"]),
        sa.PrimaryKeyConstraint("report", "since"),
    )
    op.create_index("stay_since", "stay", ["since"], unique=False)
    op.create_index(op.f("ix_stay_until"), "stay", ["until"], unique=False)
    op.execute(KNOWN)
    cluster: sa.Column[str] = sa.Column("cluster", sa.String(length=64), nullable=True)
    op.add_column("seat", cluster)
    op.create_index(op.f("ix_seat_cluster"), "seat", ["cluster"], unique=False)
    op.create_table(
        "overrule",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("since", sa.Double(), nullable=True),
        sa.Column("until", sa.Double(), nullable=True),
        sa.Column("withdrawn_at", sa.Double(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "look",
        sa.Column("reader", sa.String(length=120), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("reader"),
    )


def downgrade() -> None:
    op.drop_table("look")
    op.drop_table("overrule")
    op.drop_index(op.f("ix_seat_cluster"), table_name="seat")
    op.drop_column("seat", "cluster")
    op.drop_table("stay")
    op.drop_column("picture", "drawn_as")
