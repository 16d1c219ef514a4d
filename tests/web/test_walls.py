"""The pages behind the walls of PostgreSQL show what they show without them.

The other tests of pages run on SQLite, where nothing hides a row that a page has not
said it needs. Here a role that owns nothing asks, by every route.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage import decisions, schema
from storage.models import City, Link, Verdict
from storage.quotas import Quota
from storage.store import Store
from tests import factories
from tests.web.browsing import words
from tests.web.who import WHO
from tests.web.world import CITYS_OWN, World, expected, make_world, outcome
from web import context, permissions
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from storage.models import Assessment
    from tests.web.who import Who

# Their sights differ: one city, the cities of a reviewer, all.
ASKING = [who for who in WHO if who.name in {"city own", "reviewer assigned", "lead"}]
READABLE = {"application/json", "application/problem+json", "text/csv", "text/plain"}
# The history of either goes on by itself: whoever reads here looks there, too.
HEAD = r'"hash": ?"[0-9a-f]{64}"|\d+ [0-9a-f]{64}'
ANEW = re.compile(rf'"request": ?"\w+"|\d+ seconds?|{HEAD}')
ENDPOINTS = sorted({*permissions.MAY} - {"signin.leave"})


@pytest.fixture
def database(on_postgresql: str) -> str:
    """Here the pages run on PostgreSQL."""
    return on_postgresql


@pytest.fixture
def world(app: Flask, store: Store, assessment: Assessment) -> World:
    return make_world(app, store, assessment)


@pytest.fixture
def without(
    store: Store, world: World, tmp_path: Path, empty_tables: Path
) -> Iterator[World]:
    """The same world with the same files on SQLite, which has no walls."""
    copied = tmp_path / "copied.db"
    copied.write_bytes(empty_tables.read_bytes())
    other = Store(replace(store.settings, database_url=f"sqlite:///{copied}"))
    app = create_app(other)
    app.testing = True
    yield replace(world, app=app, store=other)
    other.close()


def test_every_page_is_the_same_behind_the_walls(world: World, without: World) -> None:
    ids, precedent = world.ids_of_now(), _decide(world)
    behind = {who.name: world.visitor(who) for who in ASKING}
    _copy(world.store, without.store)
    beside = {name: without.again(one) for name, one in behind.items()}
    differs = {}
    for endpoint in ENDPOINTS:
        if world.route(endpoint)[0] != "GET":
            continue
        for name in _asking(world, endpoint):
            one = behind[name]
            walled = _told(world.ask(one, endpoint, ids))
            free = _told(without.ask(beside[name], endpoint, ids))
            if walled != free:
                differs[endpoint, name] = (walled, free)

    assert differs == {}
    assert precedent in behind["lead"].text(f"/links/{ids['link_id']}")


def test_a_request_sees_nothing_then_what_one_reaches_then_one_city(
    world: World,
) -> None:
    cookie = world.visitor(ASKING[-1]).client.get_cookie("assay")
    assert cookie is not None
    with world.store.transaction() as session:
        factories.make_link(session)
    one = world.assessment

    with world.app.test_request_context(headers={"Cookie": f"assay={cookie.value}"}):
        with context.store().snapshot() as session:
            assert _cities(session) == []
        with context.looking() as (session, lead):
            assert len(_cities(session)) == 2
            context.my_assessment(session, lead, one.id)
            assert _cities(session) == [one.city_id]
        with context.store().snapshot() as session:
            assert _cities(session) == []


def test_what_a_role_may_do_it_does_behind_the_walls(world: World) -> None:
    world.store.quota = Quota(files=1000)
    outcomes, may = {}, {}
    for endpoint in ENDPOINTS:
        who = _first(endpoint)
        if who is None or world.route(endpoint)[0] == "GET":
            continue
        answer = world.ask(world.visitor(who), endpoint, world.ids_of_now())
        outcomes[endpoint] = outcome(answer)
        may[endpoint] = expected(world, endpoint, who)

    assert outcomes == may


def _decide(world: World) -> str:
    """Have the link be decided, and one like it elsewhere; gives that city's name."""
    with world.store.transaction() as session:
        like = factories.make_link(session, criterion="DM1")
        for link_id in (world.ids["link_id"], like.id):
            judge = factories.make_person(session)
            decisions.decide(session, link_id, Verdict.CONFIRMED, by=judge, seen=0)
        return session.get_one(City, like.city_id).name


def _cities(session: Session) -> Sequence[str]:
    return session.scalars(sa.select(Link.city_id).distinct()).all()


def _asking(world: World, endpoint: str) -> list[str]:
    """Who misses a row first: the lead where a page keeps to one city, else all."""
    _method, parts = world.route(endpoint)
    able = [who for who in ASKING if permissions.allows(endpoint, who.role)]
    return [who.name for who in (able[-1:] if parts & CITYS_OWN else able)]


def _first(endpoint: str) -> Who | None:
    """The first of those who ask that may use a route: the one who sees least."""
    able = (who for who in ASKING if permissions.allows(endpoint, who.role))
    return next(able, None)


def _copy(store: Store, other: Store) -> None:
    with store.snapshot() as session, other.transaction() as copy:
        for table in schema.TABLES.sorted_tables:
            rows = [dict(row) for row in session.execute(sa.select(table)).mappings()]
            if rows:
                copy.execute(sa.insert(table), rows)


def _told(answer: TestResponse) -> tuple[int, str, str]:
    """What an answer tells, but for what is another each time."""
    text = words(answer) if answer.mimetype == "text/html" else ""
    text = answer.text if answer.mimetype in READABLE else text
    going = answer.headers.get("Location", "").partition("?")[0]
    return answer.status_code, going, ANEW.sub("", text)
