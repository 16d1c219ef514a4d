"""Rounds: the moves of an assessment, and the lead's exceptions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

MOVES = ("submit", "withdraw", "begin", "return", "close", "reopen")
STAGES = (
    *("gathering", "submitted", "in-review"),
    *("returned", "resubmitted", "closed"),
)


def upgrade() -> None:
    """Rounds: an assessment without a move goes on gathering, as it did."""
    op.create_table(
        "round_event",
        sa.Column("assessment_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column(
            "move",
            sa.Enum(*MOVES, name="move", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(*STAGES, name="stage", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "assessment_id"],
            ["assessment.city_id", "assessment.id"],
            name=op.f("fk_round_event_city_id_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_round_event_by_id")
        ),
        sa.PrimaryKeyConstraint("assessment_id", "number", name=op.f("pk_round_event")),
    )
    op.create_table(
        "round_exception",
        sa.Column("link_id", sa.String(length=26), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "link_id"],
            ["link.city_id", "link.id"],
            name=op.f("fk_round_exception_city_id_link_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_round_exception_by_id")
        ),
        sa.PrimaryKeyConstraint("link_id", "round", name=op.f("pk_round_exception")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("round_exception")
    op.drop_table("round_event")
