"""Runs migrations on the connection that `storage.schema` hands over."""

from __future__ import annotations

from alembic import context

from storage.models import City

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=City.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
