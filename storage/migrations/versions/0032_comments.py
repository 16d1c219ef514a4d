"""Comments: talk between reviewers and a city, and requests of the programme."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Comments: every request there is went to a department."""
    op.create_table(
        "comment",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("assessment_id", sa.String(length=26), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("from_city", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "assessment_id"],
            ["assessment.city_id", "assessment.id"],
            name=op.f("fk_comment_city_id_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "document_id"],
            ["document.city_id", "document.id"],
            name=op.f("fk_comment_city_id_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_comment_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_about", "comment", ["assessment_id", "criterion"])
    with op.batch_alter_table("evidence_request", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("document_id", sa.String(length=26), nullable=True)
        )
        batch_op.add_column(
            sa.Column(
                "to_city", sa.Boolean(), server_default=sa.false(), nullable=False
            )
        )
        batch_op.create_foreign_key(
            op.f("fk_evidence_request_city_id_document_id"),
            "document",
            ["city_id", "document_id"],
            ["city_id", "id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("evidence_request", schema=None) as batch_op:
        batch_op.drop_constraint(
            op.f("fk_evidence_request_city_id_document_id"), type_="foreignkey"
        )
        batch_op.drop_column("to_city")
        batch_op.drop_column("document_id")
    op.drop_table("comment")
