"""Reach: which cities a reviewer reviews, and which employs them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Reach: who reviewed every city until now goes on doing so."""
    op.create_table(
        "reviewer_city",
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("tie", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_reviewer_city_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["city_id"],
            ["city.id"],
            name=op.f("fk_reviewer_city_city_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "city_id", name=op.f("pk_reviewer_city")),
    )
    op.add_column(
        "person",
        sa.Column(
            "every_city", sa.Boolean(), server_default=sa.false(), nullable=False
        ),
    )
    person = sa.table("person", sa.column("role"), sa.column("every_city"))
    op.execute(
        sa.update(person)
        .where(person.c.role == "reviewer")
        .values(every_city=sa.true())
    )
