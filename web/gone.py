"""What a reviewer is told whose link went away while they had it before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import events, links
from storage.assessments import SAME_AS_NONE
from storage.deeds import Deed
from storage.errors import NotFound
from web import context, history

if TYPE_CHECKING:
    from web.forms import Form

# What makes the links of a document anew.
DEEDS = frozenset({Deed.DOCUMENT_RECEIVED, Deed.DOCUMENT_WAITS, Deed.DOCUMENT_READ})
TOLD = 3


def page(form: Form) -> str:
    """Say who did what to the document, and which links it has now.

    ``form`` is what was sent about the link: it names the document and the criterion.

    Raises:
        NotFound: There is no such document, or not for this person.
    """
    with context.looking() as (session, person):
        document = context.my_document(session, person, form["document"])
        assessment = context.my_assessment(session, person, document.assessment_id)
        standard = context.standard_of(assessment)
        if form["criterion"] not in [one.code for one in standard.criteria]:
            raise NotFound(SAME_AS_NONE)
        done = events.about(session, document.city_id, document.id, DEEDS, limit=TOLD)
        found = links.of_document(session, document)
    return context.page(
        "review/gone.html",
        document=document,
        standard=standard,
        criterion=standard.criterion(form["criterion"]),
        done=[history.line(one) for one in done],
        again=[one for one in found if one.criterion == form["criterion"]],
        found=found,
        note=form["note"],
    )
