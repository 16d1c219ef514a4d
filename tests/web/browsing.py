"""Visitors of the pages: signed in, and sending forms as a browser does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage import people, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from storage.models import Person
    from storage.store import Store
    from storage.tokens import Scope

TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')


@dataclass(slots=True)
class Visitor:
    """A browser in which somebody, or nobody, has signed in."""

    client: FlaskClient

    def get(self, path: str, **headers: str) -> TestResponse:
        """Look at a page."""
        return self.client.get(path, headers=_named(headers))

    def text(self, path: str) -> str:
        """The words of a page, its spaces folded."""
        return words(self.get(path))

    def token(self) -> str:
        """The token that this visitor's forms carry."""
        found = TOKEN.search(self.get("/help", Accept="text/html").text)
        if found is None:
            found = TOKEN.search(self.get("/sign-in").text)
        assert found is not None
        return found[1]

    def post(self, path: str, /, **fields: object) -> TestResponse:
        """Send a form of ours."""
        data = {"form_token": self.token()} | fields
        return self.client.post(path, data=data)


def words(response: TestResponse) -> str:
    """What a page says, without its tags."""
    main = response.text.partition("<main")[2].partition("</main>")[0]
    told = re.sub(r"<[^>]+>", " ", "<main" + main)
    return " ".join(told.replace("&#39;", "'").replace("&amp;", "&").split())


def sent(response: TestResponse) -> dict[str, Any]:
    """The values that a program was sent."""
    found: dict[str, Any] = response.get_json()
    return found


def told(response: TestResponse) -> object:
    """What an answer tells, whichever request it is to."""
    if not response.data or response.mimetype != "application/problem+json":
        return response.data
    return {**(response.get_json() or {}), "request": ""}


def visitor(app: Flask, store: Store, person: Person | None = None) -> Visitor:
    """A browser in which this person has signed in."""
    client = app.test_client()
    if person is not None:
        with store.transaction() as session:
            token = people.start_session(session, person)
        client.set_cookie("assay", token)
    return Visitor(client)


def program(app: Flask, store: Store, person: Person, *scopes: Scope) -> FlaskClient:
    """A program of this person's, whose token is for all they may do, or for less."""
    client = app.test_client()
    show_token(client, store, person, *scopes)
    return client


def show_token(
    client: FlaskClient, store: Store, person: Person, *scopes: Scope
) -> str:
    """Have a client show a new token of somebody's at every address."""
    with store.transaction() as session:
        held = scopes or tokens.OF_ROLE[person.role]
        token = tokens.make(session, person, "A script", held, days=7)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return token


def routes(app: Flask) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Every address of the application: method, rule, names of its parts."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule.rule, frozenset(rule.arguments)


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
