"""Help for each screen: what it is for, and what to do on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.texts import _

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Topic:
    """The help of one screen. ``steps`` are what people do there, in their order."""

    title: str
    purpose: str
    steps: tuple[str, ...]


# The blueprint of a page, and the topic that helps there.
OF: Mapping[str, str] = {
    "access": "people",
    "again": "account",
    "assessments": "assessments",
    "assigning": "judging",
    "cities": "people",
    "conflicts": "people",
    "counted": "score",
    "criterion": "criterion",
    "dating": "documents",
    "documents": "documents",
    "evidence": "evidence",
    "forecasts": "plan",
    "guide": "help",
    "help": "help",
    "history": "history",
    "hooks": "hooks",
    "invitations": "people",
    "judging": "judging",
    "lists": "score",
    "moves": "plan",
    "pairs": "documents",
    "parcels": "takeaway",
    "people": "people",
    "person": "people",
    "pictures": "review",
    "planning": "plan",
    "proof": "score",
    "providers": "people",
    "quality": "rules",
    "reference": "account",
    "registers": "registers",
    "requests": "requests",
    "review": "review",
    "revisions": "standard",
    "rounds": "rounds",
    "rule": "rules",
    "rules": "rules",
    "runs": "rules",
    "scorecard": "score",
    "secondly": "account",
    "signin": "help",
    "similar": "review",
    "snapshot": "plan",
    "standards": "standard",
    "status": "status",
    "takeaway": "takeaway",
    "talks": "criterion",
    "tokens": "account",
    "whatif": "plan",
}


def topics() -> dict[str, Topic]:
    """The help of every screen, in the reader's language."""
    return {
        **_of_documents(),
        **_of_results(),
        **_of_everybody(),
        **_of_judging(),
        **_of_leads(),
    }


def _of_documents() -> dict[str, Topic]:
    return {
        "assessments": Topic(
            _("Overview"),
            _("How far an assessment is: its level, its documents, what is open."),
            (
                _("Follow any number to see just what it counts."),
                _("Begin with the gaps that are nearest to done."),
            ),
        ),
        "documents": Topic(
            _("Documents"),
            _("Everything that a city gave as evidence, and how far it was read."),
            (
                _("Drop files, or choose them. The same file twice is one document."),
                _("Wait until each is read. What cannot be read says what to do."),
                _("Open a document to see its text with the passages marked."),
            ),
        ),
        "evidence": Topic(
            _("Links, statements and schedules"),
            _("Evidence that is no file. What you write is what is read and judged."),
            (
                _("For a page on the web give its address, and say what it shows."),
                _("State only what is true and stands in no document."),
            ),
        ),
        "registers": Topic(
            _("A spreadsheet of links"),
            _("Brings in many links at once, after a preview of each row."),
            (
                _("Take the template. Fill in one row for each link and criterion."),
                _("Put right what the preview names, and upload the list again."),
            ),
        ),
    }


def _of_results() -> dict[str, Topic]:
    return {
        "score": Topic(
            _("Score and gaps"),
            _("Which criteria are met, which level that makes, and what is missing."),
            (
                _("Only what a reviewer confirmed makes the level."),
                _("Each gap says why it is open and what to do next."),
                _("The proof says why a criterion is met or not, link by link."),
            ),
        ),
        "criterion": Topic(
            _("A criterion"),
            _("What one criterion asks, what is linked to it, and what is missing."),
            (
                _("Read what counts as evidence before you look for documents."),
                _("Open a link to see the passage and what was decided about it."),
            ),
        ),
        "plan": Topic(
            _("Plan"),
            _("Steps to the next level, dates on which evidence goes stale, what-ifs."),
            (
                _("Say for each gap who closes it, and by when."),
                _("Try a what-if: it changes no decision."),
            ),
        ),
        "requests": Topic(
            _("Requests to departments"),
            _("Letters that ask a department for evidence, each with an upload link."),
            (
                _("Choose the gap, name the department and the day it is due."),
                _("Copy the letter. What comes in is linked, and waits for review."),
            ),
        ),
    }


def _of_everybody() -> dict[str, Topic]:
    return {
        "takeaway": Topic(
            _("Take away"),
            _("The same result as a report, as tables, and as values for programs."),
            (
                _("Confidential documents stay out of reports, tables and values."),
                _("A city and the lead may have everything in one ZIP, originals too."),
                _("It is packed in the background and removed after a week."),
            ),
        ),
        "history": Topic(
            _("History"),
            _("Who did what, and when. Nobody can change or remove a line of it."),
            (_("Keep the last number and its code elsewhere, to prove it later."),),
        ),
        "rounds": Topic(
            _("Rounds of review"),
            _("Where an assessment is between the city and the programme."),
            (
                _("The city hands in. It can take it back until the review begins."),
                _("What the programme asks for has a day. Answer it by uploads."),
                _("What an earlier round let stand is judged again on a ground only."),
            ),
        ),
        "account": Topic(
            _("Your account"),
            _("How you sign in, what is mailed to you, and tokens for your scripts."),
            (
                _("A second factor keeps others out who have your password."),
                _("A token is shown once. Revoke it when nothing uses it any more."),
                _("Sign out of every other browser if a device was lost."),
            ),
        ),
        "help": Topic(
            _("Help"),
            _("How Assay works, the words it uses, and your own settings."),
            (_("Each page leads to its own help from the top."),),
        ),
    }


def _of_judging() -> dict[str, Topic]:
    return {
        "review": Topic(
            _("Review"),
            _("The links that wait for a person's word, the best first."),
            (
                _("Read the passage where it stands, then confirm or reject the link."),
                _("Choose the passage that is quoted first, where there are several."),
                _("Give the reason that the city should read, and what it is about."),
                _("After your vote, precedents show how the like was decided."),
                _("Take a decision back if it was wrong: both stay in the history."),
                _("Each action has a key. The key ? lists them."),
            ),
        ),
        "judging": Topic(
            _("Fair judging"),
            _("Who judges which links, and whether two judge the same one unseen."),
            (
                _("Look at the plan of who gets what before you apply it."),
                _("Two votes that differ come to the lead, whose word settles it."),
                _("Agreement counts only votes that were given unseen."),
            ),
        ),
        "standard": Topic(
            _("Standard"),
            _("What an edition asks, criterion by criterion, and its levels."),
            (
                _("Text that is ours, not the programme's, says so."),
                _("An assessment keeps the edition that it was opened with."),
            ),
        ),
    }


def _of_leads() -> dict[str, Topic]:
    return {
        "people": Topic(
            _("Cities and people"),
            _("Who may sign in, what they do, and which cities they see."),
            (
                _("Add a city, open an assessment, then add its people."),
                _("Give each person their sign-in link. It works once."),
                _("End the access of whoever leaves. What they did stays."),
            ),
        ),
        "rules": Topic(
            _("Rules"),
            _("The words that suggest a passage is about a criterion."),
            (
                _("Change a rule on the draft, and try it on your documents."),
                _("Publish the draft, then match the documents again as a preview."),
            ),
        ),
        "hooks": Topic(
            _("Webhooks"),
            _("Addresses of other programs that are told what happens here."),
            (
                _("Allow an address. Its secret is shown once."),
                _("The log says what each was told. Send a line again if it was lost."),
            ),
        ),
        "status": Topic(
            _("Status"),
            _("Whether everything works: what waits, which workers live, what failed."),
            (_("If something waits for long, see that a worker runs."),),
        ),
    }
