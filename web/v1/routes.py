"""How a route of the API is declared: once, for its answer and for the contract."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import wraps
from inspect import getdoc
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from storage.assessments import SAME_AS_NONE
from storage.errors import NotFound
from web import context, credentials
from web.v1.asking import JSON

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from web.v1.models import Model

    View = Callable[..., Model]

bp = Blueprint("v1", __name__, url_prefix=credentials.PROGRAMS)
# All that are declared, in the order in which the contract tells of them.
ROUTES: list[Route] = []

ID = re.compile(r"[0-9a-z]{26}")
EDITION = re.compile(r"[0-9a-z-]{1,30}")


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one address.

    ``gives`` is the model of its answer, or nothing; ``asks`` that of its query;
    ``takes`` of its body, in JSON, ``form`` of one that carries a file, and ``binary``
    is the type of bytes. ``media`` is the type of the answer. ``sends`` and ``tells``
    are headers of the request and of the answer; the request ``needs`` some of them.
    """

    endpoint: str
    method: str
    path: str
    told: str
    gives: Any = None
    asks: type[Model] | None = None
    takes: type[Model] | None = None
    form: type[Model] | None = None
    binary: str = ""
    media: str = JSON
    status: int = 200
    sends: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    tells: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()

    @property
    def tag(self) -> str:
        """Of what kind of thing it is: the last noun of its address."""
        return [one for one in self.path.split("/") if one and one[0] != "<"][-1]


def route(
    method: str,
    path: str,
    *,
    gives: Any,  # noqa: ANN401 - a model, or a list of one
    asks: type[Model] | None = None,
    takes: type[Model] | None = None,
    form: type[Model] | None = None,
    media: str = JSON,
    status: int = 200,
) -> Callable[[View], View]:
    """Declare a route: what its view returns is what it ``gives``."""

    def declare(view: View) -> View:
        name = view.__name__
        told = (getdoc(view) or "").strip()
        ROUTES.append(
            Route(
                f"{bp.name}.{name}",
                method,
                path,
                told,
                gives=gives,
                asks=asks,
                takes=takes,
                form=form,
                media=media,
                status=status,
            )
        )

        @wraps(view)
        def answer(**parts: str) -> Response:
            return _answer(view(**parts), status, media)

        bp.add_url_rule(path, name, answer, methods=[method])
        return view

    return declare


@bp.before_request
def know_ids() -> None:
    """Let nothing through as an id that none of ours can be.

    Raises:
        NotFound: It is none.
    """
    for name, value in (request.view_args or {}).items():
        if not (ID if name.endswith("_id") else EDITION).fullmatch(value):
            raise NotFound(SAME_AS_NONE)


def _answer(found: Model, status: int, media: str) -> Response:
    # Linked data knows no null: what is not there is left out.
    text = found.model_dump_json(by_alias=True, exclude_none=media != JSON)
    response = Response(text, status, content_type=media)
    return context.fragment(response) if request.method == "GET" else response
