"""Correcting the name of a document on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests import factories

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor


def test_a_city_corrects_a_name_and_the_history_tells_both(
    citizen: Visitor, reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        here = session.merge(assessment)
        path = f"/documents/{factories.make_document(session, assessment=here).id}"

    answer = citizen.post(f"{path}/name", name="Minutes of May")
    page = citizen.text(path)
    refused = reviewer.post(f"{path}/name", name="Mine")

    assert (answer.status_code, answer.location) == (303, path)
    assert "It is called Minutes of May.txt now." in page
    told = citizen.text(f"/assessments/{assessment.id}/history")
    assert "Tom Okafor renamed minutes.txt to Minutes of May.txt." in told
    assert refused.status_code == 403
    assert "Correct its name" not in reviewer.text(path)
