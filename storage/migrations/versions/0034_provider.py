"""Provider: the sign-in services of cities."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Provider: no city had one before."""
    op.create_table(
        "provider",
        sa.Column("city_id", sa.String(length=26), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("authorize_at", sa.String(), nullable=False),
        sa.Column("token_at", sa.String(), nullable=False),
        sa.Column("keys_at", sa.String(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id"],
            ["city.id"],
            name=op.f("fk_provider_city_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("city_id", name=op.f("pk_provider")),
    )
