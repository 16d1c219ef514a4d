"""Counts: how many links stand how is counted from a narrow index."""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Counts: each page tells how many links stand how; an index alone answers."""
    op.create_index("ix_link_counts", "link", ["assessment_id", "standing", "for_lead"])
