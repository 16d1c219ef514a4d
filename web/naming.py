"""Correcting the name of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from storage import documents, naming, titles
from web import context
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("naming", __name__)


@bp.post("/documents/<document_id>/name")
def rename(document_id: str) -> Answer:
    """Give a document another name."""
    with context.changing() as (session, person):
        document = documents.visible(session, person, document_id)
        naming.rename(session, document, request.form.get("name", ""), by=person)
        called = titles.of(document)
    flash(_("It is called %(name)s now.", name=called))
    return redirect(url_for("documents.show", document_id=document_id), 303)
