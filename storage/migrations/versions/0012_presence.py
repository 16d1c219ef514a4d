"""Presence: who has a link before them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Presence: who has a link before them."""
    op.create_table(
        "link_opening",
        sa.Column("link_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "link_id"],
            ["link.city_id", "link.id"],
            name=op.f("fk_link_opening_city_id_link_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_link_opening_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("link_id", "person_id", name=op.f("pk_link_opening")),
    )
