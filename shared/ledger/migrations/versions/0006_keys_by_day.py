"""Keys of the catalogue by the days they are found for. What is in it is made anew with the next redraw.

The one migration that does not only add: `card_key` is dropped and made anew, since another primary key is what it is about, and
all that was in it follows from the claims.

A worker of the release before goes on: it finds by key alone, reading more of the table, and writes without a block, which then
is that of all days. Each of the two takes the other's cards for outdated, and draws the whole picture: so let old workers of
`reconcile` end soon.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _anew(
        sa.Column("block", sa.Integer(), server_default="-1", nullable=False),
        primary=("block", "key", "report"),
    )


def downgrade() -> None:
    _anew(primary=("key", "report"))


def _anew(*first: "sa.Column[int]", primary: tuple[str, ...]) -> None:
    op.execute("UPDATE picture SET catalogued = NULL, drawn_as = NULL")
    op.drop_table("card_key")
    op.create_table(
        "card_key",
        *first,
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("report", sa.String(length=16), nullable=False),
        sa.Column("first", sa.Integer(), nullable=True),
        sa.Column("last", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["report"], ["report.id"]),
        sa.PrimaryKeyConstraint(*primary),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_card_key_report"), "card_key", ["report"], unique=False)
