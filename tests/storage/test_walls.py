"""What PostgreSQL itself keeps apart, tried by the role that Assay runs as."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from storage import events, schema, sights, walls
from storage.deeds import Deed
from storage.errors import Refused
from storage.models import Assessment, City, Document, Link
from storage.settings import Settings
from storage.store import Store
from tests import factories, servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.columns import Base

WALLED = sorted({one.table for one in walls.policies(schema.TABLES)})


@pytest.fixture(scope="module")
def store(
    postgres_root: str, empty_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """A store with two cities of one link each, for nobody's rows."""
    name = f"test_{secrets.token_hex(6)}"
    owned = servers.make_database(postgres_root, name, template=empty_template)
    store = Store(servers.of_two_roles(tmp_path_factory.mktemp("walls"), owned))
    with store.transaction() as session:
        for _ in range(2):
            factories.make_link(session)
        for city in session.scalars(sa.select(City)):
            events.record(session, Deed.CITY_ADDED, city.id)
        events.record(session, Deed.RUN_STARTED, None)
    yield store.within(sights.NOBODY)
    store.close()


@pytest.fixture
def cities(store: Store) -> tuple[str, str]:
    """The ids of the two cities."""
    with store.snapshot() as session:
        one, two = session.scalars(sa.select(City.id).order_by(City.name))
    return one, two


def test_every_table_with_a_city_has_its_wall(store: Store) -> None:
    of_a_city = sa.text(
        "SELECT DISTINCT table_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND column_name IN ('city_id', 'chain')"
    )
    walled = sa.text(
        "SELECT relname FROM pg_class JOIN pg_policies ON tablename = relname"
        " WHERE relrowsecurity AND relforcerowsecurity AND cmd = 'ALL'"
        " AND qual LIKE '%assay.cities%' AND with_check = qual"
    )
    with store.engine.connect() as connection:
        tables = {"city", *connection.scalars(of_a_city)}
        behind = connection.scalars(walled).all()

    assert sorted(behind) == sorted(tables)
    assert sorted(behind) == WALLED


def test_only_these_look_beyond_a_city() -> None:
    packages = ("storage", "web", "workers")
    root = Path(walls.__file__).parents[1]
    files = [path for name in packages for path in (root / name).rglob("*.py")]

    looking = {
        path.relative_to(root).as_posix()
        for path in files
        if "sights.beyond(" in path.read_text()
    }

    assert looking == {
        "storage/answers.py",  # what a key of one's own was answered with
        "storage/assignments.py",  # how much waits for each reviewer everywhere
        "storage/documents.py",  # whether these contents were found to be malware
        "storage/precedents.py",  # how the like was decided where one reviews
        "storage/leaving.py",  # whether another city has the same file
    }


def test_without_a_sight_nothing_is_seen(store: Store) -> None:
    seen = {}
    with store.snapshot() as session:
        for name in set(WALLED) - set(walls.READ_BY_ALL):
            count = sa.select(sa.func.count()).select_from(schema.TABLES.tables[name])
            seen[name] = session.scalar(count)
    with store.within(sights.INSTALLATION).snapshot() as session:
        assert session.scalar(sa.select(sa.func.count(Link.id))) == 2

    assert {name: count for name, count in seen.items() if count} == {
        # Whoever does something adds to the installation's history.
        "event_head": 1
    }


def test_a_sight_ends_with_its_transaction(
    store: Store, cities: tuple[str, str]
) -> None:
    with store.within(sights.of(cities[0])).snapshot() as session:
        assert session.scalars(sa.select(Link.city_id)).all() == [cities[0]]
    # The connection is the same one: there was never a second.
    with store.snapshot() as session:
        assert session.scalars(sa.select(Link.city_id)).all() == []


@pytest.mark.parametrize("kind", [Document, Link])
def test_another_citys_rows_are_neither_read_nor_changed_nor_removed(
    store: Store, cities: tuple[str, str], kind: type[Base]
) -> None:
    mine, other = cities
    column = kind.__table__.c.city_id
    theirs = column == other
    with store.within(sights.of(mine)).transaction() as session:
        assert set(session.scalars(sa.select(column))) == {mine}
        for change in (
            sa.update(kind).where(theirs).values({column.name: mine}),
            sa.delete(kind).where(theirs),
        ):
            changed = session.execute(change)
            assert changed.rowcount == 0  # type: ignore[attr-defined]  # of a change
    with store.within(sights.of(other)).snapshot() as session:
        assert set(session.scalars(sa.select(column))) == {other}


def test_nothing_is_given_to_another_city(
    store: Store, cities: tuple[str, str]
) -> None:
    mine, other = cities
    given = Assessment(
        city_id=other,
        edition="wwc-2022",
        standard_digest="0" * 64,
        opened=sa.func.now(),
    )
    moved = sa.update(Assessment).where(Assessment.city_id == mine)
    inside, refused = store.within(sights.of(mine)), "row-level security"
    with (
        pytest.raises(ProgrammingError, match=refused),
        inside.transaction() as session,
    ):
        session.add(given)
    with (
        pytest.raises(ProgrammingError, match=refused),
        inside.transaction() as session,
    ):
        session.execute(moved.values(city_id=other))
    with (
        pytest.raises(ProgrammingError, match=refused),
        inside.transaction() as session,
    ):
        events.record(session, Deed.CITY_REMOVED, other)


def test_a_city_adds_to_the_installations_history_and_does_not_read_it(
    store: Store, cities: tuple[str, str]
) -> None:
    with store.within(sights.of(cities[0])).transaction() as session:
        events.record(session, Deed.PERSON_CHANGED, None, name="Ana")
    with store.within(sights.of(cities[0])).snapshot() as session:
        assert events.listed(session, None) == []
    with store.within(sights.INSTALLATION).snapshot() as session:
        assert events.listed(session, None)[0].deed is Deed.PERSON_CHANGED


@pytest.mark.parametrize(
    "said",
    [
        "ALTER TABLE link DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE link NO FORCE ROW LEVEL SECURITY",
        "DROP TABLE link",
        "TRUNCATE link CASCADE",
        "CREATE TABLE mine (id int)",
        "SET ROLE assay_owns",
        "ALTER ROLE assay_runs BYPASSRLS",
        "UPDATE alembic_version SET version_num = '0001'",
        "DELETE FROM event",
        "UPDATE event SET hash = content_hash",
        "DELETE FROM event_head",
    ],
)
def test_the_role_that_runs_takes_no_wall_down_and_no_history_back(
    store: Store, said: str
) -> None:
    with store.engine.connect() as connection:
        assert walls.hold(connection)
        with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"):
            connection.exec_driver_sql(said)


def test_a_query_that_would_go_round_a_wall_is_refused(store: Store) -> None:
    with store.engine.connect() as connection:
        connection.exec_driver_sql("SET row_security = off")
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.exec_driver_sql("SELECT id FROM link")


def test_a_session_takes_up_another_sight_and_keeps_it(
    store: Store, cities: tuple[str, str]
) -> None:
    with store.within(sights.INSTALLATION).snapshot() as session:
        assert len(session.scalars(sa.select(Link.id)).all()) == 2
        sights.change(session, sights.of(cities[1]))
        assert session.scalars(sa.select(Link.city_id)).all() == [cities[1]]
        session.rollback()
        assert session.scalars(sa.select(Link.city_id)).all() == [cities[1]]


def test_the_sight_of_a_row_is_its_city(store: Store, cities: tuple[str, str]) -> None:
    with store.within(sights.INSTALLATION).snapshot() as session:
        one = session.scalars(sa.select(Document).where(Document.city_id == cities[0]))
        assert sights.whose(session, Document, one.one().id) == sights.of(cities[0])
        assert sights.whose(session, Document, "0" * 26) == sights.NOBODY


def test_old_tables_are_refused_by_a_role_that_may_not_change_them(
    postgres_root: str, tmp_path: Path
) -> None:
    owned = servers.make_database(postgres_root, f"test_{secrets.token_hex(6)}")
    settings = Settings(home=tmp_path, database_url=owned)
    owner = Store(settings)
    with owner.engine.begin() as connection:
        connection.exec_driver_sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    owner.close()
    behind = Store(
        Settings(home=tmp_path, database_url=servers.as_role(owned, servers.RUNS))
    )

    with pytest.raises(Refused, match="run: assay migrate"):
        schema.upgrade(behind)
    behind.close()
