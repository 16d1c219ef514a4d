"""The plain words for what is kept as a code."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from criteria.editions.edition import Effort
from criteria.evidence import Reason, Standing, Statement
from criteria.review.assigning import Unassigned
from criteria.review.rounds import Move, Stage
from storage.access_models import InvitationState, Relation
from storage.hook_models import HookKind
from storage.models import DocumentState, Role, Shape, Verdict
from storage.notice_models import NoticeKind
from storage.parcel_models import ParcelState
from storage.rule_models import Act
from storage.run_models import RunState
from web import texts
from web.bench import Mark
from web.texts import _, number, spoken

if TYPE_CHECKING:
    from enum import StrEnum
    from pathlib import Path

KILO = 1000


def in_words(code: StrEnum | str) -> str:
    """The word that people read for a state, statement, reason, role or language."""
    words = _words(spoken(), texts.FOLDER)
    # Two lists may share a value: what is asked for as a member of one is that.
    return words.get((type(code), str(code))) or words.get((str, str(code)), str(code))


def reasons() -> list[tuple[Reason, str]]:
    """The closed list of reasons to reject, as sentences that the city reads."""
    return [
        (Reason.NOT_IN_FORCE, _("Not in force, or a draft")),
        (Reason.OUT_OF_DATE, _("Out of date")),
        (Reason.ANOTHER_BODY, _("About another body or city")),
        (Reason.DOES_NOT_SHOW, _("Does not show what is asked")),
        (Reason.WRONG_DOCUMENT, _("The wrong document")),
        (Reason.UNREADABLE, _("Cannot be read")),
        (Reason.DUPLICATE, _("The same as other evidence")),
    ]


def document_kinds() -> dict[str, str]:
    """What a document may be, as rules know it, by its code."""
    return {
        "rfp": _("Call for bids"),
        "job-description": _("Job description"),
        "minutes": _("Minutes or agenda"),
        "agreement": _("Agreement between bodies"),
        "contract": _("Contract"),
        "ordinance": _("Ordinance or decree"),
        "charter": _("Charter or bylaws"),
        "budget": _("Budget"),
        "evaluation": _("Evaluation"),
        "performance-report": _("Performance report"),
        "inventory": _("Inventory of data"),
        "strategic-plan": _("Strategic plan"),
        "policy": _("Policy"),
        "survey": _("Survey"),
        "guide": _("Guide or training"),
        "dashboard": _("Dashboard"),
        "press": _("Press or news"),
        "presentation": _("Presentation"),
        "other": _("Another kind"),
    }


def statements() -> list[tuple[Statement, str, str]]:
    """What a passage may say of a thing: code, word, and what that means."""
    return [
        (Statement.STATED, _("Stated"), _("It exists, is done, or is ordered by law.")),
        (Statement.PLANNED, _("Planned"), _("It shall come. A plan is no evidence.")),
        (Statement.DENIED, _("Denied"), _("The text says that it is missing.")),
        (Statement.CONDITIONAL, _("Conditional"), _("It depends on something else.")),
        (Statement.OTHERS, _("Others'"), _("It is about somebody else.")),
        (Statement.QUESTION, _("Question"), _("A survey or a form asks for it.")),
        (
            Statement.UNCLEAR,
            _("Unclear"),
            _("Signs in the text speak against others, or the thing is only named."),
        ),
    ]


def size(count: int) -> str:
    """A number of bytes for people, in units of a thousand."""
    if count < KILO:
        return _("%(count)s bytes", count=count)
    if count < KILO * KILO:
        return f"{number(count / KILO, '0')} KB"
    return f"{number(count / KILO / KILO, '0.0')} MB"


@cache
def _words(language: str, folder: Path) -> dict[tuple[type, str], str]:
    """All words, made once a catalogue: a list asks for hundreds."""
    del language, folder
    lists: tuple[dict[StrEnum | str, str], ...] = (
        _of_parcels(),
        {code: word for code, word, _why in statements()},
        dict(reasons()),
        _of_review(),
        _of_ranking(),
        _of_rounds(),
        _of_conflicts(),
        _of_assigning(),
        _of_documents(),
        _of_the_standard(),
        _of_rules(),
        _of_notices(),
        _of_hooks(),
    )
    told = [(code, word) for one in lists for code, word in one.items()]
    words: dict[tuple[type, str], str] = {(str, str(c)): word for c, word in told}
    return words | {(type(code), str(code)): word for code, word in told}


def _of_review() -> dict[StrEnum | str, str]:
    return {
        Standing.UNDECIDED: _("Waits for review"),
        Standing.CONFIRMED: _("Confirmed"),
        Standing.REJECTED: _("Rejected"),
        Standing.ASIDE: _("Set aside"),
        Verdict.UNSURE: _("Not sure"),
        Verdict.TAKEN_BACK: _("Taken back"),
    }


def _of_ranking() -> dict[StrEnum | str, str]:
    """What a link's score is made of."""
    return {
        "rules": _("Rules"),
        "sentences": _("Sentences"),
        "terms": _("Terms"),
        "items": _("Items"),
        "place": _("Place"),
        "length": _("Length"),
        "likeness": _("Likeness"),
    }


def _of_rounds() -> dict[StrEnum | str, str]:
    return {
        Stage.GATHERING: _("Gathering evidence"),
        Stage.SUBMITTED: _("Handed in"),
        Stage.IN_REVIEW: _("In review"),
        Stage.RETURNED: _("Returned with requests"),
        Stage.RESUBMITTED: _("Handed in again"),
        Stage.CLOSED: _("Closed"),
        Move.SUBMIT: _("Hand it in"),
        Move.WITHDRAW: _("Take it back"),
        Move.BEGIN: _("Begin the review"),
        Move.RETURN: _("Return it to the city"),
        Move.CLOSE: _("Close the assessment"),
        Move.REOPEN: _("Open the review again"),
    }


def _of_conflicts() -> dict[StrEnum | str, str]:
    return {
        Relation.EMPLOYED: _("Works or worked there"),
        Relation.CONTRACTED: _("Advises or supplies the city"),
        Relation.FAMILY: _("Family or close friend there"),
        Relation.FINANCE: _("Has money at stake there"),
        Relation.OFFICE: _("Holds or seeks an office there"),
        Relation.OTHER: _("Another reason"),
        Relation.RECUSED: _("Will not judge it"),
    }


def _of_assigning() -> dict[StrEnum | str, str]:
    return {
        Unassigned.NO_REVIEWER: _("No reviewer judges this city. Assign it to one."),
        Unassigned.CONFLICT: _(
            "Everybody who judges this city is in conflict with it."
        ),
        Unassigned.LANGUAGE: _("Nobody who is free reads its language."),
        Unassigned.CONFIDENTIAL: _(
            "It is confidential, and no reviewer who may open it is free."
        ),
        Unassigned.OWN_UPLOAD: _("Only who uploaded it is free."),
        Unassigned.NO_SECOND: _("Two are to judge it, and no second one is free."),
    }


def _of_documents() -> dict[StrEnum | str, str]:
    return {
        DocumentState.WAITING: _("Waiting"),
        DocumentState.READING: _("Being read"),
        DocumentState.READ: _("Read"),
        DocumentState.UNREADABLE: _("Needs your help"),
        Shape.FILE: _("File"),
        Shape.LINK: _("Link"),
        Shape.STATEMENT: _("Written statement"),
        Shape.SCHEDULE: _("Schedule"),
        Role.CITY: _("City"),
        Role.REVIEWER: _("Reviewer"),
        Role.LEAD: _("Programme lead"),
        InvitationState.OPEN: _("Open"),
        InvitationState.USED: _("Accepted"),
        InvitationState.REVOKED: _("Taken back"),
        InvitationState.EXPIRED: _("Too old"),
    }


def _of_the_standard() -> dict[StrEnum | str, str]:
    return {
        "en": _("English"),
        "es": _("Spanish"),
        "pt": _("Portuguese"),
        "fr": _("French"),
        "other": _("Another language"),
        Effort.FIND: _("Most cities have it somewhere: find it."),
        Effort.WRITE: _("It has to be written and adopted."),
        Effort.PRACTISE: _("It has to be practised for months before it can be shown."),
    }


def _of_notices() -> dict[StrEnum | str, str]:
    """When each kind is written."""
    return {
        NoticeKind.INVITATION: _("You are invited to Assay"),
        NoticeKind.REQUEST: _("A city asks for evidence"),
        NoticeKind.REMINDER: _("Evidence that was asked for is due soon"),
        NoticeKind.RETURNED: _("An assessment is returned to the city"),
        NoticeKind.DROP_NEAR: _("Evidence grows old and a criterion will be lost"),
        NoticeKind.LINKS_WAIT: _("Links wait for review"),
    }


def _of_hooks() -> dict[StrEnum | str, str]:
    return {
        HookKind.DOCUMENT_READ: _("A document is read"),
        HookKind.ROUND_RETURNED: _("A round is returned"),
        HookKind.ROUND_CLOSED: _("A round is closed"),
        HookKind.LEVEL_CHANGED: _("A level changes"),
    }


def _of_parcels() -> dict[StrEnum | str, str]:
    return {
        ParcelState.WAITING: _("Waiting"),
        ParcelState.PACKING: _("Being packed"),
        ParcelState.READY: _("Ready"),
        ParcelState.FAILED: _("Not packed"),
        ParcelState.ENDED: _("Removed"),
    }


def _of_rules() -> dict[StrEnum | str, str]:
    return {
        Mark.SHIPPED: _("As shipped"),
        Mark.CHANGED_HERE: _("Changed here"),
        Mark.ADDED_HERE: _("Added here"),
        Mark.RETIRED_HERE: _("Retired here"),
        Mark.DRAFT: _("In the draft"),
        Mark.DRAFT_RETIRED: _("Retired in the draft"),
        Act.WRITTEN: _("Written"),
        Act.RETIRED: _("Retired"),
        Act.RESTORED: _("Set back to what is shipped"),
        Act.LEFT: _("Set back to what is in force"),
        RunState.RUNNING: _("Under way"),
        RunState.PAUSED: _("Paused"),
        RunState.READY: _("Preview ready"),
        RunState.APPLIED: _("Applied"),
        RunState.CANCELLED: _("Cancelled"),
        "added": _("Added"),
        "removed": _("Removed"),
        "moved": _("Moved"),
        "restated": _("Says another thing"),
        "unfounded": _("Basis changed"),
        "strong": _("Strong"),
        "fair": _("Fair"),
        "weak": _("Weak"),
    }
