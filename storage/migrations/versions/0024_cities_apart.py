"""Cities apart: every row of a city says whose it is, and hangs on no other city's."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alembic.operations import BatchOperations

revision = "0024"
down_revision = "0023"

# Each table that lacked its city, with its parents: column and table. The city comes
# from the first.
TIED = {
    "page": (("document_id", "document"),),
    "searchable": (("document_id", "document"),),
    "page_image": (("document_id", "document"),),
    "page_range": (("document_id", "document"),),
    "passage": (("link_id", "link"),),
    "decision": (("link_id", "link"),),
    "review_event": (("assessment_id", "assessment"),),
    "request_answer": (
        ("request_id", "evidence_request"),
        ("document_id", "document"),
    ),
    "run_item": (("document_id", "document"), ("assessment_id", "assessment")),
    "run_effect": (("assessment_id", "assessment"),),
}


def upgrade() -> None:
    """Cities apart: the city of a row that was there is that of what it hangs on."""
    # They let nobody change a decision, and so would keep its city out.
    guards = importlib.import_module("storage.migrations.versions.0009_votes")
    _unguard()
    with op.batch_alter_table("evidence_request") as batch:
        batch.create_unique_constraint(
            op.f("uq_evidence_request_city_id_id"), ["city_id", "id"]
        )
    with op.batch_alter_table("document") as batch:
        batch.drop_constraint(op.f("fk_document_parent_id"), type_="foreignkey")
        _tie(batch, "document", [("parent_id", "document")])
    with op.batch_alter_table("link") as batch:
        _tie(batch, "link", [("assessment_id", "assessment")])
    for table, parents in TIED.items():
        op.add_column(table, sa.Column("city_id", sa.String(length=26), nullable=True))
        column, parent = parents[0]
        op.execute(
            f"UPDATE {table} SET city_id = (SELECT {parent}.city_id FROM {parent} "  # noqa: S608 - the names above
            f"WHERE {parent}.id = {table}.{column})"
        )
        with op.batch_alter_table(table) as batch:
            batch.alter_column(
                "city_id", existing_type=sa.String(length=26), nullable=False
            )
            for column, _ in parents:
                batch.drop_constraint(op.f(f"fk_{table}_{column}"), type_="foreignkey")
            _tie(batch, table, parents)
    for statement in guards.SQLITE if _is_sqlite() else guards.POSTGRESQL:
        op.execute(statement)


def _tie(
    batch: BatchOperations, table: str, parents: Iterable[tuple[str, str]]
) -> None:
    for column, parent in parents:
        batch.create_foreign_key(
            op.f(f"fk_{table}_city_id_{column}"),
            parent,
            ["city_id", column],
            ["city_id", "id"],
            ondelete="CASCADE",
        )


def _unguard() -> None:
    for name in ("decision_is_kept", "decision_stays"):
        op.execute(
            f"DROP TRIGGER {name}" if _is_sqlite() else f"DROP RULE {name} ON decision"
        )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
