"""Assignments: who judges which links, and in which languages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Assignments: none is made, so everybody goes on judging what they reach."""
    op.create_table(
        "assignment_run",
        sa.Column("assessment_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("seed", sa.String(length=60), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "assessment_id"],
            ["assessment.city_id", "assessment.id"],
            name=op.f("fk_assignment_run_city_id_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_assignment_run_by_id")
        ),
        sa.PrimaryKeyConstraint(
            "assessment_id", "number", name=op.f("pk_assignment_run")
        ),
    )
    op.create_table(
        "assignment",
        sa.Column("link_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "link_id"],
            ["link.city_id", "link.id"],
            name=op.f("fk_assignment_city_id_link_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_assignment_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("link_id", "person_id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_person_id", "assignment", ["person_id"])
    op.create_table(
        "reviewer_language",
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_reviewer_language_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "person_id", "language", name=op.f("pk_reviewer_language")
        ),
    )


def downgrade() -> None:
    """Undo it."""
    for name in ("reviewer_language", "assignment", "assignment_run"):
        op.drop_table(name)
