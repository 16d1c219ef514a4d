"""A document and a criterion: why they are linked, why not, and linking by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from criteria.authoring import explain
from criteria.evidence import Passage, Statement
from storage import documents, links, pages
from storage.errors import Refused
from storage.models import Document, DocumentState
from web import context
from web.desk import Suggestion, suggestion
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

    from criteria.evidence import Page
    from storage.models import Link

bp = Blueprint("pairs", __name__)
LONGEST_QUOTE = 2000


@bp.get("/documents/<document_id>/criteria")
def choose(document_id: str) -> Answer:
    """Go to the page of the criterion that was chosen in a list."""
    with context.looking() as (session, person):
        document = documents.visible(session, person, document_id)
        assessment = context.my_assessment(session, person, document.assessment_id)
        code = request.args.get("code", "")
        known = context.standard_of(assessment).criterion(code).code
    quote = request.args.get("quote") or None
    return redirect(
        url_for("pairs.show", document_id=document_id, code=known, quote=quote)
    )


@bp.get("/documents/<document_id>/criteria/<code>")
def show(document_id: str, code: str) -> str:
    """Say why a document is linked to a criterion, or what was nearest."""
    return _page(document_id, code, Form({"quote": request.args.get("quote", "")}))


@bp.post("/documents/<document_id>/criteria/<code>")
def link(document_id: str, code: str) -> Answer | tuple[str, int]:
    """Link a document to a criterion by hand, with the words that show it."""
    form = Form(request.form)
    try:
        with context.changing() as (session, person):
            document = documents.visible(session, person, document_id)
            assessment = context.my_assessment(session, person, document.assessment_id)
            criterion = context.standard_of(assessment).criterion(code)
            passage = _passage(pages.read(session, document.id), form["quote"])
            made = links.make(session, document, criterion.code, passage, by=person)
            link_id = made.id
    except Refused as problem:
        form.problems["quote"] = problem.sentence
        return _page(document_id, code, form), 400
    flash(_("The link is made. A reviewer decides about it."))
    return redirect(url_for("review.link", link_id=link_id), 303)


def _page(document_id: str, code: str, form: Form) -> str:
    with context.looking() as (session, person):
        document = context.my_document(session, person, document_id)
        assessment = context.my_assessment(session, person, document.assessment_id)
        standard = context.standard_of(assessment)
        criterion = standard.criterion(code)
        found = _linked(session, document, code)
        pack = context.pack_in_force(session, assessment.edition)
        text = pages.read(session, document.id)
    why: Sequence[Suggestion] = (
        [suggestion(row, pack) for row in found.passages] if found else ()
    )
    return context.page(
        "pairs/show.html",
        document=document,
        criterion=criterion,
        standard=standard,
        link=found,
        suggestions=why,
        misses=explain.nearest_misses(text, pack, code, name=document.name),
        is_read=document.state is DocumentState.READ,
        form=form,
    )


def _linked(session: Session, document: Document, code: str) -> Link | None:
    found = links.of_document(session, document)
    return next((one for one in found if one.criterion == code), None)


def _passage(text: Sequence[Page], quote: str) -> Passage | None:
    """Find the quoted words in the document; None if no words were quoted.

    Raises:
        Refused: They do not stand there so.
    """
    words = quote.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    for page in text:
        if len(quote) <= LONGEST_QUOTE and (place := pattern.search(page.text)):
            start, end = place.span()
            return Passage(
                page.number, start, end, place[0], "", None, Statement.STATED, {}
            )
    raise Refused(
        "These words do not stand in the document like this. Copy them from its text, "
        "at most a paragraph, from one page."
    )
