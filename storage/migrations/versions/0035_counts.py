"""Counts: how many links stand how is counted from a narrow index."""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Counts: each page tells how many links stand how; an index alone answers.

    It holds the city, too: on PostgreSQL the walls ask for it at every row.
    """
    columns = ["assessment_id", "standing", "for_lead", "city_id"]
    op.create_index("ix_link_counts", "link", columns)
