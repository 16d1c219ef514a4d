from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql

from storage import (
    answers,
    arriving,
    exports,
    hook_models,
    images,
    intake,
    models,
    notice_models,
    parcel_models,
    presence,
    ranges,
    registers,
    run_models,
    schema,
    text_models,
    views,
)
from storage.columns import UtcTime

if TYPE_CHECKING:
    from storage.store import Store

# Tables that hang on an assessment and stay where they are, each with the reason.
LEFT = {
    text_models.Searchable: "made anew from the pages",
    images.PageImage: "made anew when somebody looks",
    arriving.Arriving: "an upload that did not end",
    parcel_models.Parcel: "made anew where it is wanted",
    ranges.PageRange: "a step of a reading",
    hook_models.Delivery: "what programs there were told",
    hook_models.LevelSeen: "made anew when somebody looks",
    intake.IntakeAddress: "a secret of the installation there",
    notice_models.Notice: "nobody is told twice",
    registers.Register: "a list that waits for its word, for a week",
    answers.KeptAnswer: "an answer to a program there, kept for a day",
    presence.LinkOpening: "who looked at a link there",
    views.SavedView: "what one person looks at",
    run_models.RunItem: "a run is the installation's",
    run_models.RunEffect: "a run is the installation's",
}


def test_migrations_make_the_tables_that_the_code_knows(store: Store) -> None:
    schema.upgrade(store)

    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, schema.TABLES) == []
        assert schema.is_current(connection)


def test_migrations_follow_each_other_as_their_files_are_numbered() -> None:
    every = list(ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions())

    numbers = [f"{number:04}" for number in range(len(every), 0, -1)]
    assert [one.revision for one in every] == numbers
    assert [Path(one.path).stem[:4] for one in every] == numbers


def test_tables_of_the_next_version_are_worked_with_and_left_as_they_are(
    store: Store,
) -> None:
    with store.owned() as engine, engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    schema.upgrade(store)

    with store.engine.connect() as connection:
        assert (schema.version(connection), schema.is_current(connection)) == (
            "9999",
            True,
        )


def test_moments_are_read_in_the_zone_that_http_dates_ask_for() -> None:
    """PostgreSQL gives them in a zone of its own name."""
    kept = datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("Etc/UTC"))
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own

    read = UtcTime().process_result_value(kept, dialect)

    assert read is not None
    assert format_datetime(read, usegmt=True) == "Sun, 01 Mar 2026 12:00:00 GMT"


def test_every_table_of_an_assessment_is_carried_or_left_for_a_reason() -> None:
    """A new table gets a place in `exports.CARRIED`, or stands in the list above."""
    reached = {models.Assessment.__tablename__}
    tables = schema.TABLES.sorted_tables
    for table in tables:
        if reached & {key.column.table.name for key in table.foreign_keys}:
            reached.add(table.name)

    carried = {kind.__tablename__ for kind in exports.CARRIED}
    above = {"city", "person", "revision"}
    assert carried - above == reached - {kind.__tablename__ for kind in LEFT}
    assert [t.name for t in tables if t.name in carried - above] != []


def test_the_tables_are_tied_as_the_code_says(store: Store) -> None:
    held = sa.inspect(store.engine)

    for table in schema.TABLES.sorted_tables:
        told = {
            (tuple(key.column_keys), key.referred_table.name)
            for key in table.foreign_key_constraints
        }
        assert {
            (tuple(one["constrained_columns"]), one["referred_table"])
            for one in held.get_foreign_keys(table.name)
        } == told
