"""Origin: what a file says of itself, such as its author."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Origin: of files that were read before, nothing is known."""
    origin = sa.Column("origin", sa.JSON(), nullable=False, server_default="{}")
    op.add_column("document", origin)
