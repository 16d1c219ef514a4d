"""Scan: what the virus scanner has said of a document."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Scan: nothing was asked of the documents kept so far."""
    op.add_column("document", sa.Column("scan", sa.String(length=20), nullable=True))
