"""Key: which passage of a link is read first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Key: which passage is read first; of those decided so far, the first one."""
    op.add_column("decision", sa.Column("key", sa.Integer(), nullable=True))
    key = sa.Column("key", sa.Integer(), nullable=False, server_default="0")
    op.add_column("link", key)
