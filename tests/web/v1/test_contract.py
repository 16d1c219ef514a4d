"""The contract tells of every route, and the docs of what it tells."""

from __future__ import annotations

import io
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from storage.models import Role
from tests import factories
from tests.web.browsing import sent
from web import errors, permissions
from web.v1 import contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor

PAGE = Path(__file__).parents[3] / "docs" / "api.md"


def _told() -> set[tuple[str, str, str]]:
    return {
        (method.upper(), path, said["operationId"])
        for path, methods in contract.document()["paths"].items()
        for method, said in methods.items()
    }


def test_the_contract_tells_of_every_route_and_of_no_other(app: Flask) -> None:
    answered = {
        (method, re.sub(r"<(\w+)>", r"{\1}", rule.rule), rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"OPTIONS"}
        if method != "HEAD" or "GET" not in (rule.methods or set())
    }

    assert {(m, f"/api/v1{path}", name) for m, path, name in _told()} == answered
    assert len(answered) == 22


def test_every_route_but_the_contract_needs_a_scope() -> None:
    endpoints = {name for _method, _path, name in _told()}

    assert endpoints - {"v1.show_contract"} == set(permissions.NEEDS)


def test_the_contract_is_served_as_it_is_made(nobody: Visitor) -> None:
    answer = nobody.get("/api/v1/openapi.json")

    assert sent(answer) == contract.document()
    assert sent(answer)["openapi"] == "3.1.0"


def test_no_model_takes_or_gives_a_field_that_is_not_named() -> None:
    models = contract.document()["components"]["schemas"]

    loose = [
        name
        for name, schema in models.items()
        if schema.get("type") == "object"
        and schema["additionalProperties"] is not False
    ]

    assert loose == []
    assert len(models) > 30


def test_the_page_to_read_tells_of_every_address_and_refusal(citizen: Visitor) -> None:
    page = citizen.text("/api")

    told = [f"{method} /api/v1{path}" for method, path, _name in _told()]
    assert [one for one in told if one not in page] == []
    assert [word for word in errors.PROBLEMS.values() if word not in page] == []
    assert "undecided | confirmed | rejected" in page


def test_the_examples_of_the_docs_work(
    of_role: Callable[..., FlaskClient], store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        session.add(assessment)
        document = factories.make_read_document(session, assessment=assessment)
        link = factories.make_link(session, document=document, criterion="DM1")
        names = {
            "$ASSAY": "",
            "$ASSESSMENT": assessment.id,
            "$DOCUMENT": document.id,
            "$LINK": link.id,
        }
    lead = of_role(Role.LEAD)

    examples = list(_examples(names))
    answers = [_run(lead, words) for words in examples]

    assert {one.status_code for one in answers} == {200, 201}
    assert len(examples) == 19


def test_the_docs_tell_every_word_of_a_refusal() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (\d+) \|$", PAGE.read_text(), re.MULTILINE)

    assert {int(code): word for word, code in rows} == errors.PROBLEMS


def _examples(names: dict[str, str]) -> Iterator[list[str]]:
    text = PAGE.read_text().replace("\\\n", "")
    for line in re.findall(r"^curl .*$", text, re.MULTILINE):
        filled = line
        for name, value in names.items():
            filled = filled.replace(name, value)
        yield shlex.split(filled)


def _run(client: FlaskClient, words: list[str]) -> TestResponse:
    """Do what curl does with these words; the client shows a token by itself."""
    headers, fields, body, method, address = {}, {}, None, "GET", ""
    rest = iter(words[1:])
    for word in rest:
        if word == "-H":
            name, _colon, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "-F":
            name, _at, file = next(rest).partition("=@")
            fields[name], method = (io.BytesIO(b"The committee met."), file), "POST"
        elif word == "-d":
            body, method = next(rest), "POST"
        elif word == "-X":
            method = next(rest)
        else:
            address = word
    headers.pop("Authorization")
    return client.open(address, method=method, headers=headers, data=fields or body)
