"""Events: what was done, by whom, chained and never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# The one change that is let through empties an event of a city that is gone.
SQLITE = """
CREATE TRIGGER event_stays BEFORE UPDATE ON event
WHEN NOT (
    NEW.content IS NULL AND NEW.chain = OLD.chain AND NEW.number = OLD.number
    AND NEW.at = OLD.at AND NEW.deed = OLD.deed AND NEW.hash = OLD.hash
    AND NEW.content_hash = OLD.content_hash AND OLD.chain <> 'installation'
    AND NOT EXISTS (SELECT 1 FROM city WHERE city.id = OLD.chain)
)
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
CREATE TRIGGER event_remains BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END;
"""
POSTGRESQL = """
CREATE FUNCTION event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.content IS NULL AND NEW.chain = OLD.chain AND NEW.number = OLD.number
            AND NEW.at = OLD.at AND NEW.deed = OLD.deed AND NEW.hash = OLD.hash
            AND NEW.content_hash = OLD.content_hash AND OLD.chain <> 'installation'
            AND NOT EXISTS (SELECT 1 FROM city WHERE city.id = OLD.chain)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'an event is never changed or removed';
END $$;
CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE ON event
FOR EACH ROW EXECUTE FUNCTION event_stays();
CREATE TRIGGER event_remains BEFORE TRUNCATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION event_stays();
"""


def upgrade() -> None:
    """Events: what was done, by whom, chained and never changed."""
    op.create_table(
        "event",
        sa.Column("chain", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deed", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", "number", name=op.f("pk_event")),
    )
    op.create_table(
        "event_head",
        sa.Column("chain", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_event_head")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL)
        return
    for statement in SQLITE.split("END;")[:-1]:
        op.execute(f"{statement} END;")


def downgrade() -> None:
    """Undo it."""
    op.drop_table("event_head")
    op.drop_table("event")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION event_stays()")
