"""Documents: listed, shown, and given whole in one form."""

from __future__ import annotations

from storage import documents
from web import context, uploads
from web.v1 import answering, asking, models, shapes
from web.v1.routes import route


@route(
    "GET",
    "/assessments/<assessment_id>/documents",
    gives=models.Page[models.Document],
    asks=models.Paging,
)
def list_documents(assessment_id: str) -> models.Page[models.Document]:
    """List the documents of an assessment, the newest first."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        asked = asking.query(models.Paging)
        after = asking.moment(asked.cursor)
        found = documents.listed(
            session, assessment, after=after, limit=asked.limit + 1
        )
        items = [shapes.of_document(one) for one in found]
    return asking.page(items, asked, lambda one: (one.received, one.document))


@route(
    "POST",
    "/assessments/<assessment_id>/documents",
    gives=models.Document,
    form=models.DocumentGiven,
    status=201,
)
def add_document(assessment_id: str) -> models.Document:
    """Give a document. The same contents in one assessment are the same document."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        given, file = asking.form(models.DocumentGiven)
        uploads.require_room(session, assessment, [file])
    blob = uploads.keep(file)
    name, asked = file.filename or "", [file.filename, blob.sha256, given.confidential]
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        found = answering.once(
            session,
            person,
            assessment,
            asked,
            models.Document,
            lambda: shapes.of_document(
                documents.receive(
                    session,
                    assessment,
                    name,
                    blob,
                    by=person,
                    confidential=given.confidential == "yes",
                )
            ),
        )
    context.store().queue.nudge(found.document)
    return found


@route("GET", "/documents/<document_id>", gives=models.Document)
def show_document(document_id: str) -> models.Document:
    """Give one document: what it is, and how far its reading is."""
    with context.leaving() as (session, person):
        found = documents.visible(session, person, document_id)
        context.my_assessment(session, person, found.assessment_id)
        # Read anew under the veil, which only now lies over its assessment.
        session.refresh(found)
        return shapes.of_document(found)
