"""Factors: second factors, and those who still owe theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Factors: nobody had a second one before."""
    _table(
        "doorstep",
        sa.Column("token_hash", sa.String(length=64), primary_key=True),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(op.f("ix_doorstep_person_id"), "doorstep", ["person_id"])
    _table(
        "authenticator",
        sa.Column("person_id", sa.String(length=26), primary_key=True),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("confirmed", sa.DateTime(timezone=True)),
        sa.Column("last_step", sa.Integer(), nullable=False),
    )
    _table(
        "passkey",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True)),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"])
    _table(
        "recovery_code",
        sa.Column("person_id", sa.String(length=26), primary_key=True),
        sa.Column("code_hash", sa.String(length=64), primary_key=True),
        sa.Column("used", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "passkey_challenge",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_passkey_challenge")),
    )


def _table(name: str, *columns: sa.Column[object]) -> None:
    """A table of what is a person's, which goes with them."""
    op.create_table(
        name,
        *columns,
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f(f"fk_{name}_person_id"),
            ondelete="CASCADE",
        ),
    )
