"""Setting a document aside and bringing it back, by whom, and what pages then show."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest

from criteria.review.rounds import Move
from storage import asides, documents, rounds
from storage.models import Document, DocumentState, Role, Shape
from tests import factories
from tests.web.browsing import sent, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor


@pytest.fixture
def stray(store: Store, assessment: Assessment) -> Document:
    """An unreadable document beside one that was read."""
    with store.transaction() as session:
        read = factories.make_read_document(session, assessment=assessment)
        factories.make_link(session, document=read)
        document = factories.make_document(
            session, assessment=assessment, name="setup.exe"
        )
        document.state, document.problem = DocumentState.UNREADABLE, "A program."
        document.problem_code = "program"
    return document


def _is_aside(store: Store, document: Document) -> bool:
    with store.snapshot() as session:
        return session.get_one(Document, document.id).aside_since is not None


@pytest.mark.parametrize(
    ("role", "status", "done"),
    [(Role.CITY, 303, True), (Role.REVIEWER, 403, False), (Role.LEAD, 303, True)],
)
def test_the_city_and_the_lead_set_a_document_aside_and_bring_it_back(
    as_role: Callable[..., Visitor],
    store: Store,
    stray: Document,
    role: Role,
    status: int,
    *,
    done: bool,
) -> None:
    visitor, place = as_role(role), f"/documents/{stray.id}"
    offered = f'action="{place}/aside"' in visitor.get(place).text

    answer = visitor.post(f"{place}/aside", why="A stray program")
    aside, said = _is_aside(store, stray), visitor.text(place)
    back = visitor.post(f"{place}/aside/end")

    assert (offered, answer.status_code, aside) == (done, status, done)
    assert ("A stray program It is kept, and counts nowhere" in said) is done
    assert ("Bring it back" in said) is done
    assert (back.status_code, _is_aside(store, stray)) == (status, False)


def test_nothing_is_offered_once_the_city_has_handed_in(
    citizen: Visitor, store: Store, assessment: Assessment, stray: Document
) -> None:
    with store.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD)
        rounds.move(session, assessment, Move.SUBMIT, by=lead)

    page = citizen.get(f"/documents/{stray.id}")
    answer = citizen.post(f"/documents/{stray.id}/aside")

    assert ("Set it aside" in page.text, answer.status_code) == (False, 400)
    assert not _is_aside(store, stray)


def test_a_stray_file_makes_criteria_unknown_until_it_is_set_aside(
    citizen: Visitor, assessment: Assessment, stray: Document
) -> None:
    score = f"/assessments/{assessment.id}/score"
    before = "DM1 Unknown DM2 Unknown" in citizen.text(score)

    citizen.post(f"/documents/{stray.id}/aside")
    aside = "DM1 None DM2 None" in citizen.text(score)
    citizen.post(f"/documents/{stray.id}/aside/end")

    back = "DM1 Unknown DM2 Unknown" in citizen.text(score)
    assert (before, aside, back) == (True, True, True)


def test_what_is_aside_says_why_it_was_not_read_and_asks_for_nothing(
    citizen: Visitor, stray: Document
) -> None:
    place = f"/documents/{stray.id}"
    asked = "Read this one again" in citizen.text(place)

    citizen.post(f"{place}/aside")

    shown = citizen.text(place)
    asks = "Read this one again" in shown
    assert (asked, "A program." in shown, asks) == (True, True, False)


def test_what_was_not_read_before_says_when_it_is(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        place = (
            f"/documents/{factories.make_document(session, assessment=assessment).id}"
        )
    before = citizen.text(place)

    citizen.post(f"{place}/aside")

    after = citizen.text(place)
    told = "It was set aside before it was read, and is read once it is brought back."
    assert ["waits to be read" in one for one in (before, after)] == [True, False]
    assert [told in one for one in (before, after)] == [False, True]


def test_the_list_shows_what_is_aside_last_and_counts_it_apart(
    citizen: Visitor, assessment: Assessment, stray: Document
) -> None:
    place = f"/assessments/{assessment.id}/documents"
    citizen.post(f"/documents/{stray.id}/aside", why="Not ours")

    page = citizen.get(place)
    names = re.findall(r'class="name" href="[^"]+">([^<]+)<', page.text)

    assert names == ["minutes.txt", "setup.exe"]
    assert "1 document 1 more is set aside and counts nowhere. It stands last." in (
        words(page)
    )
    assert "Set aside Not ours" in words(page)
    listed = citizen.text(f"/assessments/{assessment.id}/lists/set-aside")
    assert "Set aside: 1" in listed


def test_the_same_file_again_says_that_it_is_here_and_set_aside(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    place = f"/assessments/{assessment.id}"
    with store.transaction() as session:
        blob = store.blobs.put(io.BytesIO(b"A draft."), limit=100)
        document = documents.receive(session, assessment, "draft.txt", blob)
        lead = factories.make_person(session, role=Role.LEAD)
        asides.set_aside(session, document, "", by=lead)

    citizen.post(f"{place}/documents", file=(io.BytesIO(b"A draft."), "draft.txt"))
    said = citizen.text(f"{place}/documents")

    assert (
        "draft.txt is here already, and set aside. To have it count again, open it in "
        "the list of documents and bring it back."
    ) in said
    assert _is_aside(store, document)


def test_the_same_statement_again_says_that_it_is_here_and_set_aside(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    place = f"/assessments/{assessment.id}"
    declared = {"title": "Board", "text": "The board meets."}
    citizen.post(f"{place}/evidence/statement", **declared)
    with store.transaction() as session:
        document = session.query(Document).filter_by(shape=Shape.STATEMENT).one()
        lead = factories.make_person(session, role=Role.LEAD)
        asides.set_aside(session, document, "", by=lead)
    citizen.text(f"{place}/documents")

    citizen.post(f"{place}/evidence/statement", **declared)

    said = citizen.text(f"{place}/documents")
    assert "Board is here already, and set aside." in said


def test_a_document_with_a_decided_link_says_whom_to_ask(
    citizen: Visitor, reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        read = factories.make_read_document(session, assessment=assessment)
        link = factories.make_link(session, document=read)
    reviewer.post(f"/links/{link.id}/decision", verdict="confirmed", seen="0")

    answer = citizen.post(f"/documents/{read.id}/aside")

    assert answer.status_code == 400
    assert (
        "A reviewer has decided about minutes.txt for OD1, so it is not set aside."
        in words(answer)
    )


def test_a_link_of_a_document_set_aside_offers_no_decision(
    reviewer: Visitor, lead: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        read = factories.make_read_document(session, assessment=assessment)
        link = factories.make_link(session, document=read)
    lead.post(f"/documents/{read.id}/aside")

    page = reviewer.get(f"/links/{link.id}?state=all")
    answer = reviewer.post(f"/links/{link.id}/decision", verdict="confirmed", seen="0")

    assert 'value="confirmed" data-key="c"' not in page.text
    assert "The document of this link was set aside" in words(page)
    assert answer.status_code == 400


def test_the_original_of_a_document_set_aside_is_given_out(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        blob = store.blobs.put(io.BytesIO(b"A draft."), limit=100)
        document = documents.receive(session, assessment, "draft.txt", blob)
        lead = factories.make_person(session, role=Role.LEAD)
        asides.set_aside(session, document, "", by=lead)

    assert citizen.get(f"/documents/{document.id}/original").data == b"A draft."


def test_programs_are_told_since_when_and_why_and_of_links_when_asked(
    as_role: Callable[..., Visitor], store: Store, assessment: Assessment
) -> None:
    lead = as_role(Role.LEAD, with_token=True)
    with store.transaction() as session:
        read = factories.make_read_document(session, assessment=assessment)
        factories.make_link(session, document=read)
        by = factories.make_person(session, role=Role.LEAD)
        asides.set_aside(session, read, "Draft", by=by)
        since = read.aside_since
    place = f"/api/v1/assessments/{assessment.id}/links"

    told = sent(lead.get(f"/api/v1/documents/{read.id}"))
    all_links = sent(lead.get(place))["items"]
    aside = sent(lead.get(f"{place}?standing=aside"))["items"]

    assert since is not None
    assert told["aside_since"] == since.isoformat().replace("+00:00", "Z")
    assert told["aside_why"] == "Draft"
    assert (all_links, [one["standing"] for one in aside]) == ([], ["aside"])
