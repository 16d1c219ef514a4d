"""Confidential: which documents are for few eyes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Confidential: which documents are for few eyes; none of those kept so far."""
    for table in ("document", "arriving"):
        op.add_column(
            table,
            sa.Column(
                "confidential", sa.Boolean(), server_default=sa.false(), nullable=False
            ),
        )
