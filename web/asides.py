"""Setting a document aside, and bringing it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from storage import asides, documents, titles
from web import context
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("asides", __name__)


@bp.post("/documents/<document_id>/aside")
def set_aside(document_id: str) -> Answer:
    """Have a document count nowhere, with or without a reason."""
    with context.changing() as (session, person):
        document = documents.visible(session, person, document_id)
        why = request.form.get("why", "")
        asides.set_aside(session, document, why, by=person)
        called = titles.of(document)
    flash(_("%(name)s is set aside and counts nowhere.", name=called))
    return redirect(url_for("documents.show", document_id=document_id), 303)


@bp.post("/documents/<document_id>/aside/end")
def bring_back(document_id: str) -> Answer:
    """Have a document count again."""
    with context.changing() as (session, person):
        document = documents.visible(session, person, document_id)
        asides.bring_back(session, document, by=person)
        called = titles.of(document)
    flash(_("%(name)s is back and counts again.", name=called))
    return redirect(url_for("documents.show", document_id=document_id), 303)
