"""Intake: the secret address by which an assessment takes documents by mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Intake: no assessment has an address before somebody asks for it."""
    op.create_table(
        "intake_address",
        sa.Column("assessment_id", sa.String(length=26), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("word", sa.String(length=26), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(
            ["city_id", "assessment_id"],
            ["assessment.city_id", "assessment.id"],
            name=op.f("fk_intake_address_city_id_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_intake_address_made_by")
        ),
        sa.PrimaryKeyConstraint("assessment_id", name=op.f("pk_intake_address")),
        sa.UniqueConstraint("word", name=op.f("uq_intake_address_word")),
    )
