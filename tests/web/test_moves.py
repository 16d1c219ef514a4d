from __future__ import annotations

from typing import TYPE_CHECKING

from tests import factories
from tests.web.confirming import confirm, first

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor


def test_editions_say_how_much_of_them_is_known(
    citizen: Visitor, assessment: Assessment
) -> None:
    said = citizen.text(f"/assessments/{assessment.id}/editions")

    assert "wwc-2022" in said
    assert "No: the text is not public" in said
    assert "No later edition is known" in said


def test_a_move_is_previewed_with_both_scores(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        older = factories.make_assessment(
            session, city=assessment.city, edition="wwc-2018"
        )
    confirm(store, older, *first(5, "wwc-2018"))

    said = lead.text(f"/assessments/{older.id}/editions/wwc-2022")

    assert "Nothing is moved, and nothing moves as met." in said
    assert "wwc-2018 4 of 13 known criteria met" in said
    assert "wwc-2022 0 of 43 criteria met" in said


def test_a_move_that_no_crosswalk_leads_to_is_not_there(
    lead: Visitor, assessment: Assessment
) -> None:
    answer = lead.get(f"/assessments/{assessment.id}/editions/wwc-2018")

    assert answer.status_code == 404
