"""The contract tells of every route, and the docs of what it tells."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.web.browsing import sent
from web import errors, scopes
from web.v1 import contract

if TYPE_CHECKING:
    from flask import Flask

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
    assert len(answered) == 23


def test_every_route_but_the_contract_needs_a_scope() -> None:
    endpoints = {name for _method, _path, name in _told()}

    assert endpoints - {"v1.show_contract"} == set(scopes.NEEDS)


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


def test_the_docs_tell_every_word_of_a_refusal() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (\d+) \|$", PAGE.read_text(), re.MULTILINE)

    assert {int(code): word for word, code in rows} == errors.PROBLEMS
