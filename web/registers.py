"""A spreadsheet of existing evidence: a template, an upload, a preview, and then yes.

The pages never open the spreadsheet: a worker reads it.
"""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from werkzeug.exceptions import BadRequest

from criteria.about import registers as rows
from criteria.about.registers import Fate
from storage import documents, registers
from storage.clock import now
from web import context, polling, workbook
from web.takeaway import SHEET
from web.texts import _, ngettext, plain

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

    from criteria.about.registers import Line
    from storage.models import Assessment
    from storage.registers import Register

bp = Blueprint("registers", __name__)


def fates() -> dict[Fate, str]:
    """What a row would do, each in a sentence."""
    return {
        Fate.NEW: _("A new link document, linked to the criterion."),
        Fate.LINKED: _(
            "The document is here already. It gets a link to the criterion."
        ),
        Fate.HERE: _("Here already and linked to the criterion. Nothing changes."),
        Fate.TWICE: _("The same link and criterion stand in a row above."),
        Fate.NO_TITLE: _("It has no title. Write what the page is called."),
        Fate.NO_CRITERION: _(
            "No criterion of this edition has this code. The template lists the codes."
        ),
        Fate.BAD_ADDRESS: _(
            "The link is no web address. Begin it with https://, or upload the file."
        ),
        Fate.BAD_DATE: _(
            "The date is unclear. Write it as year-month-day: 2026-03-31."
        ),
        Fate.TO_COME: plain(documents.TO_COME),
        Fate.TOO_LONG: _(
            "A cell is too long. Shorten the title, the link or the note."
        ),
    }


def heads() -> list[str]:
    """The headings of the template, as `criteria.about.registers.HEADS` knows them."""
    return [_("Criterion"), _("Title"), _("Link"), _("Date"), _("Note")]


@bp.get("/assessments/<assessment_id>/register")
def start(assessment_id: str) -> str:
    """Show how a spreadsheet is brought in."""
    with context.looking() as (session, person):
        context.my_assessment(session, person, assessment_id)
    return context.page("registers/start.html", heads=heads(), most=rows.MOST_LINES)


@bp.get("/assessments/<assessment_id>/register/template.xlsx")
def template(assessment_id: str) -> Response:
    """Give an empty list with its headings, and the criteria on a second sheet."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
    standard = context.standard_of(assessment)
    criteria: list[list[str | int]] = [[c.code, c.name] for c in standard.criteria]
    sheets: dict[str, list[list[str | int]]] = {
        _("Evidence"): [[*heads()]],
        _("Criteria"): [
            [_("Code"), _("Name")],
            *criteria,
        ],
    }
    response = Response(workbook.made(sheets), content_type=SHEET)
    response.headers.set(
        "Content-Disposition", "attachment", filename="assay-evidence.xlsx"
    )
    return response


@bp.post("/assessments/<assessment_id>/register")
def receive(assessment_id: str) -> Answer:
    """Keep a spreadsheet and have a worker read it."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadRequest(_("Choose a spreadsheet, then upload it."))
    content = file.stream.read(registers.LARGEST + 1)
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        made = registers.receive(
            session, assessment, file.filename, content, by=person
        ).id
    context.store().queue.read_register(made)
    return redirect(url_for("registers.show", register_id=made), 303)


@bp.get("/registers/<register_id>")
def show(register_id: str) -> Response:
    """Show what each row would do; a page that waits asks for its middle alone."""
    with context.looking() as (session, person):
        register = registers.visible(session, person, register_id)
        assessment = context.my_assessment(session, person, register.assessment_id)
        told = _judged(session, register, assessment)
    is_part = polling.is_asked()
    counted = Counter(fate for _line, fate in told)
    shown = context.page(
        "registers/rows.html" if is_part else "registers/show.html",
        register=register,
        told=told,
        fates=fates(),
        does=rows.DOES,
        faults=rows.FAULTS,
        doing=sum(counted[fate] for fate in rows.DOES),
        faulty=sum(counted[fate] for fate in rows.FAULTS),
    )
    if not is_part:
        return make_response(shown)
    return polling.part(shown, is_done=register.is_read)


@bp.post("/registers/<register_id>")
def apply(register_id: str) -> Answer:
    """Bring in what the rows say: bytes first, then rows, then word to the workers."""
    store = context.store()
    with context.looking() as (session, person):
        register = registers.visible(session, person, register_id)
        assessment = context.my_assessment(session, person, register.assessment_id)
        told = _judged(session, register, assessment)
    given = [
        (line, store.blobs.put(_text(line), limit=store.settings.max_upload))
        for line, fate in told
        if fate in rows.DOES
    ]
    if not given:
        raise BadRequest(_("No row of this list would change anything."))
    with context.changing() as (session, person):
        register = registers.visible(session, person, register_id)
        assessment = context.my_assessment(session, person, register.assessment_id)
        waiting = registers.apply(session, register, assessment, given, by=person)
    for document_id in waiting:
        store.queue.nudge(document_id)
    flash(
        ngettext(
            "%(num)s row is brought in. Its link waits for review.",
            "%(num)s rows are brought in. Their links wait for review.",
            len(given),
        )
    )
    address = url_for("documents.listed", assessment_id=register.assessment_id)
    return redirect(address, 303)


def _judged(
    session: Session, register: Register, assessment: Assessment
) -> list[tuple[Line, Fate]]:
    codes = {one.code for one in context.standard_held(assessment).criteria}
    here = registers.here(session, assessment)
    return rows.judged(register.found, codes, here, today=now(session).date())


def _text(line: Line) -> io.BytesIO:
    text = rows.declared(line.title, line.address, line.seen_on, line.note)
    return io.BytesIO(text.encode())
