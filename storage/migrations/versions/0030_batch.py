"""Batch: which decisions were made with one act."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

<<<<<<<< HEAD:storage/migrations/versions/0027_batch.py
revision = "0030"
down_revision = "0029"
========
revision = "0030"
down_revision = "0029"
>>>>>>>> 1a7f503 (Tell who judges a link that its document was read again meanwhile):storage/migrations/versions/0024_batch.py


def upgrade() -> None:
    """Batch: which decisions were made with one act; none of those kept so far."""
    op.add_column("decision", sa.Column("batch", sa.String(length=26), nullable=True))
    op.create_index("ix_decision_batch", "decision", ["batch"])
