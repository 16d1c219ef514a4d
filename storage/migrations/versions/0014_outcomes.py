"""Outcomes: where a city shows those that stand beside the criteria."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Outcomes: where a city shows those that stand beside the criteria."""
    op.create_table(
        "outcome_shown",
        sa.Column("assessment_id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("where", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "assessment_id"],
            ["assessment.city_id", "assessment.id"],
            name=op.f("fk_outcome_shown_city_id_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assessment_id", "code", name=op.f("pk_outcome_shown")),
    )
