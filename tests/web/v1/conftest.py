"""Programs of the people who visit the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.models import Role
from tests import factories
from tests.web.browsing import program

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from storage.models import Assessment
    from storage.store import Store
    from storage.tokens import Scope


@pytest.fixture
def of_role(
    app: Flask, store: Store, assessment: Assessment
) -> Callable[..., FlaskClient]:
    """A program of somebody of a role; a city person is one of Riverbend's."""

    def make(role: Role, *scopes: Scope, name: str = "Ana Ruiz") -> FlaskClient:
        with store.transaction() as session:
            city = assessment.city if role is Role.CITY else None
            person = factories.make_person(session, role=role, city=city, name=name)
        return program(app, store, person, *scopes)

    return make
