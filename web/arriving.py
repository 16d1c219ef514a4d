"""Large files in parts, by the tus protocol 1.0: begun, asked after, gone on with.

https://tus.io/protocols/resumable-upload, with its extensions creation and expiration.
"""

from __future__ import annotations

import base64
import binascii
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import BadRequest, PreconditionFailed, UnsupportedMediaType

from storage import arriving, documents
from storage.errors import Conflict, Refused
from storage.models import Assessment
from web import context, uploads
from web.texts import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.arriving import Arriving

bp = Blueprint("arriving", __name__)

VERSION = "1.0.0"
PART = "application/offset+octet-stream"
# What our own page tells of a file that is whole, written as in an address.
SAID = "Upload-Said"


@bp.before_request
def know_protocol() -> None:
    """Refuse what speaks another version."""
    if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
        raise PreconditionFailed


@bp.after_request
def speak_protocol(response: Response) -> Response:
    """Say which version this is."""
    response.headers["Tus-Resumable"] = VERSION
    return response


@bp.post("/assessments/<assessment_id>/arriving")
def begin(assessment_id: str) -> Response:
    """Expect a file; its address is where its parts go."""
    size = request.headers.get("Upload-Length", type=int)
    if size is None:
        raise BadRequest(_("The request does not say how large the file is."))
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    limit = context.store().settings.max_upload
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        row = arriving.begin(
            session,
            assessment,
            told.get("filename", ""),
            size,
            by=person,
            limit=limit,
            confidential=told.get("confidential") == "yes",
        )
    response = Response(status=201)
    response.headers["Location"] = url_for(".receive", upload_id=row.id)
    return _told(response, row)


@bp.route("/arriving/<upload_id>", methods=["HEAD"])
def ask(upload_id: str) -> Response:
    """Say how much of a file has come."""
    with context.looking() as (session, person):
        row = arriving.mine(session, person, upload_id)
    return _told(Response(), row)


@bp.patch("/arriving/<upload_id>")
def receive(upload_id: str) -> Response:
    """Take the next part; the last one makes the document."""
    if request.mimetype != PART:
        raise UnsupportedMediaType
    at = request.headers.get("Upload-Offset", type=int)
    part = request.get_data(cache=False)
    store = context.store()
    with context.looking() as (session, person):
        row = arriving.mine(session, person, upload_id)
    if at != row.received or at + len(part) > row.size or not part:
        raise Conflict(arriving.OVERTAKEN)
    store.blobs.keep_part(upload_id, at, part)
    if at + len(part) < row.size:
        with context.changing() as (session, _person):
            row = arriving.count(session, upload_id, at=at, length=len(part))
        return _told(Response(status=204), row)
    return _whole(row, at=at, length=len(part))


def _whole(row: Arriving, *, at: int, length: int) -> Response:
    """Bytes first, then the rows, then word to the workers."""
    store = context.store()
    with store.blobs.joined(row.id) as stream:
        blob = store.blobs.put(stream, limit=store.settings.max_upload)
    if blob.size != row.size:
        raise Refused("Parts of this file were lost. Choose the file again.")
    with context.changing() as (session, person):
        row = arriving.count(session, row.id, at=at, length=length)
        assessment = session.get_one(Assessment, row.assessment_id)
        document = documents.receive(
            session,
            assessment,
            row.name,
            blob,
            by=person,
            confidential=row.confidential,
        )
        said = uploads.here(row.name, document)
    store.queue.nudge(document.id)
    store.blobs.drop_parts(row.id)
    response = _told(Response(status=204), row)
    if said and context.wants_json():
        response.headers[SAID] = quote(said)
    return response


def _told(response: Response, row: Arriving) -> Response:
    response.headers["Upload-Offset"] = str(row.received)
    response.headers["Upload-Length"] = str(row.size)
    response.headers["Upload-Expires"] = format_datetime(row.expires, usegmt=True)
    return response


def _metadata(text: str) -> Mapping[str, str]:
    """Names and values as the protocol writes them: ``name base64, name base64``."""
    found = {}
    for pair in text.split(","):
        name, _space, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise BadRequest(_("The file's name cannot be read.")) from None
    return found
