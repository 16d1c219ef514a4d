"""A city reads its own history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import assessments, events
from storage.deeds import Deed
from storage.models import Verdict
from tests import factories
from web import history

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor


def _told(visitor: Visitor, assessment: Assessment, query: str = "") -> str:
    return visitor.text(f"/assessments/{assessment.id}/history{query}")


def test_a_city_reads_who_did_what_in_plain_sentences(
    reviewer: Visitor, citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        link = factories.make_link(session, document=document, criterion="DM1")
    reviewer.post(f"/links/{link.id}/decision", verdict=Verdict.CONFIRMED, seen="0")

    told = _told(citizen, assessment)

    assert "Ana Ruiz confirmed minutes.txt for DM1." in told
    assert "Assay read minutes.txt (pages: 1)." in told
    assert told.index("confirmed minutes.txt") < told.index("added the city")


def test_an_event_names_the_request_that_its_answer_named(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    del assessment
    answer = lead.post("/cities", name="Elsewhere", country="CO")

    with store.snapshot() as session:
        city = assessments.city_named(session, "Elsewhere")
        [added] = events.listed(session, city.id)
    assert added.content is not None
    assert added.content["who"] == "Marta Reyes"
    assert added.content["request"] == answer.headers["X-Request-Id"]


@pytest.mark.parametrize(("count", "pages"), [(50, 1), (51, 2)])
def test_a_long_history_is_shown_page_by_page(
    citizen: Visitor, store: Store, assessment: Assessment, count: int, pages: int
) -> None:
    with store.transaction() as session:
        has, _ = events.head(session, assessment.city_id)
        for number in range(count - has):
            events.record(
                session, Deed.SUPPOSED, assessment.city_id, name=f"idea {number}."
            )

    first = _told(citizen, assessment)

    assert first.count("Older") == pages - 1
    assert first.count(" kept the what-if ") == min(count - has, 50)
    assert first.count("added the city") == 2 - pages
    assert "added the city" in _told(citizen, assessment, "?before=3")


def test_a_history_of_which_nothing_was_kept_says_what_will_be(
    citizen: Visitor, assessment: Assessment
) -> None:
    assert "Nothing was kept so far." in _told(citizen, assessment, "?before=1")


def test_every_deed_has_its_sentence() -> None:
    nobodys = {Deed.SIGN_IN_FAILED, Deed.SIGN_IN_LOCKED}

    wordings = {deed: history.wording(deed) for deed in Deed if deed not in nobodys}

    assert all(said.startswith("%(who)s ") for said in wordings.values())
    assert all("%(name)s" in history.wording(deed) for deed in nobodys)
