"""Readers: which version of the reader has read a document, and reads it again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Readers: of what was read before, the version is not known."""
    for table in ("document", "run"):
        op.add_column(
            table,
            sa.Column(
                "reader", sa.String(length=20), server_default="", nullable=False
            ),
        )
    op.create_index("ix_document_reader", "document", ["reader"])
