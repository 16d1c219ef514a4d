from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from storage import schema
from storage.models import Decision, Link, PassageRow, Verdict
from storage.store import Store
from storage.text_models import PageText
from tests import factories
from tests.rows import make_row

if TYPE_CHECKING:
    from storage.columns import Base
    from storage.settings import Settings

# Tables that are led to a city, and are no city's; each with the reason.
NO_CITYS = {
    "notice": "may be about no city; with one, it is tied to its assessment",
    "invitation": "may be to no city; answered before anybody has signed in",
    "person": "a reviewer and a lead are no city's; found before a city is known",
}
# What hangs on something of a city; each row of the old form below.
OLD: dict[str, list[dict[str, object]]] = {
    "city": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
    "person": [{"id": "ana", "email": "ana@example.org", "city_id": None}],
    "assessment": [{"id": f"as-{c}", "city_id": c} for c in "ab"],
    "document": [
        {
            "id": f"{which}-{c}",
            "city_id": c,
            "assessment_id": f"as-{c}",
            "parent_id": f"whole-{c}" if which == "part" else None,
            "sha256": which,
            "state": "read",
        }
        for c in "ab"
        for which in ("whole", "part")
    ],
    "link": [
        {
            "id": f"link-{c}",
            "city_id": c,
            "assessment_id": f"as-{c}",
            "document_id": f"part-{c}",
        }
        for c in "ab"
    ],
    "evidence_request": [
        {"id": f"ask-{c}", "city_id": c, "assessment_id": f"as-{c}", "made_by": "ana"}
        for c in "ab"
    ],
    "run": [{"id": "run"}],
}
OF_DOCUMENT = ("page", "searchable", "page_image", "page_range")
OLD |= {name: [{"document_id": f"part-{c}"} for c in "ab"] for name in OF_DOCUMENT}
OLD |= {
    "passage": [{"link_id": f"link-{c}"} for c in "ab"],
    "decision": [{"link_id": f"link-{c}", "by_id": "ana"} for c in "ab"],
    "review_event": [{"assessment_id": f"as-{c}", "by_id": "ana"} for c in "ab"],
    "request_answer": [
        {"request_id": f"ask-{c}", "document_id": f"part-{c}"} for c in "ab"
    ],
    "run_item": [
        {"run_id": "run", "document_id": f"part-{c}", "assessment_id": f"as-{c}"}
        for c in "ab"
    ],
    "run_effect": [{"run_id": "run", "assessment_id": f"as-{c}"} for c in "ab"],
}


def test_what_leads_to_a_city_is_tied_to_it(store: Store) -> None:
    """In the code's catalogue and in the database's own."""
    live = sa.MetaData()
    live.reflect(store.engine)

    assert _untied(schema.TABLES) == []
    assert _untied(live) == []


def test_a_table_that_is_not_tied_is_told() -> None:
    loose = sa.MetaData()
    sa.Table("city", loose, sa.Column("id", sa.String, primary_key=True))
    of_city: sa.Column[str] = sa.Column(
        "city_id", sa.ForeignKey("city.id"), nullable=False
    )
    sa.Table("plan", loose, sa.Column("id", sa.String, primary_key=True), of_city)
    sa.Table("step", loose, sa.Column("plan_id", sa.ForeignKey("plan.id")))

    assert _untied(loose) == [
        "step has no city_id that is always there",
        "step is tied to plan without its city",
    ]


@pytest.mark.parametrize("kind", [PageText, PassageRow, Decision])
def test_no_row_hangs_on_what_is_another_citys(store: Store, kind: type[Base]) -> None:
    with store.transaction() as session:
        other, link = factories.make_city(session), factories.make_link(session)
        person = factories.make_person(session)
        given: dict[str, Any] = {"link_id": link.id, "city_id": other.id}
        given |= {"number": 9, "ordinal": 9, "document_id": link.document_id}
        given |= {"by_id": person.id, "verdict": Verdict.CONFIRMED}
        table = schema.TABLES.tables[kind.__tablename__]
        row = make_row(table, given)

    with pytest.raises(sa.exc.IntegrityError), store.transaction() as session:
        session.execute(sa.insert(table), row)


def test_an_old_database_comes_through_with_its_rows(settings: Settings) -> None:
    store = Store(settings)
    [path] = (schema.MIGRATIONS / "versions").glob("*_cities_apart.py")
    step = importlib.import_module(f"storage.migrations.versions.{path.stem}")
    _upgrade(store, step.down_revision)
    old = sa.MetaData()
    with store.owned() as engine:
        old.reflect(engine)
    with store.owned() as engine, engine.begin() as connection:
        for name, rows in OLD.items():
            table = old.tables[name]
            connection.execute(sa.insert(table), [make_row(table, row) for row in rows])

    schema.upgrade(store)

    with store.transaction() as session:
        for name in step.TIED:
            table = schema.TABLES.tables[name]
            assert sorted(session.scalars(sa.select(table.c.city_id))) == ["a", "b"]
        # The guards of decisions are there again, and rows go with what they hang on.
        refused = pytest.raises(sa.exc.IntegrityError)
        change = sa.update(Decision).values(note="changed")
        if session.get_bind().dialect.name == "sqlite":
            with refused, session.begin_nested():
                session.execute(change)
        else:
            session.execute(change)
        assert set(session.scalars(sa.select(Decision.note))) == {"x"}
        session.execute(sa.delete(Link).where(Link.city_id == "a"))
        for kind in (Decision, PassageRow):
            assert session.scalars(sa.select(kind.city_id)).all() == ["b"]
    store.close()


def _untied(tables: sa.MetaData) -> list[str]:
    """What lacks a city, or hangs on something of a city without it."""
    led, faults = {"city"}, []
    for table in tables.sorted_tables:
        keys = [
            k for k in table.foreign_key_constraints if _of(k) in led | {table.name}
        ]
        if table.name in NO_CITYS or not keys:
            continue
        led.add(table.name)
        if "city_id" not in table.c or table.c.city_id.nullable:
            faults.append(f"{table.name} has no city_id that is always there")
        for key in keys:
            pairs = {(one.parent.name, one.column.name) for one in key.elements}
            wanted = ("city_id", "id" if _of(key) == "city" else "city_id")
            if wanted not in pairs:
                faults.append(f"{table.name} is tied to {_of(key)} without its city")
    return faults


def _of(key: sa.ForeignKeyConstraint) -> str:
    return str(key.referred_table.name)


def _upgrade(store: Store, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    with store.owned() as engine, engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
