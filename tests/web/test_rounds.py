from __future__ import annotations

import io
from typing import TYPE_CHECKING

from tests import factories
from tests.web.confirming import confirm
from tests.web.test_takeaway import _pdf_text

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor


def _line(visitor: Visitor, assessment: Assessment) -> str:
    """The steps of the round, as a screen reader hears them."""
    text = visitor.text(f"/assessments/{assessment.id}")
    return text.partition("Round ")[2].partition(" What is next")[0]


def test_the_assessment_shows_its_step_and_what_is_next(
    citizen: Visitor, reviewer: Visitor, lead: Visitor, assessment: Assessment
) -> None:
    page = f"/assessments/{assessment.id}/round"
    lines = [_line(citizen, assessment)]

    for visitor, move in ((citizen, "submit"), (reviewer, "begin"), (lead, "return")):
        answer = visitor.post(page, move=move, why="Name the contract of DM1.")
        assert answer.status_code == 303
        lines.append(_line(citizen, assessment))

    assert lines == [
        "1 1. Gathering evidence 2. Handed in 3. In review 4. Closed",
        "1 1. Gathering evidence , done 2. Handed in 3. In review 4. Closed",
        "1 1. Gathering evidence , done 2. Handed in , done 3. In review 4. Closed",
        "2 1. Returned with requests 2. Handed in again 3. In review 4. Closed",
    ]
    for path in (page, f"/assessments/{assessment.id}"):
        assert "What is asked: Name the contract of DM1." in citizen.text(path)
    assert "Hand it in" in citizen.text(page)
    assert "Hand it in" not in reviewer.text(page)


def test_a_locked_city_is_told_why_and_what_to_do(
    citizen: Visitor, assessment: Assessment
) -> None:
    page = f"/assessments/{assessment.id}/documents"
    citizen.post(f"/assessments/{assessment.id}/round", move="submit")

    listed = citizen.text(page)
    answer = citizen.post(page, file=(io.BytesIO(b"x"), "x.txt"))

    assert "Drop files here" not in listed
    for text in (listed, answer.text):
        assert "The city can take it back on the page of the round" in text
    assert answer.status_code == 400


def test_where_a_review_is_closed_the_desk_offers_no_decision(
    citizen: Visitor,
    reviewer: Visitor,
    lead: Visitor,
    store: Store,
    assessment: Assessment,
) -> None:
    page = f"/assessments/{assessment.id}/round"
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        link = factories.make_link(session, document=document)
    button = 'name="verdict"'
    offered = reviewer.get(f"/links/{link.id}").text.count(button)
    for visitor, move in ((citizen, "submit"), (reviewer, "begin"), (lead, "close")):
        visitor.post(page, move=move)

    closed = reviewer.get(f"/links/{link.id}").text

    assert (offered, closed.count(button)) == (2, 0)
    assert "This assessment is closed, so its decisions stay." in closed


def test_a_move_that_is_refused_says_so_beside_the_form(
    lead: Visitor, assessment: Assessment
) -> None:
    page = f"/assessments/{assessment.id}/round"

    unknown = lead.post(page, move="jump")
    early = lead.post(page, move="close")

    assert (unknown.status_code, early.status_code) == (400, 400)
    assert "Somebody has moved this assessment on." in early.text


def test_the_report_prints_the_exceptions(
    reviewer: Visitor, lead: Visitor, store: Store, assessment: Assessment
) -> None:
    link = confirm(store, assessment, "DM1")["DM1"]
    page = f"/assessments/{assessment.id}/round"
    for move in ("submit", "begin", "return"):
        lead.post(page, move=move, why="x")
    offered = lead.text(f"/links/{link}?state=all")

    form = lead.text(f"{page}?link={link}")
    lead.post(f"/links/{link}/exception", reason="It was repealed in May.")
    again = lead.post(f"/links/{link}/exception", reason="Once more.")

    assert "make an exception" in offered
    assert "this round may reject it; the report prints the reason." in form
    assert "There is an exception for this link already. Judge the link." in again.text
    told = "Round 2, DM1, minutes.txt: It was repealed in May. (Marta Reyes"
    assert told in lead.text(f"/assessments/{assessment.id}/report")
    assert told in _pdf_text(lead.get(f"/assessments/{assessment.id}/report.pdf").data)
    assert "make an exception" not in reviewer.text(f"/links/{link}?state=all")
