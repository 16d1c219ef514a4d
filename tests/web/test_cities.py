from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storage import assessments
from tests.web.browsing import Visitor, words

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store

CHOSEN = re.compile(r'<option value="(\w*)" selected>([^<]*)</option>')


def test_a_city_is_corrected_on_its_page_and_its_history_says_so(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    page = f"/cities/{assessment.city_id}"
    before = CHOSEN.findall(lead.get(page).text)

    answer = lead.post(page, name="Riverbend Falls", country="CA", population="64 500")

    assert before == [("CO", "Colombia")]
    assert (answer.status_code, answer.location) == (303, "/people")
    with store.snapshot() as session:
        city = assessments.city(session, assessment.city_id)
    assert (city.name, city.country, city.population) == (
        "Riverbend Falls",
        "CA",
        64500,
    )
    assert "Riverbend Falls is corrected." in words(lead.get("/people"))
    assert CHOSEN.findall(lead.get(page).text) == [("CA", "Canada")]
    history = words(lead.get(f"/assessments/{assessment.id}/history"))
    assert "Marta Reyes corrected what is kept of Riverbend Falls itself." in history


def test_a_city_s_page_leads_to_its_sign_in_service(
    lead: Visitor, assessment: Assessment
) -> None:
    page = f"/cities/{assessment.city_id}"

    assert f'href="{page}"' in lead.get("/people").text
    assert f'href="{page}/provider"' in lead.get(page).text


def test_a_correction_that_is_refused_is_shown_again_with_the_reason(
    lead: Visitor, assessment: Assessment
) -> None:
    page = f"/cities/{assessment.city_id}"

    without = lead.post(page, name="Riverbend", country="", population="many")
    unknown = lead.post(page, name="Riverbend", country="ZZ")

    assert (without.status_code, unknown.status_code) == (400, 400)
    assert "Choose the country." in words(without)
    assert "Write a whole number, such as 250000." in words(without)
    assert "'ZZ' is none." in words(unknown)


def test_a_city_kept_with_a_code_that_is_none_is_shown_and_asked_for_one(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        assessments.city(session, assessment.city_id).country = "XX"

    page = lead.get(f"/cities/{assessment.city_id}")

    assert 'data-label="Country">XX<' in lead.get("/people").text
    assert (page.status_code, CHOSEN.findall(page.text)) == (200, [])
