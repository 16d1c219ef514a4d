"""Runs: documents matched again as jobs, and since when the basis of a link is lost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

STATES = ("running", "paused", "ready", "applied", "cancelled")


def upgrade() -> None:
    """Runs, the documents they match again, and their effect on scores."""
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("basis_lost", sa.DateTime(timezone=True), nullable=True)
        )
    op.create_table(
        "run",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="runstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=True),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nudged", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_run_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index("ix_run_state", "run", ["state"])
    op.create_table(
        "run_item",
        sa.Column("run_id", sa.String(length=26), nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("assessment_id", sa.String(length=26), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(length=26), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("differs", sa.Boolean(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.id"], name=op.f("fk_run_item_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_run_item_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessment.id"],
            name=op.f("fk_run_item_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "document_id", name=op.f("pk_run_item")),
    )
    op.create_index("ix_run_item_due", "run_item", ["run_id", "done", "lease_until"])
    op.create_table(
        "run_effect",
        sa.Column("run_id", sa.String(length=26), nullable=False),
        sa.Column("assessment_id", sa.String(length=26), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["run.id"],
            name=op.f("fk_run_effect_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessment.id"],
            name=op.f("fk_run_effect_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "assessment_id", name=op.f("pk_run_effect")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("run_effect")
    op.drop_index("ix_run_item_due", "run_item")
    op.drop_table("run_item")
    op.drop_index("ix_run_state", "run")
    op.drop_table("run")
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_column("basis_lost")
