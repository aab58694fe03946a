"""The ledger's migrations (Alembic): the same on SQLite and PostgreSQL."""
