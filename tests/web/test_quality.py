from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.evidence import Reason
from storage import decisions, doubles
from storage.models import Role, Verdict
from tests import factories

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor

PAGE = "/rules/wwc-2022/quality"


@pytest.fixture
def judged(store: Store, assessment: Assessment) -> None:
    """Five documents that one rule proposed for DM1: four rejected, one undecided."""
    with store.transaction() as session:
        reviewer = factories.make_person(session)
        for number in range(5):
            document = factories.make_read_document(session, assessment=assessment)
            link = factories.make_link(session, document=document, criterion="DM1")
            if number:
                decisions.decide(
                    session,
                    link.id,
                    Verdict.REJECTED,
                    by=reviewer,
                    seen=0,
                    reason=Reason.WRONG_DOCUMENT,
                )


@pytest.mark.usefixtures("judged")
def test_a_rule_that_fails_is_marked_and_its_failures_are_one_click_away(
    lead: Visitor,
) -> None:
    listed = lead.get(PAGE)
    shown = lead.text(f"{PAGE}/DM1.rule")

    row = lead.text(PAGE).partition("No other rule DM1.rule")[2]
    assert row.startswith(
        " DM1.rule not in force any more 4 failures DM1.rule 5 4 0 0 % 0 – 49 "
        "Needs work 5"
    )
    assert f'href="{PAGE}/DM1.rule#failures"' in listed.text
    assert "English Minutes or agenda 5 4 0 0 % 0 – 49 Needs work 5" in shown
    assert shown.count("The wrong document") == 4


def test_a_hidden_vote_changes_no_figure(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        link = factories.make_link(session, document=document, criterion="DM1")
        doubles.share(
            session,
            assessment,
            100,
            by=factories.make_person(session, role=Role.LEAD),
        )
    before = lead.text(PAGE)
    with store.transaction() as session:
        by = factories.make_person(session)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=by, seen=0)

    assert lead.text(PAGE) == before


def test_without_proposals_the_page_says_when_figures_appear(lead: Visitor) -> None:
    assert "No rule has proposed anything yet." in lead.text(PAGE)
    assert "This rule has proposed nothing yet." in lead.text(f"{PAGE}/DM1.x")
