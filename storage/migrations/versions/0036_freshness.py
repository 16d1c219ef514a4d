"""Freshness: when a person last showed, in a browser, that it is them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Freshness: for sessions that began before, when they began is the last time."""
    proved = sa.Column("proved", sa.DateTime(timezone=True), nullable=True)
    op.add_column("sign_in", proved)
