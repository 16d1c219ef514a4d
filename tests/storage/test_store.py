from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage.models import City
from storage.settings import Settings
from storage.store import Store
from tests.factories import make_city

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_changed_while_looking_is_not_kept(store: Store) -> None:
    with suppress(sa.exc.InternalError), store.snapshot() as session:
        make_city(session)
    with store.snapshot() as session:
        session.add(City(name="Belmar", country="BR", population=90_000))

    with store.snapshot() as session:
        assert session.scalars(sa.select(City)).all() == []


def test_postgresql_takes_no_change_of_one_who_looks(
    tmp_path: Path, on_postgresql: str
) -> None:
    store = Store(Settings(home=tmp_path, database_url=on_postgresql))
    with (
        pytest.raises(sa.exc.InternalError, match="read-only"),
        store.snapshot() as session,
    ):
        make_city(session)
    store.close()


def test_a_question_asked_often_is_planned_once_on_postgresql(
    tmp_path: Path, on_postgresql: str
) -> None:
    store = Store(Settings(home=tmp_path, database_url=on_postgresql))
    asked = sa.select(City.name).where(City.id == sa.bindparam("city"))
    for _ in range(12):
        with store.snapshot() as session:
            session.scalars(asked, {"city": "belmar"}).all()

    with store.snapshot() as session:
        prepared = sa.text(
            "SELECT count(*) FROM pg_prepared_statements"
            " WHERE statement LIKE 'SELECT city.name%' AND generic_plans > 0"
        )
        assert session.scalar(prepared) == 1
    store.close()
