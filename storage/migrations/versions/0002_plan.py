"""Plan: owners of gaps, dates of documents, answers, revisions, what-ifs, requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Plan: owners of gaps, dates of documents, answers, what-ifs, requests."""
    op.create_table(
        "evidence_request",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("assessment_id", sa.String(length=26), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=26), nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["city_id", "assessment_id"],
            ["assessment.city_id", "assessment.id"],
            name=op.f("fk_evidence_request_city_id_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_evidence_request_made_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_request")),
    )
    with op.batch_alter_table("evidence_request", schema=None) as batch_op:
        batch_op.create_index(
            "ix_evidence_request_assessment_id", ["assessment_id"], unique=False
        )

    op.create_table(
        "gap_care",
        sa.Column("assessment_id", sa.String(length=26), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_gap_care_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "assessment_id"],
            ["assessment.city_id", "assessment.id"],
            name=op.f("fk_gap_care_city_id_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assessment_id", "criterion", name=op.f("pk_gap_care")),
    )
    op.create_table(
        "revision",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("entered", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_revision_by_id")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_revision")),
    )
    op.create_table(
        "snapshot_answer",
        sa.Column("assessment_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "assessment_id"],
            ["assessment.city_id", "assessment.id"],
            name=op.f("fk_snapshot_answer_city_id_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "assessment_id", "number", name=op.f("pk_snapshot_answer")
        ),
    )
    op.create_table(
        "supposition",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("assessment_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("confirmed", sa.JSON(), nullable=False),
        sa.Column("rejected", sa.JSON(), nullable=False),
        sa.Column("without", sa.JSON(), nullable=False),
        sa.Column("added", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_supposition_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "assessment_id"],
            ["assessment.city_id", "assessment.id"],
            name=op.f("fk_supposition_city_id_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supposition")),
        sa.UniqueConstraint(
            "assessment_id", "name", name=op.f("uq_supposition_assessment_id_name")
        ),
    )
    op.create_table(
        "document_date",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "adopted",
                "period",
                "reviewed",
                name="datedby",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=26), nullable=True),
        sa.Column("set_aside", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["city_id", "document_id"],
            ["document.city_id", "document.id"],
            name=op.f("fk_document_date_city_id_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["person.id"], name=op.f("fk_document_date_confirmed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_date")),
    )
    with op.batch_alter_table("document_date", schema=None) as batch_op:
        batch_op.create_index(
            "ix_document_date_document_id", ["document_id"], unique=False
        )

    op.create_table(
        "request_answer",
        sa.Column("request_id", sa.String(length=26), nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_request_answer_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["evidence_request.id"],
            name=op.f("fk_request_answer_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "request_id", "document_id", name=op.f("pk_request_answer")
        ),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("request_answer")
    with op.batch_alter_table("document_date", schema=None) as batch_op:
        batch_op.drop_index("ix_document_date_document_id")

    op.drop_table("document_date")
    op.drop_table("supposition")
    op.drop_table("snapshot_answer")
    op.drop_table("revision")
    op.drop_table("gap_care")
    with op.batch_alter_table("evidence_request", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_request_assessment_id")

    op.drop_table("evidence_request")
