"""Every role asks for every route, of its own city and of another.

What each may do is read from the table in ``web.permissions``.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from storage.columns import new_id
from storage.models import Role
from storage.settings import Settings
from storage.store import Store
from tests import factories, statements
from tests.rows import row_counts
from tests.web.browsing import Visitor, told
from tests.web.who import WHO
from tests.web.world import CITYS_OWN, World, expected, make_world, outcome
from web import permissions
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

    from storage.models import Assessment


@dataclass(frozen=True, slots=True)
class Begun:
    """A world before anybody has asked, who asks in it, and for what."""

    world: World
    ids: dict[str, str]
    visitors: dict[str, Visitor]

    @classmethod
    def of(cls, world: World) -> Begun:
        """The beginning of a world."""
        visitors = {who.name: world.visitor(who) for who in WHO}
        return cls(world, world.ids_of_now(), visitors)


@pytest.fixture
def world(app: Flask, store: Store, assessment: Assessment) -> World:
    return make_world(app, store, assessment)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, empty_tables: Path) -> Begun:
    """The first of many worlds that are alike."""
    home = tmp_path_factory.mktemp("world")
    shutil.copy(empty_tables, home / "assay.db")
    store = statements.share(Store(Settings(home=home)))
    with store.transaction() as session:
        city = factories.make_city(session, name="Riverbend")
        assessment = factories.make_assessment(session, city=city)
    begun = Begun.of(make_world(create_app(store), store, assessment))
    store.close()
    return begun


@pytest.fixture
def begun(
    request: pytest.FixtureRequest, database: str, tmp_path: Path
) -> Iterator[Begun]:
    """A world of one's own; on SQLite a copy, as making it takes long."""
    if database:
        yield Begun.of(request.getfixturevalue("world"))
        return
    first: Begun = request.getfixturevalue("first")
    shutil.copytree(first.world.store.settings.home, tmp_path / "home")
    store = statements.share(Store(Settings(home=tmp_path / "home")))
    world = replace(first.world, app=create_app(store), store=store)
    world.app.testing = True
    visitors = {name: world.again(one) for name, one in first.visitors.items()}
    yield Begun(world, first.ids, visitors)
    store.close()


def test_every_route_has_a_line_in_the_table(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == {*permissions.MAY}


def test_what_has_no_line_is_nobodys() -> None:
    assert not any(permissions.allows("not.there", role) for role in (None, *Role))


@pytest.mark.parametrize("endpoint", sorted({*permissions.MAY} - {"signin.leave"}))
def test_role_matrix(begun: Begun, endpoint: str) -> None:
    world, ids = begun.world, begun.ids
    outcomes, may, changed = {}, {}, []
    before = row_counts(world.store)
    for who in WHO:
        client = begun.visitors[who.name]
        may[who.name] = expected(world, endpoint, who)
        answer = world.ask(client, endpoint, ids)
        outcomes[who.name] = outcome(answer)
        used_up = row_counts(world.store) != before
        if used_up and may[who.name] != "may":
            changed.append(who.name)
        if may[who.name] == 404:
            none = ids | {name: new_id() for name in CITYS_OWN}
            made_up = world.ask(client, endpoint, none)
            assert (made_up.status_code, told(made_up)) == (404, told(answer))
        if used_up:
            ids = world.ids_of_now()
            before = row_counts(world.store)

    assert outcomes == may
    assert changed == []


def test_anybody_signs_out(nobody: Visitor) -> None:
    assert nobody.post("/sign-out").location == "/sign-in"
