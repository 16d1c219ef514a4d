"""Turns: cities take turns, scans have ranges of their own, rows know their request."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Turns: no city was served yet, and what was parted before counts as text."""
    op.add_column("city", sa.Column("served", sa.DateTime(timezone=True)))
    op.add_column("document", sa.Column("waits_since", sa.DateTime(timezone=True)))
    op.add_column(
        "document",
        sa.Column("request", sa.String(length=64), nullable=False, server_default=""),
    )
    op.create_index("ix_document_turn", "document", ["state", "city_id", "nudged"])
    op.add_column(
        "page_range",
        sa.Column("scan", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
