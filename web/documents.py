"""Documents: uploaded, listed with how far they are, shown with their text."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypedDict

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    request,
    url_for,
)
from werkzeug.exceptions import BadRequest, Forbidden, InternalServerError

from criteria.about import facts, kinds
from storage import (
    confidential,
    documents,
    enclosures,
    intake,
    links,
    pages,
    ranges,
    rounds,
    titles,
)
from storage.errors import Refused
from storage.models import Shape
from web import attachments, context, polling, reading, uploads, words
from web.forms import Form
from web.texts import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session
    from werkzeug.datastructures import FileStorage
    from werkzeug.wrappers import Response as Answer

    from storage.models import Assessment, Document

log = logging.getLogger(__name__)
bp = Blueprint("documents", __name__)

LISTED_AT_ONCE = 100
# A file of somebody else's making: nothing in it may act, wherever it is opened.
SANDBOX = "sandbox; default-src 'none'"


class Listing(TypedDict):
    """What the list of documents shows; ``after`` is 0 at the end of the list.

    ``done`` are the pages read so far of those that are read in ranges;
    ``veiled`` are those not for who looks.
    """

    documents: Sequence[Document]
    first: int
    after: int
    progress: documents.Progress
    found: dict[str, int]
    held: dict[str, int]
    done: dict[str, int]
    veiled: frozenset[str]


@bp.get("/assessments/<assessment_id>/documents")
def listed(assessment_id: str) -> str:
    """List the documents, and take new ones."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        shown = _listing(session, assessment)
        here = rounds.of(session, assessment.id)
        word = intake.word(session, assessment)
    settings = context.store().settings
    return context.page(
        "documents/list.html",
        **shown,
        most=settings.max_upload_mb,
        takes_mail=bool(settings.intake_listen),
        mail_to=f"{word}@{settings.intake_host}" if word else "",
        may_add=context.may("documents.upload") and not here.is_locked,
        locked=rounds.refusal(here).sentence if here.is_locked else "",
    )


@bp.get("/assessments/<assessment_id>/documents/progress")
def progress(assessment_id: str) -> Response:
    """Give the list alone, for a page that keeps itself up to date."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        shown = _listing(session, assessment)
    page = context.page("documents/rows.html", **shown)
    return polling.part(page, is_done=shown["progress"].is_over)


@bp.post("/assessments/<assessment_id>/documents")
def upload(assessment_id: str) -> Answer | Response:
    """Keep uploaded files and have them read."""
    files = uploads.chosen()
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        uploads.require_room(session, assessment, files)
    if not files:
        raise BadRequest(_("Choose one or more files, then upload them."))
    twins: list[str] = []
    kept = uploads.take(files, lambda file: twins.extend(_take(assessment_id, file)))
    if context.wants_json():
        return jsonify(kept=kept, said=" ".join(twins))
    for twin in twins:
        flash(twin)
    if new := kept - len(twins):
        flash(
            ngettext(
                "%(num)s file is kept and will be read shortly.",
                "%(num)s files are kept and will be read shortly.",
                new,
            )
        )
    return redirect(url_for("documents.listed", assessment_id=assessment_id), 303)


@bp.get("/documents/<document_id>")
def show(document_id: str) -> str:
    """Show a document: its facts, its links, its text with passages marked."""
    first = request.args.get("from", 1, type=int)
    with context.looking() as (session, person):
        document = context.my_document(session, person, document_id)
        assessment = context.my_assessment(session, person, document.assessment_id)
        found = links.of_document(session, document)
        text = pages.read(session, document.id)
        beside = _beside(session, document)
        is_locked = rounds.of(session, assessment.id).is_locked
    about = facts.of(text)
    kind = words.document_kinds()[kinds.recognise(document.name, text)]
    sheets, window = reading.sheets(text, found, first=first)
    return context.page(
        "documents/show.html",
        document=document,
        standard=context.standard_of(assessment),
        links=found,
        has_text=bool(text),
        sheets=sheets,
        window=window,
        **beside,
        about=about,
        kind=kind,
        may_add=context.may("documents.upload"),
        may_mark=context.may("documents.mark"),
        may_set_aside=context.may("asides.set_aside") and not is_locked,
        may_rename=context.may("naming.rename") and not is_locked,
        form=Form(),
    )


@bp.get("/documents/<document_id>/original")
def original(document_id: str) -> Response:
    """Give the document as it was received, to be saved and never to be run."""
    with context.looking() as (session, person):
        document = context.my_document(session, person, document_id)
        scanner = bool(context.store().settings.clamd)
        is_served = documents.is_served(session, document, scanning=scanner)
    if not is_served:
        raise Forbidden(
            _(
                "This file is not given out: the virus scanner has not found it "
                "clean. Look at its document for what to do."
            )
        )
    if not context.store().blobs.is_whole(document.sha256):
        log.error("The blob %s is damaged.", document.sha256)
        raise InternalServerError(
            _(
                "This file was damaged where it is kept, so it is not given out. Tell "
                "whoever runs Assay, and upload the file again."
            )
        )
    response = Response(
        context.store().blobs.stream(document.sha256),
        content_type="application/octet-stream",
    )
    name = document.name
    if document.shape is not Shape.FILE and not name.endswith(".txt"):
        name += ".txt"
    attachments.attach(response, name)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Content-Length"] = str(document.size)
    return response


@bp.post("/documents/<document_id>/reading")
def read_again(document_id: str) -> Answer:
    """Have a document read once more."""
    with context.changing() as (session, person):
        document = documents.visible(session, person, document_id)
        if not document.problem:
            raise Refused(
                _(
                    "This document is read already, or waits to be. Look at it in a "
                    "minute."
                )
            )
        documents.read_again(session, document)
        assessment_id = document.assessment_id
    context.store().queue.nudge(document_id)
    flash(_("%(name)s will be read again shortly.", name=titles.of(document)))
    return redirect(url_for("documents.listed", assessment_id=assessment_id), 303)


@bp.post("/documents/<document_id>/confidentiality")
def mark(document_id: str) -> Answer:
    """Make a document confidential, or open it to all who reach its city."""
    wanted = request.form.get("confidential") == "yes"
    with context.changing() as (session, person):
        document = documents.visible(session, person, document_id)
        confidential.mark(session, document, confidential=wanted, by=person)
    flash(
        _("%(name)s is confidential now.", name=titles.of(document))
        if wanted
        else _("%(name)s is no longer confidential.", name=titles.of(document))
    )
    return redirect(url_for("documents.show", document_id=document_id), 303)


def _take(assessment_id: str, file: FileStorage) -> list[str]:
    """Bytes first, then the row, then word to the workers.

    Gives a sentence if the same contents are here under another name, or set aside.
    """
    blob = uploads.keep(file)
    with context.changing() as (session, person):
        document = documents.receive(
            session,
            context.my_assessment(session, person, assessment_id),
            file.filename or "",
            blob,
            by=person,
            confidential=request.form.get("confidential") == "yes",
        )
        said = uploads.here(file.filename or "", document)
        document_id = document.id
    context.store().queue.nudge(document_id)
    return [said] if said else []


def _beside(session: Session, document: Document) -> dict[str, object]:
    return {
        "unread": pages.unread(session, document.id),
        "holder": enclosures.holder(session, document),
        "held": enclosures.held(session, document),
        "veiled": confidential.veiled(session),
    }


def _listing(session: Session, assessment: Assessment) -> Listing:
    first = max(request.args.get("from", 1, type=int), 1)
    found = documents.listed(session, assessment)
    found = sorted(found, key=lambda one: one.aside_since is not None)
    return {
        "documents": found[first - 1 : first - 1 + LISTED_AT_ONCE],
        "first": first,
        "after": first + LISTED_AT_ONCE if len(found) >= first + LISTED_AT_ONCE else 0,
        "progress": documents.progress(session, assessment),
        "found": documents.link_counts(session, assessment),
        "held": enclosures.counts(session, assessment),
        "done": ranges.progress(session, assessment),
        "veiled": confidential.veiled(session),
    }
