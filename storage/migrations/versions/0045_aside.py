"""Aside: since when a document counts nowhere, and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Aside: no document so far was set aside."""
    op.add_column("document", sa.Column("aside_since", sa.DateTime(timezone=True)))
    why = sa.Column("aside_why", sa.String(), nullable=False, server_default="")
    op.add_column("document", why)
