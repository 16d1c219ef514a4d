"""Interests: the register of conflicts of interest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

RELATIONS = (
    *("employed", "contracted", "family", "finance"),
    *("office", "other", "recused"),
)


def upgrade() -> None:
    """Interests: nobody is in conflict until somebody says so."""
    op.create_table(
        "interest",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(*RELATIONS, name="relation", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_interest_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["city_id"],
            ["city.id"],
            name=op.f("fk_interest_city_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_interest_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
    )
    op.create_index(op.f("ix_interest_person_id"), "interest", ["person_id"])


def downgrade() -> None:
    """Undo it."""
    op.drop_table("interest")
