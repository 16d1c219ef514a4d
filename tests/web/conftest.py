"""The application over an empty store, and the people who visit it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from werkzeug.routing import Rule

from storage.models import Role
from tests import factories
from tests.web.browsing import Visitor, show_token, visitor
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jinja2 import Environment

    from storage.models import Assessment
    from storage.store import Store


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Pages know nothing of the kind of database; SQLite is the quick one.

    With ASSAY_TEST_PAGES=postgresql they run behind the walls, for a check by hand.
    """
    if os.environ.get("ASSAY_TEST_PAGES") == "postgresql":
        return str(request.getfixturevalue("on_postgresql"))
    return ""


@pytest.fixture(scope="session", autouse=True)
def _known_templates() -> Iterator[None]:
    """The templates, which every application would load anew."""
    plain = Flask.create_jinja_environment
    known: dict[str, Environment] = {}

    def make(app: Flask) -> Environment:
        if app.name not in known:
            known[app.name] = plain(app)
        return known[app.name]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "create_jinja_environment", make)
        yield


@pytest.fixture(scope="session", autouse=True)
def _known_routes() -> Iterator[None]:
    """The ways to write addresses, which every application would compile anew."""
    plain = Rule._compile_builder  # noqa: SLF001 - four fifths of making an application
    known: dict[tuple[str, str, bool], Callable[..., object]] = {}

    def build(rule: Rule, append_unknown: bool) -> Callable[..., object]:  # noqa: FBT001 - as werkzeug calls it
        key = (rule.rule, str(rule.endpoint), append_unknown)
        if key not in known:
            known[key] = plain(rule, append_unknown)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", build)
        yield


@pytest.fixture
def app(store: Store) -> Flask:
    """The application."""
    app = create_app(store)
    app.testing = True
    return app


@pytest.fixture
def commands(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands in this process work on the store of the pages."""
    for name in ("home", "database_url", "database_owner_url"):
        if told := str(getattr(store.settings, name)):
            monkeypatch.setenv(f"ASSAY_{name.upper()}", told)


@pytest.fixture
def assessment(store: Store) -> Assessment:
    """An open assessment of a city called Riverbend."""
    with store.transaction() as session:
        city = factories.make_city(session, name="Riverbend")
        return factories.make_assessment(session, city=city)


@pytest.fixture
def as_role(app: Flask, store: Store, assessment: Assessment) -> Callable[..., Visitor]:
    """Sign somebody of a role in; a city person is one of Riverbend's."""

    def sign_in(
        role: Role, *, name: str = "Ana Ruiz", with_token: bool = False
    ) -> Visitor:
        with store.transaction() as session:
            city = assessment.city if role is Role.CITY else None
            person = factories.make_person(session, role=role, city=city, name=name)
        found = visitor(app, store, person)
        if with_token:
            show_token(found.client, store, person)
        return found

    return sign_in


@pytest.fixture
def nobody(app: Flask, store: Store) -> Visitor:
    """Somebody who has not signed in."""
    return visitor(app, store)


@pytest.fixture
def reviewer(as_role: Callable[..., Visitor]) -> Visitor:
    """Ana Ruiz, a reviewer."""
    return as_role(Role.REVIEWER)


@pytest.fixture
def lead(as_role: Callable[..., Visitor]) -> Visitor:
    """Marta Reyes, the programme lead."""
    return as_role(Role.LEAD, name="Marta Reyes")


@pytest.fixture
def citizen(as_role: Callable[..., Visitor]) -> Visitor:
    """Tom Okafor, who works for Riverbend."""
    return as_role(Role.CITY, name="Tom Okafor")
