"""Batch: which decisions were made with one act."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Batch: which decisions were made with one act; none of those kept so far."""
    op.add_column("decision", sa.Column("batch", sa.String(length=26), nullable=True))
    op.create_index("ix_decision_batch", "decision", ["batch"])
