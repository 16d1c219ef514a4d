"""Saved views of the queue, and the filter of what somebody has judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import decisions, views
from storage.models import Verdict
from tests import factories
from tests.web.browsing import Visitor, visitor, words

if TYPE_CHECKING:
    from flask import Flask

    from storage.models import Assessment
    from storage.store import Store


def test_a_view_is_saved_listed_for_its_person_alone_and_deleted(
    app: Flask, store: Store, assessment: Assessment, reviewer: Visitor
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)
    other = visitor(app, store, person)
    queue = f"/assessments/{assessment.id}/review"
    saved = reviewer.post(
        f"{queue}/views?strength=strong&order=decisive", name="Strong"
    )
    again = reviewer.post(f"{queue}/views?strength=weak&criterion=none", name="Strong")
    page, others = reviewer.get(queue).text, other.get(queue).text
    foreign = other.post(f"{queue}/views/removal", name="Strong")
    deleted = reviewer.post(f"{queue}/views/removal", name="Strong")

    assert saved.headers["Location"] == f"{queue}?strength=strong&order=decisive"
    assert again.status_code == 303
    assert page.count(f'href="{queue}?strength=weak">Strong</a>') == 1
    assert "Saved views" not in others
    assert (foreign.status_code, deleted.status_code) == (404, 303)
    assert "Saved views" not in reviewer.get(queue).text


def test_a_view_needs_a_name_and_there_are_at_most_twenty(
    assessment: Assessment, reviewer: Visitor
) -> None:
    path = f"/assessments/{assessment.id}/review/views?state=all"
    nameless = reviewer.post(path, name=" ")
    for number in range(views.MOST):
        reviewer.post(path, name=f"View {number}")
    answer = reviewer.post(path, name="One more")

    assert nameless.status_code == 400
    assert "Give the view a name." in words(nameless)
    assert answer.status_code == 400
    assert "You have 20 saved views. Delete one first." in words(answer)


def test_mine_is_what_somebody_has_judged_and_not_taken_back(
    app: Flask, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        ana, ben = factories.make_person(session), factories.make_person(session)
        document = factories.make_read_document(session, assessment=assessment)
        ids = [
            factories.make_link(session, document=document, criterion=code).id
            for code in ("DM1", "DM2", "OD1")
        ]
        decisions.decide(session, ids[0], Verdict.CONFIRMED, by=ana, seen=0)
        decisions.decide(session, ids[1], Verdict.CONFIRMED, by=ben, seen=0)
        decisions.decide(session, ids[2], Verdict.UNSURE, by=ana, seen=0)
        decisions.take_back(session, ids[2], by=ana, seen=1)
    page = visitor(app, store, ana).get(
        f"/assessments/{assessment.id}/review?state=mine"
    )

    assert [f"/links/{one}?state=mine" in page.text for one in ids] == [
        True,
        False,
        False,
    ]
