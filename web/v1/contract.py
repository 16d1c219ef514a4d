"""The contract with programs, as OpenAPI 3.1: made from the routes and their models."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, cast

from flask import Response, jsonify
from pydantic.json_schema import models_json_schema

from storage import answers
from web import context, credentials, errors, permissions, scopes
from web.v1 import (
    answering,
    assessments,
    documents,
    linkeddata,
    links,
    models,
    prospects,
    resumable,
    standards,
)
from web.v1.asking import FORM, JSON
from web.v1.routes import EDITION, ID, ROUTES, Route, bp

if TYPE_CHECKING:
    from pydantic import BaseModel

    Schema = dict[str, Any]
    Mode = Literal["validation", "serialization"]
    Schemas = dict[tuple[type[BaseModel], Mode], dict[str, Any]]

__all__ = ["bp", "document", "show_contract"]

# Their routes are declared as they are loaded.
DECLARED = (
    assessments,
    prospects,
    documents,
    links,
    linkeddata,
    standards,
    resumable,
)

VERSION = "1"
REF = "#/components/schemas/{model}"
SAME = "Nothing has changed since the ETag that was sent."
REFUSED = {"$ref": "#/components/responses/Problem"}
ALWAYS = (401, 403, 404, 422, 429, 503)
CHANGING = (400, 409, 413, 415)
RATE = {
    "RateLimit": {"schema": {"type": "string"}},
    "RateLimit-Policy": {"schema": {"type": "string"}},
}


@bp.get("/openapi.json")
def show_contract() -> Response:
    """Give this contract."""
    return context.fragment(jsonify(document()))


@cache
def document() -> dict[str, Any]:
    """The contract as plain values."""
    found, named = models_json_schema(_models(), ref_template=REF)
    given = cast("Schemas", found)
    defs: Schema = named.get("$defs", {})
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(_path(route), {})[route.method.lower()] = _said(
            route, given, defs
        )
    paths["/openapi.json"] = {"get": _own()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Assay",
            "version": VERSION,
            "description": "What the pages do, for programs. A personal token is shown "
            "as 'Authorization: Bearer …' and gives what its person may do, as far as "
            "its scopes go.",
        },
        "servers": [{"url": credentials.PROGRAMS}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": defs,
            "responses": {"Problem": _problem(given)},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _models() -> list[tuple[type[BaseModel], Mode]]:
    found: dict[tuple[type[BaseModel], Mode], None] = {}
    for route in ROUTES:
        if route.gives is not None:
            found[route.gives, "serialization"] = None
        for kind in (route.asks, route.takes, route.form):
            if kind is not None:
                found[kind, "validation"] = None
    return [*found, (models.Problem, "serialization")]


def _path(route: Route) -> str:
    return re.sub(r"<(\w+)>", r"{\1}", route.path)


def _said(route: Route, given: Schemas, defs: Schema) -> dict[str, Any]:
    first, _, rest = route.told.partition("\n\n")
    told: dict[str, Any] = {
        "operationId": route.endpoint,
        "tags": [route.tag],
        "summary": " ".join(first.split()),
        "x-roles": sorted(
            str(role) for role in permissions.MAY[route.endpoint] if role
        ),
        "security": [{"token": [scopes.NEEDS[route.endpoint].value]}],
        "parameters": [*_places(route), *_query(route, given, defs), *_headers(route)],
        "responses": _answers(route, given),
    }
    if rest:
        told["description"] = " ".join(rest.split())
    if body := _body(route, given):
        told["requestBody"] = {"required": True, "content": body}
    return told


def _places(route: Route) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {
                "type": "string",
                "pattern": f"^{(ID if name.endswith('_id') else EDITION).pattern}$",
            },
        }
        for name in re.findall(r"<(\w+)>", route.path)
    ]


def _query(route: Route, given: Schemas, defs: Schema) -> list[dict[str, Any]]:
    if route.asks is None:
        return []
    name = given[route.asks, "validation"]["$ref"].rpartition("/")[2]
    return [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in defs[name]["properties"].items()
    ]


def _headers(route: Route) -> list[dict[str, Any]]:
    sent = dict(route.sends)
    if route.takes or route.form:
        sent[answering.HEADER] = {"type": "string", "maxLength": answers.LONGEST_KEY}
    if route.method == "GET":
        sent["If-None-Match"] = {"type": "string"}
    return [
        {
            "name": name,
            "in": "header",
            "required": name in route.needs,
            "schema": schema,
        }
        for name, schema in sent.items()
    ]


def _body(route: Route, given: Schemas) -> dict[str, Any]:
    if route.takes:
        return {JSON: {"schema": given[route.takes, "validation"]}}
    if route.form:
        return {FORM: {"schema": given[route.form, "validation"]}}
    if route.binary:
        return {route.binary: {"schema": {"type": "string", "format": "binary"}}}
    return {}


def _answers(route: Route, given: Schemas) -> dict[str, Any]:
    headers = RATE | {name: {"schema": one} for name, one in route.tells.items()}
    if route.method == "GET":
        headers["ETag"] = {"schema": {"type": "string"}}
    good: dict[str, Any] = {"description": "What was asked for.", "headers": headers}
    if route.gives is not None:
        schema = given[route.gives, "serialization"]
        good["content"] = {route.media.partition(";")[0]: {"schema": schema}}
    told: dict[str, Any] = {str(route.status): good}
    if route.method == "GET":
        told["304"] = {"description": SAME}
    for code in _refusals(route):
        told[str(code)] = (
            REFUSED if route.method != "HEAD" else {"description": "It was refused."}
        )
    return told


def _refusals(route: Route) -> list[int]:
    changes = CHANGING if route.method in {"POST", "PATCH"} else ()
    parts = (400, 412) if route.tells else ()
    return sorted({*ALWAYS, *changes, *parts})


def _problem(given: Schemas) -> dict[str, Any]:
    return {
        "description": "Why it was refused, and what to do next.",
        "headers": {**RATE, "Retry-After": {"schema": {"type": "string"}}},
        "content": {errors.PROBLEM: {"schema": given[models.Problem, "serialization"]}},
    }


def _own() -> dict[str, Any]:
    return {
        "operationId": "v1.show_contract",
        "tags": ["contract"],
        "summary": "Give this contract.",
        "security": [],
        "responses": {
            "200": {
                "description": "What was asked for.",
                "content": {JSON: {"schema": {"type": "object"}}},
            },
            "304": {"description": SAME},
            "429": REFUSED,
        },
    }
