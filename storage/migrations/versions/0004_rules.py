"""An installation's own rules: every change of the draft, and published versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ACTS = ("written", "retired", "restored", "left")


def upgrade() -> None:
    """An installation's own rules: every change of the draft, and versions."""
    op.create_table(
        "rule_change",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(*ACTS, name="act", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_rule_change_by_id")
        ),
        sa.PrimaryKeyConstraint("edition", "number", name=op.f("pk_rule_change")),
    )
    op.create_table(
        "rule_version",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_rule_version_by_id")
        ),
        sa.PrimaryKeyConstraint("edition", "number", name=op.f("pk_rule_version")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("rule_version")
    op.drop_table("rule_change")
