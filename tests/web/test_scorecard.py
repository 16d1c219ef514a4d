from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from criteria.evidence import Statement
from storage import decisions
from storage.models import Verdict
from tests import factories
from tests.web.browsing import Visitor, words

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store


def _confirm(store: Store, assessment: Assessment, *codes: str) -> None:
    with store.transaction() as session:
        reviewer = factories.make_person(session)
        document = factories.make_read_document(session, assessment=assessment)
        for code in codes:
            link = factories.make_link(session, document=document, criterion=code)
            decisions.decide(session, link.id, Verdict.CONFIRMED, by=reviewer, seen=0)


def test_the_score_counts_what_was_confirmed_and_says_what_is_missing_to_a_level(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    _confirm(store, assessment, "DM1", "DM2", "OD1")

    said = reviewer.text(f"/assessments/{assessment.id}/score")

    assert "3 of 43 criteria met (6.9 %)" in said
    assert "No level is reached yet. 19 more criteria reach Silver." in said
    assert "Silver 22 Gold 30 Platinum 37" in said
    assert "Data Management 2 / 9" in said


def test_every_cell_of_the_heat_map_has_a_word_and_leads_to_its_criterion(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    _confirm(store, assessment, "DM1")
    page = reviewer.get(f"/assessments/{assessment.id}/score")

    said = words(page)
    assert "Data Management 1 of 9 DM1 Met DM2 None DM3 None" in said
    assert (
        page.text.count(f'<a href="/assessments/{assessment.id}/criteria/')
        == 43 + 2 * 42
    )


def test_the_gaps_come_as_a_table_for_spreadsheets(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    _confirm(store, assessment, "DM1")

    answer = citizen.get(f"/assessments/{assessment.id}/gaps.csv")

    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"].startswith(
        "attachment; filename=gaps-Riverbend-"
    )
    assert rows[0][:4] == ["criterion", "name", "practice", "reason"]
    assert len(rows) == 1 + 42
    assert [row[0] for row in rows[1:3]] == ["DM2", "DM3"]


def test_a_criterion_tells_what_it_asks_what_is_linked_and_what_is_next(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        factories.make_link(session, document=document, criterion="DM1")

    said = citizen.text(f"/assessments/{assessment.id}/criteria/DM1")

    assert "There is a written list of who is responsible" in said
    assert "Our wording, not official." in said
    assert "minutes.txt Waits for review Stated The committee met." in said
    assert "What to do next:" in said


def test_a_criterion_without_links_says_what_to_upload(
    citizen: Visitor, assessment: Assessment
) -> None:
    said = citizen.text(f"/assessments/{assessment.id}/criteria/DM2")

    assert "No document is linked to this criterion." in said


def test_a_gap_shows_what_is_only_planned_and_what_a_rule_nearly_found(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        near = factories.make_document(session, assessment=assessment, name="memo.txt")
        factories.make_read_document(
            session, document=near, text="The budget names a chief data officer."
        )
        plan = factories.make_read_document(session, assessment=assessment)
        factories.make_link(
            session, document=plan, criterion="LC5", statement=Statement.PLANNED
        )

    said = citizen.text(f"/assessments/{assessment.id}/criteria/LC5")

    _head, _found, planned = said.partition("Planned, not done yet")
    planned, _found, misses = planned.partition("Nearest misses")
    assert "minutes.txt The committee met." in planned
    assert "memo.txt The budget names a chief data officer." in misses


def test_a_criterion_that_the_edition_does_not_have_is_not_there(
    citizen: Visitor, assessment: Assessment
) -> None:
    answer = citizen.get(f"/assessments/{assessment.id}/criteria/XX9")

    assert answer.status_code == 404


@pytest.mark.parametrize(("unread", "word"), [(0, "None"), (1, "Unknown")])
def test_a_criterion_is_unknown_while_documents_wait_to_be_read(
    reviewer: Visitor, store: Store, assessment: Assessment, unread: int, word: str
) -> None:
    with store.transaction() as session:
        for _ in range(unread):
            factories.make_document(session, assessment=assessment)

    said = reviewer.text(f"/assessments/{assessment.id}/score")

    assert f"DM1 {word} DM2 {word}" in said
