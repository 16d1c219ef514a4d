"""Ranges: the pages of a large document, each range a job of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Ranges: the pages of a large document, each range a job of its own."""
    op.create_table(
        "page_range",
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("nudged", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(length=26), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_page_range_document_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "first", name=op.f("pk_page_range")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("page_range")
