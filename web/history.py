"""A city's history in words: who did what, and when."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from flask import Blueprint, request

from storage import events
from storage.deeds import Deed
from web import context, words
from web.forms import number
from web.texts import _, day

if TYPE_CHECKING:
    from datetime import datetime

    from storage.events import Event

bp = Blueprint("history", __name__)

SHOWN_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One event as people read it."""

    number: int
    at: datetime
    sentence: str


@bp.get("/assessments/<assessment_id>/history")
def show(assessment_id: str) -> str:
    """Show what was done in a city, the last first.

    Not to reviewers: it names votes that some of them must not see.
    """
    before = request.args.get("before", type=number)
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        found = events.listed(
            session, assessment.city_id, before=before, limit=SHOWN_AT_ONCE + 1
        )
    lines = [line(one) for one in found]
    shown = lines[:SHOWN_AT_ONCE]
    return context.page(
        "history/show.html",
        days=[(d, list(of)) for d, of in groupby(shown, lambda one: day(one.at))],
        older=shown[-1].number if len(lines) > SHOWN_AT_ONCE else None,
        newest=before is None,
    )


def line(event: Event) -> Line:
    """What an event tells, in the reader's language."""
    told = event.content or {}
    before, after = told.get("before") or {}, told.get("after", {})
    sentence = wording(event.deed) % {
        "who": _who(told),
        "name": told.get("name", ""),
        "before": before.get("name", ""),
        "criterion": after.get("criterion", ""),
        "stage": words.in_words(after.get("stage", "")),
        "pages": after.get("pages", 0),
    }
    return Line(event.number, event.at, sentence)


def _who(told: dict[str, str]) -> str:
    if not told.get("by") and told.get("who") == events.COMMAND_LINE:
        return _("Somebody at the command line")
    return told.get("who") or "Assay"


def wording(deed: Deed) -> str:
    """The sentence for a deed, its names not yet filled in."""
    of_people = _of_the_city() | _of_signing_in()
    return (of_people | _of_documents() | _of_the_plan())[deed]


def _of_the_city() -> dict[Deed, str]:
    return {
        Deed.CITY_ADDED: _("%(who)s added the city."),
        Deed.CITY_CHANGED: _("%(who)s corrected what is kept of %(name)s itself."),
        Deed.CITY_REMOVED: _("%(who)s removed the city %(name)s."),
        Deed.ASSESSMENT_OPENED: _("%(who)s opened an assessment by %(name)s."),
        Deed.ASSESSMENT_IMPORTED: _(
            "%(who)s brought in an assessment by %(name)s from another installation."
        ),
        Deed.CONFLICT_DECLARED: _("%(who)s entered a conflict of interest."),
        Deed.CONFLICT_CHANGED: _("%(who)s changed a conflict of interest."),
        Deed.RECUSED: _("%(who)s will not judge this city."),
        Deed.ASSIGNED: _("%(who)s assigned links to reviewers."),
        Deed.ROUND_MOVED: _("%(who)s took the assessment to the step: %(stage)s."),
        Deed.EXPORT_ASKED: _("%(who)s asked for everything of %(name)s as one ZIP."),
        Deed.EXPORT_TAKEN: _("%(who)s downloaded everything of %(name)s as one ZIP."),
        Deed.EXPORT_REMOVED: _("%(who)s removed the ZIP with everything of %(name)s."),
        Deed.HOOK_ADDED: _("%(who)s allowed the webhook %(name)s."),
        Deed.HOOK_REMOVED: _("%(who)s removed the webhook %(name)s."),
        Deed.INTAKE_RENEWED: _("%(who)s made a new mail address for documents."),
        Deed.STANDARD_ENTERED: _("%(who)s entered a revision of %(name)s."),
        Deed.STANDARD_CHOSEN: _("%(who)s chose another revision of %(name)s."),
        Deed.PERSON_ADDED: _("%(who)s added %(name)s."),
        Deed.PERSON_CHANGED: _("%(who)s changed what %(name)s does."),
        Deed.ACCESS_ENDED: _("%(who)s ended the access of %(name)s."),
        Deed.ACCESS_GIVEN_BACK: _("%(who)s gave %(name)s access back."),
        Deed.SIGN_IN_LINK_MADE: _("%(who)s made a sign-in link for %(name)s."),
        Deed.INVITED: _("%(who)s invited %(name)s."),
        Deed.INVITATION_REVOKED: _("%(who)s took the invitation of %(name)s back."),
        Deed.RULE_CHANGED: _("%(who)s changed the rule %(name)s in the draft."),
        Deed.RULES_PUBLISHED: _("%(who)s published version %(name)s of the rules."),
        Deed.RUN_STARTED: _("%(who)s began to match %(name)s again."),
        Deed.RUN_TURNED: _("%(who)s paused, went on with or ended a run of %(name)s."),
        Deed.BACKUP_RESTORED: _("%(who)s restored a backup."),
        Deed.SEALED_ANEW: _("%(who)s sealed the kept secrets with a new key."),
    }


def _of_signing_in() -> dict[Deed, str]:
    return {
        Deed.TOKEN_MADE: _("%(who)s made the token %(name)s for a program."),
        Deed.TOKEN_REVOKED: _("%(who)s revoked the token %(name)s."),
        Deed.PASSWORD_SET: _("%(who)s chose a new password."),
        Deed.SIGNED_IN: _("%(who)s signed in."),
        Deed.SIGNED_OUT: _("%(who)s signed out."),
        Deed.SIGN_IN_FAILED: _("Somebody could not sign in as %(name)s."),
        Deed.SIGN_IN_LOCKED: _("Signing in as %(name)s was tried too often."),
        Deed.PROVIDER_SET: _("%(who)s registered the sign-in service %(name)s."),
        Deed.PROVIDER_REMOVED: _("%(who)s removed the sign-in service %(name)s."),
        Deed.FACTOR_ADDED: _("%(who)s set up a second factor."),
        Deed.FACTOR_REMOVED: _("%(who)s removed a second factor of their own."),
        Deed.FACTORS_REMOVED: _("%(who)s removed all second factors of %(name)s."),
        Deed.CODES_MADE: _("%(who)s made new recovery codes."),
        Deed.CODE_USED: _("%(who)s signed in with a recovery code."),
        Deed.PROVED_AGAIN: _("%(who)s showed again that it is them."),
    }


def _of_documents() -> dict[Deed, str]:
    return {
        Deed.DOCUMENT_RECEIVED: _("%(who)s added %(name)s."),
        Deed.DOCUMENT_WAITS: _("%(who)s had %(name)s read again."),
        Deed.DOCUMENT_READ: _("%(who)s read %(name)s (pages: %(pages)s)."),
        Deed.DOCUMENT_UNREADABLE: _("%(who)s could not read %(name)s."),
        Deed.DOCUMENT_RENAMED: _("%(who)s renamed %(before)s to %(name)s."),
        Deed.MADE_CONFIDENTIAL: _("%(who)s made %(name)s confidential."),
        Deed.MADE_OPEN: _("%(who)s took the mark confidential from %(name)s."),
        Deed.SET_ASIDE: _("%(who)s set %(name)s aside."),
        Deed.BROUGHT_BACK: _("%(who)s brought %(name)s back."),
        Deed.LOOKED_AT: _("%(who)s looked at %(name)s, which is confidential."),
        Deed.LINK_MADE: _("%(who)s linked %(name)s with %(criterion)s."),
        Deed.CONFIRMED: _("%(who)s confirmed %(name)s for %(criterion)s."),
        Deed.REJECTED: _("%(who)s rejected %(name)s for %(criterion)s."),
        Deed.UNSURE: _("%(who)s was not sure of %(name)s for %(criterion)s."),
        Deed.TAKEN_BACK: _(
            "%(who)s took a decision about %(name)s and %(criterion)s back."
        ),
        Deed.EXCEPTION_MADE: _(
            "%(who)s let a later round reject %(name)s for %(criterion)s."
        ),
        Deed.JUDGING_CHANGED: _("%(who)s changed how reviewers judge."),
        Deed.DATE_CONFIRMED: _("%(who)s confirmed a date of %(name)s."),
        Deed.DATE_SET_ASIDE: _("%(who)s set a date of %(name)s aside."),
    }


def _of_the_plan() -> dict[Deed, str]:
    return {
        Deed.REQUEST_MADE: _("%(who)s asked %(name)s for evidence of %(criterion)s."),
        Deed.REQUEST_WITHDRAWN: _(
            "%(who)s closed the upload link of %(name)s for %(criterion)s."
        ),
        Deed.REQUEST_ANSWERED: _("%(who)s answered the request for %(criterion)s."),
        Deed.COMMENTED: _("%(who)s commented on %(criterion)s."),
        Deed.CARE_TAKEN: _("%(who)s said who closes the gap of %(name)s."),
        Deed.SNAPSHOT_ANSWERED: _("%(who)s answered the Data Snapshot."),
        Deed.OUTCOMES_SHOWN: _("%(who)s said where an outcome is shown."),
        Deed.SUPPOSED: _("%(who)s kept the what-if %(name)s."),
        Deed.SUPPOSITION_REMOVED: _("%(who)s removed the what-if %(name)s."),
    }
