"""Evidence that is no file: a link, a written statement, a schedule of dates.

Each is kept as a document whose text says what was declared, so that it is read, linked
and judged like any other. Addresses are kept as text and never fetched.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from criteria.about import dates
from criteria.about.registers import declared as declared_text
from criteria.about.registers import is_address
from storage import documents
from storage.clock import now
from storage.documents import About
from storage.errors import Refused
from storage.models import Shape
from web import context, uploads
from web.forms import LONGEST_TEXT, Form
from web.texts import _, spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response as Answer

bp = Blueprint("evidence", __name__)

LONGEST_ADDRESS = 2000


@dataclass(frozen=True, slots=True)
class Declared:
    """What a form declared, as the text that is kept."""

    title: str
    text: str
    about: About


@bp.get("/assessments/<assessment_id>/evidence/<any(link, statement, schedule):shape>")
def ask(assessment_id: str, shape: str) -> str:
    """Show the form for one shape of evidence."""
    with context.looking() as (session, person):
        context.my_assessment(session, person, assessment_id)
    return context.page("documents/declare.html", shape=shape, form=Form())


@bp.post("/assessments/<assessment_id>/evidence/<any(link, statement, schedule):shape>")
def declare(assessment_id: str, shape: str) -> Answer | tuple[str, int]:
    """Keep what was declared and have it read."""
    form = Form(request.form)
    declared = _READERS[shape](form)
    with context.looking() as (session, person):
        context.my_assessment(session, person, assessment_id)
        try:
            documents.require_seen(declared.about, now(session).date())
        except Refused as problem:
            form.problems["seen_on"] = problem.sentence
    if form.problems:
        return context.page("documents/declare.html", shape=shape, form=form), 400
    store = context.store()
    content = io.BytesIO(declared.text.encode())
    blob = store.blobs.put(content, limit=store.settings.max_upload)
    with context.changing() as (session, person):
        document = documents.receive(
            session,
            context.my_assessment(session, person, assessment_id),
            f"{declared.title[:200]}.txt",
            blob,
            by=person,
            about=declared.about,
            confidential=form["confidential"] == "yes",
        )
    store.queue.nudge(document.id)
    if document.aside_since is None:
        said = _("“%(title)s” is kept and will be read shortly.", title=declared.title)
    else:
        said = uploads.aside(declared.title)
    flash(said)
    return redirect(url_for("documents.listed", assessment_id=assessment_id), 303)


def _link(form: Form) -> Declared:
    title = form.needed("title", _("Enter what the page is called."))
    address = form.needed(
        "address", _("Enter the address of the page."), longest=LONGEST_ADDRESS
    )
    if address and not is_address(address):
        form.problems.setdefault(
            "address", _("Begin the address with https:// or http://.")
        )
    seen_on = form.day("seen_on")
    note = form.needed(
        "note",
        _("Say what the page shows: the reviewer, and the rules, read this."),
        longest=LONGEST_TEXT,
    )
    text = declared_text(title, address, seen_on, note)
    return Declared(title, text, About(Shape.LINK, address, seen_on, note))


def _statement(form: Form) -> Declared:
    title = form.needed("title", _("Enter a title."))
    said = form.needed("text", _("Write what the city states."), longest=LONGEST_TEXT)
    return Declared(title, f"{title}\n\n{said}\n", About(Shape.STATEMENT))


def _schedule(form: Form) -> Declared:
    title = form.needed("title", _("Enter what the schedule is of."))
    given = form.needed(
        "dates",
        _("Enter one date a line, such as 2026-03-31 Data board meets."),
        longest=LONGEST_TEXT,
    )
    lines = []
    for line in filter(None, map(str.strip, given.splitlines())):
        lines.append(_dated(line))
        if not lines[-1]:
            form.problems.setdefault(
                "dates",
                _(
                    "“%(line)s” does not begin with a date such as 2026-03-31.",
                    line=line[:60],
                ),
            )
    text = "\n".join([title, "", *(f"- {line}" for line in sorted(lines)), ""])
    note = form["note"][:LONGEST_TEXT]
    text = f"{text}\n{note}\n" if note else text
    return Declared(title, text, About(Shape.SCHEDULE))


def _dated(line: str) -> str:
    """A line with the day that it begins with as 2026-03-31; nothing without one.

    It is read as the reader's language writes days: 31/03/2026, 31 de marzo de 2026.
    """
    for one in dates.find(line, spoken()):
        if one.start == 0 and one.begins == one.ends:
            return f"{one.begins} {line[one.end :].lstrip(' ,:;.–-')}".rstrip()
    return ""


_READERS: dict[str, Callable[[Form], Declared]] = {
    "link": _link,
    "statement": _statement,
    "schedule": _schedule,
}
