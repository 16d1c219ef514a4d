"""Notices: what is to be mailed to whom, in which language, and who wants none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Notices: nobody is told of what was done before."""
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=True),
        sa.Column("assessment_id", sa.String(length=26), nullable=True),
        sa.Column("person_id", sa.String(length=26), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=26), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id"],
            ["city.id"],
            name=op.f("fk_notice_city_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "assessment_id"],
            ["assessment.city_id", "assessment.id"],
            name=op.f("fk_notice_city_id_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_notice_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("once", name=op.f("uq_notice_once")),
    )
    op.create_index("ix_notice_due", "notice", ["sent", "due"])
    op.create_index(op.f("ix_notice_city_id"), "notice", ["city_id"])
    op.create_index(op.f("ix_notice_person_id"), "notice", ["person_id"])
    op.create_table(
        "notice_stop",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("address", "kind", name=op.f("pk_notice_stop")),
    )
    op.add_column(
        "person", sa.Column("language", sa.String(5), server_default="", nullable=False)
    )
    op.add_column(
        "person",
        sa.Column(
            "mail_daily", sa.Boolean(), server_default=sa.false(), nullable=False
        ),
    )
    op.add_column(
        "evidence_request",
        sa.Column("email", sa.String(), server_default="", nullable=False),
    )
