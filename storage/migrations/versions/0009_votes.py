"""Votes: how each was given, and which links two reviewers judge."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ACTS = ("shared", "unblinded")
WAYS = ("open", "blind", "sighted", "settling")
SQLITE = (
    """
    CREATE TRIGGER decision_is_kept BEFORE UPDATE ON decision
    BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END
    """,
    """
    CREATE TRIGGER decision_stays BEFORE DELETE ON decision
    WHEN EXISTS (SELECT 1 FROM link WHERE id = OLD.link_id)
    BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END
    """,
)
# Rules, not triggers: a server need not know PL/pgSQL. What is refused changes no row.
POSTGRESQL = (
    """
    CREATE RULE decision_is_kept AS ON UPDATE TO decision DO INSTEAD NOTHING
    """,
    """
    CREATE RULE decision_stays AS ON DELETE TO decision
    WHERE EXISTS (SELECT 1 FROM link WHERE link.id = OLD.link_id)
    DO INSTEAD NOTHING
    """,
)


def upgrade() -> None:
    """Votes: how each was given, and which links two reviewers judge.

    A decision goes with its link, where a whole city is removed, and no other way.
    """
    way = sa.Enum(*WAYS, name="way", native_enum=False, length=20)
    for column in (
        sa.Column("way", way, server_default="open", nullable=False),
        sa.Column("passage", sa.String(64), server_default="", nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
    ):
        op.add_column("decision", column)
    op.create_table(
        "review_event",
        sa.Column("assessment_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(*ACTS, name="reviewact", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=26), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessment.id"],
            name=op.f("fk_review_event_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_review_event_by_id")
        ),
        sa.PrimaryKeyConstraint(
            "assessment_id", "number", name=op.f("pk_review_event")
        ),
    )
    for statement in SQLITE if _is_sqlite() else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Undo it."""
    for name in ("decision_is_kept", "decision_stays"):
        op.execute(
            f"DROP TRIGGER {name}" if _is_sqlite() else f"DROP RULE {name} ON decision"
        )
    op.drop_table("review_event")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        for name in ("way", "passage", "seconds"):
            batch_op.drop_column(name)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
