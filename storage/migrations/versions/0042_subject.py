"""Subject: whom of a city its sign-in service means, whatever their address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Subject: by which name a city's service knows a person."""
    op.create_table(
        "subject",
        sa.Column("person_id", sa.String(26), primary_key=True),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="CASCADE"),
        sa.UniqueConstraint("issuer", "name"),
    )
