"""The catalogue of the picture. It only adds: the first redraw by this release makes the cards of all reports.

A redraw by a worker of the release before, which knows no cards, leaves `picture.catalogued` behind
`picture.version`; the next one by this release makes them anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    catalogued: sa.Column[int] = sa.Column("catalogued", sa.Integer(), nullable=True)
    op.add_column("picture", catalogued)
    op.create_table(
        "card",
        sa.Column("report", sa.String(length=16), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["report.id"]),
        sa.PrimaryKeyConstraint("report"),
    )
    op.create_table(
        "card_key",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("report", sa.String(length=16), nullable=False),
        sa.Column("first", sa.Integer(), nullable=True),
        sa.Column("last", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["report"], ["report.id"]),
        sa.PrimaryKeyConstraint("key", "report"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_card_key_report"), "card_key", ["report"], unique=False)
    op.create_table(
        "seat",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("report", sa.String(length=16), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=True),
        sa.Column("situation", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["report"], ["report.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_seat_report"), "seat", ["report"], unique=False)
    op.create_index(op.f("ix_seat_situation"), "seat", ["situation"], unique=False)


def downgrade() -> None:
    for table in ("seat", "card_key", "card"):
        op.drop_table(table)
    op.drop_column("picture", "catalogued")
