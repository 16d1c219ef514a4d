"""Tombstone: the cities that have left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Tombstone: the cities that have left."""
    op.create_table(
        "tombstone",
        sa.Column("chain", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_tombstone")),
    )
