"""Lineup: indexes that have the review queue in its order."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Lineup: indexes that have the review queue in its order."""
    op.drop_index("ix_link_queue", "link")
    op.create_index(
        "ix_link_queue", "link", ["assessment_id", "standing", "score", "id"]
    )
    op.create_index(
        "ix_link_criterion", "link", ["assessment_id", "criterion", "standing"]
    )
    op.create_index("ix_link_changed", "link", ["assessment_id", "basis_changed"])
    op.create_index("ix_decision_by", "decision", ["by_id", "at"])


def downgrade() -> None:
    """Undo it."""
    op.drop_index("ix_decision_by", "decision")
    op.drop_index("ix_link_changed", "link")
    op.drop_index("ix_link_criterion", "link")
    op.drop_index("ix_link_queue", "link")
    op.create_index("ix_link_queue", "link", ["assessment_id", "standing", "score"])
