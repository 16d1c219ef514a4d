"""Precedents: links of a criterion that are decided are found in any assessment."""

from __future__ import annotations

from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Precedents: an index finds what was decided for a criterion anywhere."""
    op.create_index("ix_link_precedents", "link", ["criterion", "standing"])
