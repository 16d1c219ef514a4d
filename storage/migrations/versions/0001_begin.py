"""Begin: cities, people, assessments, documents, links, decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Begin: cities, people, assessments, documents, links, decisions."""
    op.create_table(
        "city",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city")),
        sa.UniqueConstraint("name", name=op.f("uq_city_name")),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("standard_digest", sa.String(length=64), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["city_id"], ["city.id"], name=op.f("fk_assessment_city_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("city_id", "id", name=op.f("uq_assessment_city_id_id")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assessment_city_id"), ["city_id"], unique=False
        )

    op.create_table(
        "person",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "city", "reviewer", "lead", name="role", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("city_id", sa.String(length=26), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("keys_on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id"], ["city.id"], name=op.f("fk_person_city_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("assessment_id", sa.String(length=26), nullable=False),
        sa.Column("parent_id", sa.String(length=26), nullable=True),
        sa.Column(
            "shape",
            sa.Enum(
                "file",
                "link",
                "statement",
                "schedule",
                name="shape",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(length=26), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "reading",
                "read",
                "unreadable",
                name="documentstate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("nudged", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(length=26), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("problem_code", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("unread_count", sa.Integer(), nullable=False),
        sa.Column("rules_digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "assessment_id"],
            ["assessment.city_id", "assessment.id"],
            name=op.f("fk_document_city_id_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["received_by"], ["person.id"], name=op.f("fk_document_received_by")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["document.id"],
            name=op.f("fk_document_parent_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint(
            "assessment_id", "sha256", name=op.f("uq_document_assessment_id_sha256")
        ),
        sa.UniqueConstraint("city_id", "id", name=op.f("uq_document_city_id_id")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index("ix_document_due", ["state", "lease_until"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_sign_in_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "sign_in_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_sign_in_link_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_link")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_link_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "link",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("assessment_id", sa.String(length=26), nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column(
            "statement",
            sa.Enum(
                "stated",
                "planned",
                "denied",
                "conditional",
                "others",
                "question",
                "unclear",
                name="statement",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=26), nullable=True),
        sa.Column("basis_changed", sa.Boolean(), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(
                "undecided",
                "confirmed",
                "rejected",
                name="standing",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("decided", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "not-in-force",
                "out-of-date",
                "another-body",
                "does-not-show",
                "wrong-document",
                "unreadable",
                "duplicate",
                name="reason",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["city_id", "document_id"],
            ["document.city_id", "document.id"],
            name=op.f("fk_link_city_id_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_link_made_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("city_id", "id", name=op.f("uq_link_city_id_id")),
        sa.UniqueConstraint(
            "document_id", "criterion", name=op.f("uq_link_document_id_criterion")
        ),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(
            "ix_link_queue", ["assessment_id", "standing", "score"], unique=False
        )

    op.create_table(
        "page",
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("segments", sa.JSON(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("by_ocr", sa.Boolean(), nullable=False),
        sa.Column("unread", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_page_document_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "number", name=op.f("pk_page")),
    )
    op.create_table(
        "page_image",
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("wanted", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_page_image_document_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "document_id", "page", "version", name=op.f("pk_page_image")
        ),
    )
    op.create_table(
        "searchable",
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_searchable_document_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_searchable")),
    )
    op.create_table(
        "decision",
        sa.Column("link_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "confirmed",
                "rejected",
                "taken-back",
                name="verdict",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "not-in-force",
                "out-of-date",
                "another-body",
                "does-not-show",
                "wrong-document",
                "unreadable",
                "duplicate",
                name="reason",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_decision_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["link.id"],
            name=op.f("fk_decision_link_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("link_id", "number", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_at"), ["at"], unique=False)

    op.create_table(
        "passage",
        sa.Column("link_id", sa.String(length=26), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column(
            "statement",
            sa.Enum(
                "stated",
                "planned",
                "denied",
                "conditional",
                "others",
                "question",
                "unclear",
                name="statement",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("receipt", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["link.id"],
            name=op.f("fk_passage_link_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("link_id", "ordinal", name=op.f("pk_passage")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("passage")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_at"))

    op.drop_table("decision")
    op.drop_table("searchable")
    op.drop_table("page_image")
    op.drop_table("page")
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index("ix_link_queue")

    op.drop_table("link")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_person_id"))

    op.drop_table("sign_in_link")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_person_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index("ix_document_due")

    op.drop_table("document")
    op.drop_table("person")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_city_id"))

    op.drop_table("assessment")
    op.drop_table("city")
