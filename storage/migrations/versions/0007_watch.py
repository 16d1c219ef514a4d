"""Watch: workers as they were last seen, and what the checker found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Watch: workers as they were last seen, and what the checker found."""
    op.create_table(
        "worker_seen",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("queues", sa.String(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_seen")),
    )
    op.create_table(
        "store_check",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("broken", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("at", name=op.f("pk_store_check")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("store_check")
    op.drop_table("worker_seen")
