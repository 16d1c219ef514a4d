"""For whoever watches over the processes: do they live, and can they work."""

from __future__ import annotations

import shutil

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from storage import schema
from storage.errors import Refusal
from web import context

bp = Blueprint("health", __name__)
LEAST_FREE = 0.1
ROOMY = 5_000_000_000  # bytes: on a large disk a tenth is more than is needed


@bp.get("/livez")
def lives() -> Response:
    """Say that this process answers; asks nothing else."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@bp.get("/readyz")
def is_ready() -> Response:
    """Say whether pages can be served: 503 names the part that cannot be used."""
    parts = {"database": _database, "blobs": _blobs, "disk": _disk}
    ails = [part for part, is_well in parts.items() if not is_well()]
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
        context.store().blobs.probe()
    except (Refusal, OSError):
        return False
    return True


def _disk() -> bool:
    """Whether a tenth of the home folder's disk is free, or enough for an upload."""
    settings = context.store().settings
    settings.home.mkdir(parents=True, exist_ok=True)
    disk = shutil.disk_usage(settings.home)
    return disk.free > min(disk.total * LEAST_FREE, ROOMY)
