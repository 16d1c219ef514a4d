"""For whoever watches over the processes: do they live, and can they work."""

from __future__ import annotations

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from storage import schema
from web import context

bp = Blueprint("health", __name__)
NO_BLOB = "0" * 64


@bp.get("/livez")
def lives() -> Response:
    """Say that this process answers; asks nothing else."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@bp.get("/readyz")
def is_ready() -> Response:
    """Say whether pages can be served: 503 names the part that cannot be used."""
    ails = [
        part
        for part, well in (("database", _database()), ("blobs", _blobs()))
        if not well
    ]
    text = f"not ready: {', '.join(ails)}\n" if ails else "ok\n"
    return Response(
        text, 503 if ails else 200, content_type="text/plain; charset=utf-8"
    )


def _database() -> bool:
    try:
        with context.store().engine.connect() as connection:
            return schema.is_current(connection)
    except SQLAlchemyError:
        return False


def _blobs() -> bool:
    try:
        context.store().blobs.has(NO_BLOB)
    except Exception:  # noqa: BLE001 - each kind of store fails in its own way
        return False
    return True
