"""A page to read the contract with programs; it says what openapi.json says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint

from web import context, credentials, errors
from web.v1 import contract

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Schema = Mapping[str, Any]

bp = Blueprint("reference", __name__)


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field, and what may stand in it."""

    name: str
    place: str
    kind: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """A model: what a body or an answer holds."""

    name: str
    title: str
    told: str
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True)
class Call:
    """One method of one address; ``takes`` and ``gives`` name models, if it does."""

    method: str
    path: str
    told: str
    roles: Sequence[str]
    scopes: Sequence[str]
    parameters: Sequence[Field]
    takes: str
    gives: str


@bp.get("/api")
def show() -> str:
    """Show every address for programs, with what it takes and gives."""
    context.let_in()
    told = contract.document()
    groups: dict[str, list[Call]] = {}
    for path, methods in told["paths"].items():
        for method, said in methods.items():
            call = _call(method.upper(), path, said, told)
            groups.setdefault(said["tags"][0], []).append(call)
    titles, shapes = errors.titles(), list(_shapes(told))
    return context.page(
        "reference/show.html",
        groups=groups,
        shapes=shapes,
        named={shape.name: shape.title for shape in shapes},
        problems=[(code, word, titles[code]) for code, word in errors.PROBLEMS.items()],
        most=context.store().settings.api_per_minute,
    )


def _call(method: str, path: str, said: Schema, told: Schema) -> Call:
    body = said.get("requestBody", {}).get("content", {})
    good = next(one for code, one in said["responses"].items() if code[0] == "2")
    return Call(
        method=method,
        path=f"{credentials.PROGRAMS}{path}",
        told=f"{said['summary']} {said.get('description', '')}".strip(),
        roles=said.get("x-roles", ()),
        scopes=[one for way in said["security"] for one in way["token"]],
        parameters=[
            Field(one["name"], one["in"], _kind(one["schema"], told), one["required"])
            for one in said.get("parameters", ())
        ],
        takes=_model(body),
        gives=_model(good.get("content", {})),
    )


def _model(content: Schema) -> str:
    """The name of the model of a body, or nothing."""
    return next(
        (_name(b["schema"]) for b in content.values() if "$ref" in b["schema"]), ""
    )


def _shapes(told: Schema) -> Iterator[Shape]:
    for name, held in told["components"]["schemas"].items():
        if "properties" in held:
            needed = held.get("required", ())
            yield Shape(
                name,
                held["title"],
                held.get("description", "").partition("\n\n")[0],
                [
                    Field(field, "", _kind(schema, told), field in needed)
                    for field, schema in held["properties"].items()
                ],
            )


def _kind(schema: Schema, told: Schema) -> str:
    """What may stand in a place, in a few words."""
    if "$ref" in schema:
        held = told["components"]["schemas"][_name(schema)]
        return " | ".join(held["enum"]) if "enum" in held else held["title"]
    if "anyOf" in schema:
        return " | ".join(_kind(one, told) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if schema.get("type") == "array" and "items" in schema:
        return f"[{_kind(schema['items'], told)}]"
    return str(schema.get("const") or schema.get("format") or schema.get("type", ""))


def _name(schema: Schema) -> str:
    return str(schema["$ref"]).rpartition("/")[2]
