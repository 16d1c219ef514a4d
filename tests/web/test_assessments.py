from __future__ import annotations

from typing import TYPE_CHECKING

from storage import assessments
from storage.models import Assessment, City, Role
from tests import factories
from tests.web.browsing import Visitor, visitor, words

if TYPE_CHECKING:
    from flask import Flask

    from storage.store import Store


def test_an_empty_list_tells_the_lead_what_to_do(app: Flask, store: Store) -> None:
    with store.transaction() as session:
        person = factories.make_person(session, role=Role.LEAD)

    said = visitor(app, store, person).text("/")

    assert "No assessment is open yet. Add a city, open its assessment" in said


def test_a_reviewer_without_a_city_hears_whom_to_ask(app: Flask, store: Store) -> None:
    with store.transaction() as session:
        person = factories.make_person(session, role=Role.REVIEWER)

    said = visitor(app, store, person).text("/")

    assert "No city is yours to review yet. Ask the lead of your programme" in said


def test_a_city_with_one_assessment_goes_straight_to_it(
    citizen: Visitor, assessment: Assessment
) -> None:
    answer = citizen.get("/")

    assert (answer.status_code, answer.location) == (
        303,
        f"/assessments/{assessment.id}",
    )


def test_the_list_names_each_city_with_its_standard(
    reviewer: Visitor, assessment: Assessment
) -> None:
    said = reviewer.text("/")

    assert f"Riverbend Colombia {assessment.edition}" in said


def test_the_overview_of_an_empty_assessment_asks_for_documents(
    citizen: Visitor, assessment: Assessment
) -> None:
    said = citizen.text(f"/assessments/{assessment.id}")

    assert "There are no documents yet." in said
    assert "0 of 43 criteria met (0.0 %)" in said
    assert "22 more criteria reach Silver." in said


def test_the_overview_tells_how_many_links_stand_how(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        for criterion in ("DM1", "DM2"):
            factories.make_link(session, document=document, criterion=criterion)

    said = reviewer.text(f"/assessments/{assessment.id}")

    assert "Documents read 1" in said
    assert "Links that wait for review 2 Review them" in said


def test_the_lead_removes_the_example_with_one_click(
    lead: Visitor, store: Store
) -> None:
    with store.transaction() as session:
        city = assessments.add_city(session, "Sampleton", "US", is_example=True)
        example = factories.make_assessment(session, city=city)
        factories.make_link(
            session,
            document=factories.make_read_document(session, assessment=example),
        )
    page = lead.text(f"/assessments/{example.id}")

    answer = lead.post(f"/assessments/{example.id}/removal")

    assert "This is a worked example." in page
    assert "Remove the example" in page
    assert (answer.status_code, answer.location) == (303, "/people")
    assert "Sampleton is removed." in lead.text("/people")
    with store.snapshot() as session:
        assert session.query(City).filter_by(name="Sampleton").count() == 0
        assert session.query(Assessment).filter_by(id=example.id).count() == 0


def test_a_city_that_is_no_example_is_not_removed(
    lead: Visitor, assessment: Assessment
) -> None:
    answer = lead.post(f"/assessments/{assessment.id}/removal")

    assert answer.status_code == 400
    assert "so it stays. A city leaves by: assay cities delete" in words(answer)
    assert lead.get(f"/assessments/{assessment.id}").status_code == 200


def test_only_the_lead_sees_the_button_that_removes_the_example(
    reviewer: Visitor, store: Store
) -> None:
    with store.transaction() as session:
        city = assessments.add_city(session, "Sampleton", "US", is_example=True)
        example = factories.make_assessment(session, city=city)

    said = reviewer.text(f"/assessments/{example.id}")

    assert "This is a worked example." in said
    assert "Remove the example" not in said
