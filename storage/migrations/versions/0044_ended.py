"""Ended: since when a person has no access any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Ended: whoever is here has access."""
    ended = sa.Column("ended", sa.DateTime(timezone=True), nullable=True)
    op.add_column("person", ended)
