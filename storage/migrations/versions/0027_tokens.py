"""Tokens: what programs ask with, and what they were answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Tokens: what programs ask with, and what they were answered."""
    op.create_table(
        "personal_token",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_personal_token_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_personal_token_token_hash")),
    )
    op.create_index(
        op.f("ix_personal_token_person_id"), "personal_token", ["person_id"]
    )
    op.create_table(
        "kept_answer",
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("assessment_id", sa.String(length=26), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_kept_answer_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "assessment_id"],
            ["assessment.city_id", "assessment.id"],
            name=op.f("fk_kept_answer_city_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_kept_answer")),
    )
    op.create_index(op.f("ix_kept_answer_at"), "kept_answer", ["at"])


def downgrade() -> None:
    """Undo it."""
    op.drop_table("kept_answer")
    op.drop_table("personal_token")
