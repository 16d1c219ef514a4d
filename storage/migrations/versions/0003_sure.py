"""Sure: how sure the recognition is of each word of a page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Sure: how sure the recognition is of each word of a page."""
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("sure", sa.JSON(), server_default="[]", nullable=False)
        )
