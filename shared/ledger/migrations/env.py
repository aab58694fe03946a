"""Alembic's way in: always on the connection, and in the transaction, of `migrate`."""

from alembic import context

from shared.ledger.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter a table in place
    transaction_per_migration=False,
)
context.run_migrations()
