"""Clause: which item of its criterion a rejection is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Clause: what a reason is about; those given so far are about all of it."""
    for table in ("decision", "link"):
        clause = sa.Column("clause", sa.String(), nullable=False, server_default="")
        op.add_column(table, clause)
