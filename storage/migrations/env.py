"""Runs migrations on the connection that `storage.schema` hands over."""

from __future__ import annotations

from alembic import context

from storage.schema import TABLES

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=TABLES,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
