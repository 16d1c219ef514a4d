from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from storage import schema

if TYPE_CHECKING:
    from storage.store import Store


def test_migrations_make_the_tables_that_the_code_knows(store: Store) -> None:
    schema.upgrade(store)

    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, schema.TABLES) == []
        assert schema.is_current(connection)


def test_every_row_of_a_city_is_tied_to_its_city(store: Store) -> None:
    inspector = sa.inspect(store.engine)

    ties = {
        (table, tuple(key["constrained_columns"]))
        for table in ("document", "link")
        for key in inspector.get_foreign_keys(table)
        if "city_id" in key["constrained_columns"]
    }

    assert ties == {
        ("document", ("city_id", "assessment_id")),
        ("link", ("city_id", "document_id")),
    }
