"""Unsure: which links are for the lead."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_link = sa.table(
    "link",
    *(sa.column(name) for name in ("id", "standing")),
    sa.column("for_lead", sa.Boolean()),
)
_decision = sa.table(
    "decision",
    *(
        sa.column(name)
        for name in ("link_id", "number", "undoes", "verdict", "way", "by_id")
    ),
)


def upgrade() -> None:
    """Unsure: which links are for the lead; so far those about which two disagree."""
    op.add_column(
        "link",
        sa.Column("for_lead", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_index(
        "ix_link_for_lead", "link", ["assessment_id", "for_lead", "score", "id"]
    )
    undoing = _decision.alias()
    voters = (
        sa.select(sa.func.count(sa.distinct(_decision.c.by_id)))
        .where(
            _decision.c.link_id == _link.c.id,
            _decision.c.way.in_(("blind", "sighted")),
            _decision.c.verdict != "taken-back",
            ~sa.exists().where(
                undoing.c.link_id == _decision.c.link_id,
                undoing.c.undoes == _decision.c.number,
            ),
        )
        .correlate(_link)
        .scalar_subquery()
    )
    op.execute(
        sa.update(_link)
        .where(_link.c.standing == "undecided", voters > 1)
        .values(for_lead=True)
    )
