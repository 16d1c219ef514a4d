"""Styles, scripts and fonts: read once, compressed once, named by their contents."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

if TYPE_CHECKING:
    from flask import Flask

FOLDER = Path(__file__).with_name("static")
TEXTS = frozenset({".css", ".js", ".svg"})
# By which a Speculation-Rules header says what a browser may load ahead.
SPECULATION = "application/speculationrules+json"
FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_DAY = "public, max-age=86400"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file; ``packed`` is its gzip form, or nothing where that saves nothing."""

    kind: str
    digest: str
    plain: bytes
    packed: bytes


def install(app: Flask) -> None:
    """Serve what lies in the static folder, and let templates name it."""
    assets = {
        path.relative_to(FOLDER).as_posix(): _read(path)
        for path in sorted(FOLDER.rglob("*"))
        if path.is_file()
    }
    bp = Blueprint("assets", __name__)

    @bp.get("/static/<path:name>")
    def file(name: str) -> Response:
        """Give one file; kept for ever if asked for by its contents."""
        if name not in assets:
            raise NotFound
        return _answer(assets[name])

    app.register_blueprint(bp)
    app.jinja_env.globals["asset"] = lambda name: (
        f"/static/{name}?v={assets[name].digest}"
    )


def _answer(asset: Asset) -> Response:
    packs = (
        bool(asset.packed) and request.accept_encodings.best_match(["gzip"]) == "gzip"
    )
    response = Response(asset.packed if packs else asset.plain, content_type=asset.kind)
    exact = request.args.get("v") == asset.digest
    response.headers["Cache-Control"] = FOR_EVER if exact else FOR_A_DAY
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(asset.digest + ("-gzip" if packs else ""))
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    response.make_conditional(request)
    return response


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix == ".json":
        kind = SPECULATION
    if path.suffix in TEXTS:
        kind += "; charset=utf-8"
    packed = gzip.compress(content, mtime=0) if path.suffix in TEXTS else b""
    return Asset(kind, hashlib.sha256(content).hexdigest()[:16], content, packed)
