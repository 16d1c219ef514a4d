from __future__ import annotations

from typing import TYPE_CHECKING

from storage import care
from tests import factories
from tests.web.browsing import Visitor, words
from tests.web.confirming import confirm, first

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store


def test_plans_lead_to_the_next_level_and_are_proven(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    confirm(store, assessment, *first(22))

    said = citizen.text(f"/assessments/{assessment.id}/plan")

    assert "The ways to Gold" in said
    assert "8 new documents" in said
    assert "30 of 43 criteria are met, which is Gold. No plan is better" in said
    assert "Criteria to spare 0 may be lost before Silver is: 22 are met" in said
    assert "Single points of failure" in said


def test_where_links_wait_there_is_a_plan_without_them_too(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    confirm(store, assessment, *first(21))
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        factories.make_link(session, document=document, criterion="EVAL1")

    said = reviewer.text(f"/assessments/{assessment.id}/plan")

    assert "Have this link reviewed: EVAL1, minutes.txt" in said
    assert "If no waiting link is confirmed" in said
    assert "1 new document," in said


def test_without_a_level_nothing_can_be_lost(
    citizen: Visitor, assessment: Assessment
) -> None:
    said = citizen.text(f"/assessments/{assessment.id}/plan")

    assert "No level is reached yet, so none can be lost." in said


def test_a_gap_has_an_owner_a_day_and_a_note(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/criteria/DM1"

    answer = citizen.post(
        f"{path}/care", owner="IT", due="2026-12-24", note="Ask Ben first."
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    assert "IT by 24 December 2026: Ask Ben first." in citizen.text(path)
    assert 'value="2026-12-24"' in citizen.get(f"{path}/care").text
    assert "IT, by 24 December 2026" in citizen.text(
        f"/assessments/{assessment.id}/score"
    )
    with store.snapshot() as session:
        assert list(care.of(session, assessment)) == ["DM1"]


def test_a_day_that_is_none_is_refused(
    citizen: Visitor, assessment: Assessment
) -> None:
    answer = citizen.post(
        f"/assessments/{assessment.id}/criteria/DM1/care", due="tomorrow"
    )

    assert answer.status_code == 400
    assert "Write the day as year-month-day" in words(answer)


def test_reviewers_do_not_plan_for_the_city(
    reviewer: Visitor, assessment: Assessment
) -> None:
    answer = reviewer.post(f"/assessments/{assessment.id}/criteria/DM1/care", owner="X")

    assert answer.status_code == 403
