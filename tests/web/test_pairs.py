from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.evidence import Standing
from storage import links
from storage.models import Document
from tests import factories
from tests.web.browsing import Visitor, words

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store

TEXT = """The City shall adopt an open data policy next year.

The committee met
on 3 March."""


@pytest.fixture
def document_id(store: Store, assessment: Assessment) -> str:
    with store.transaction() as session:
        return factories.make_read_document(
            session, text=TEXT, assessment=assessment
        ).id


def _linked(store: Store, document_id: str) -> list[tuple[str, list[str], Standing]]:
    with store.snapshot() as session:
        found = links.of_document(session, session.get_one(Document, document_id))
        return [
            (one.criterion, [row.quote for row in one.passages], one.standing)
            for one in found
        ]


def test_a_document_that_is_not_linked_shows_what_was_nearest(
    reviewer: Visitor, document_id: str
) -> None:
    said = reviewer.text(f"/documents/{document_id}/criteria/OD1")

    assert "Why it is not linked" in said
    assert "The City shall adopt an open data policy next year." in said
    assert "The passage counts as planned because of" in said


def test_a_criterion_none_of_whose_words_stand_there_says_so(
    reviewer: Visitor, document_id: str
) -> None:
    said = reviewer.text(f"/documents/{document_id}/criteria/EVAL4")

    assert "No main words of any rule for this criterion stand in this" in said


def test_a_link_made_by_hand_keeps_the_words_as_they_stand_and_waits_for_review(
    citizen: Visitor, store: Store, document_id: str
) -> None:
    answer = citizen.post(
        f"/documents/{document_id}/criteria/DM1", quote="The committee  met on 3 March."
    )

    assert _linked(store, document_id) == [
        ("DM1", ["The committee met\non 3 March."], Standing.UNDECIDED)
    ]
    said = citizen.text(answer.headers["Location"])
    assert "A person marked these words." in said


def test_words_that_stand_nowhere_are_refused_and_kept_in_the_form(
    reviewer: Visitor, store: Store, document_id: str
) -> None:
    answer = reviewer.post(
        f"/documents/{document_id}/criteria/DM1", quote="The board met."
    )

    assert answer.status_code == 400
    assert "These words do not stand in the document like this." in words(answer)
    assert "The board met." in words(answer)
    assert _linked(store, document_id) == []


def test_a_link_without_words_is_made_too(
    reviewer: Visitor, store: Store, document_id: str
) -> None:
    reviewer.post(f"/documents/{document_id}/criteria/DM1", quote="")

    assert _linked(store, document_id) == [("DM1", [], Standing.UNDECIDED)]


def test_the_list_of_criteria_leads_to_the_page_of_one(
    reviewer: Visitor, document_id: str
) -> None:
    answer = reviewer.get(f"/documents/{document_id}/criteria?code=DM2&quote=met")
    unknown = reviewer.get(f"/documents/{document_id}/criteria?code=DM99")

    assert answer.headers["Location"] == (
        f"/documents/{document_id}/criteria/DM2?quote=met"
    )
    assert unknown.status_code == 404
