from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from storage import doubles, links
from storage.models import Role
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor

SOON = (date.today() + timedelta(days=14)).isoformat()  # noqa: DTZ011 - any day soon


@pytest.fixture
def page(assessment: Assessment) -> str:
    """The page of the talk about DM1."""
    return f"/assessments/{assessment.id}/criteria/DM1/talk"


def test_reviewer_and_city_talk_about_a_document(
    reviewer: Visitor, citizen: Visitor, store: Store, assessment: Assessment, page: str
) -> None:
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        link = factories.make_link(session, document=document, criterion="DM1")
    none = citizen.text(page)

    reviewer.post(page, text="Which page is signed?", document=document.id)
    citizen.post(page, text="Page three.", document=document.id)
    silent = citizen.post(page, text=" ")

    assert "Nobody has said anything yet." in none
    for visitor in (reviewer, citizen):
        said = visitor.text(page)
        assert "Which page is signed? Tom Okafor" in said
        assert "Page three." in said
        assert "Ana Ruiz" in said
    assert silent.status_code == 400
    assert f"{page}?document={document.id}" in reviewer.get(f"/links/{link.id}").text


def test_the_city_sees_a_request_and_answers_it_with_an_upload(
    reviewer: Visitor, citizen: Visitor, store: Store, assessment: Assessment, page: str
) -> None:
    asking = page.replace("/talk", "/asking")
    undated = reviewer.post(asking, note="The signed page")
    reviewer.post(asking, note="The signed page", due=SOON)
    seen = [
        citizen.text(path) for path in (page, f"/assessments/{assessment.id}/round")
    ]
    waiting = citizen.text(f"/assessments/{assessment.id}")
    [request_id] = re.findall(r"/requests/(\w{26})/answers", citizen.get(page).text)

    answers = f"/assessments/{assessment.id}/requests/{request_id}/answers"
    empty = citizen.post(answers)
    citizen.post(answers, file=(io.BytesIO(b"Signed by the mayor."), "signed.txt"))
    withdrawn = citizen.post(
        f"/assessments/{assessment.id}/requests/{request_id}/withdrawal"
    )

    assert (undated.status_code, empty.status_code) == (400, 400)
    assert "Asked of the city 1 Due" in waiting
    assert "Asked of the city" not in citizen.text(f"/assessments/{assessment.id}")
    assert all("The signed page" in text for text in seen)
    assert "signed.txt Tom Okafor" in reviewer.text(page)
    assert "Answered" in reviewer.text(f"/assessments/{assessment.id}/round")
    assert "Ana Ruiz asked for this. They withdraw it, or the lead does." in (
        withdrawn.text
    )
    with store.snapshot() as session:
        [link] = links.of_criterion(session, assessment, "DM1")
        assert link.document.name == "signed.txt"


def test_a_city_that_has_handed_in_answers_once_it_is_returned(
    reviewer: Visitor, citizen: Visitor, assessment: Assessment, page: str
) -> None:
    reviewer.post(page.replace("/talk", "/asking"), note="The signed page", due=SOON)
    [request_id] = re.findall(r"/requests/(\w{26})/answers", citizen.get(page).text)
    citizen.post(f"/assessments/{assessment.id}/round", move="submit")

    answer = citizen.post(
        f"/assessments/{assessment.id}/requests/{request_id}/answers",
        file=(io.BytesIO(b"Signed."), "signed.txt"),
    )

    assert answer.status_code == 400
    for text in (citizen.get(page).text, answer.text):
        assert "The city has handed this assessment in" in text


def test_a_request_of_the_programme_stands_among_the_letters(
    reviewer: Visitor, citizen: Visitor, assessment: Assessment, page: str
) -> None:
    reviewer.post(page.replace("/talk", "/asking"), note="The signed page", due=SOON)

    listed = citizen.get(f"/assessments/{assessment.id}/requests").text

    assert f'href="{page}"' in listed
    assert "/withdrawal" not in listed


def test_a_reviewer_withdraws_what_they_have_asked_themselves_and_the_lead_anything(
    as_role: Callable[..., Visitor], lead: Visitor, page: str
) -> None:
    ana, ben = (as_role(Role.REVIEWER, name=name) for name in ("Ana Ruiz", "Ben Cole"))
    for note in ("The signed page", "The annex"):
        ana.post(page.replace("/talk", "/asking"), note=note, due=SOON)
    found = [
        re.findall(r"/requests/\w{26}/withdrawal", v.get(page).text)
        for v in (ana, ben, lead)
    ]
    first, second = (f"{page.partition('/criteria')[0]}{path}" for path in found[0])

    refused = ben.post(first)
    answers = [ana.post(first), lead.post(second)]

    assert [len(paths) for paths in found] == [2, 0, 2]
    assert refused.status_code == 400
    assert [(one.status_code, one.location) for one in answers] == [(303, page)] * 2
    assert ana.text(page).count("Withdrawn") == 2


def test_only_where_review_is_blind_is_it_told_what_that_hides(
    citizen: Visitor, store: Store, assessment: Assessment, page: str
) -> None:
    told = ["While review is blind" in citizen.text(page)]
    with store.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD)
        doubles.share(session, assessment, 10, by=lead)
    told.append("While review is blind" in citizen.text(page))
    with store.transaction() as session:
        doubles.unblind(session, assessment, "A dispute.", by=lead)
    told.append("While review is blind" in citizen.text(page))

    assert told == [False, True, False]


def test_the_overview_leads_to_the_latest_comments(
    citizen: Visitor, reviewer: Visitor, assessment: Assessment, page: str
) -> None:
    overview = f"/assessments/{assessment.id}"
    before = "Latest comments" in citizen.text(overview)

    reviewer.post(page, text="Which page is signed?")

    after = citizen.get(overview).text
    assert (before, "Latest comments" in after) == (False, True)
    assert f'href="{page}">DM1</a>, Ana Ruiz,' in after
