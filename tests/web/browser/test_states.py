"""The states of the desk that few see: nothing keeps anybody out of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from criteria.evidence import Reason
from storage import conflicts, decisions, doubles, links, requests
from storage.clock import now
from storage.models import Assessment, City, Person, Role, Verdict
from tests import factories
from tests.web.browser.examining import Examiner

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from sqlalchemy.orm import Session

    from tests.web.browser.opening import Opener, Site

pytestmark = pytest.mark.browser

QUOTES = (
    "The committee met and adopted the plan for the data of the city.",
    "The committee meets every quarter and keeps minutes of its decisions.",
)


def _see(page: Page, state: str, *, shows: str) -> list[str]:
    """Tell what is wrong with a page once it shows what makes its state."""
    page.get_by_text(shows).first.wait_for()
    return Examiner.of(page).look(state)


def _rosa(session: Session) -> Person:
    return session.scalars(sa.select(Person).where(Person.name == "Rosa Vega")).one()


def _judged_by_one(site: Site) -> tuple[str, str, str]:
    """Two links of two documents that say the same, and one whose basis changed."""
    with site.store.transaction() as session:
        assessment = session.get_one(Assessment, site.empty.id)
        ids = []
        for score in (0.9, 0.8):
            document = factories.make_read_document(session, assessment=assessment)
            proposal = factories.make_proposal(
                criterion="DM1", score=score, quotes=QUOTES
            )
            links.propose(session, document, [proposal], rules_digest="r1")
            ids += [link.id for link in links.of_document(session, document)]
        document = factories.make_read_document(session, assessment=assessment)
        lost = factories.make_link(session, document=document)
        decisions.decide(session, lost.id, Verdict.CONFIRMED, by=_rosa(session), seen=0)
        links.propose(session, document, [], rules_digest="r2")
        return ids[0], ids[1], lost.id


def _ends(page: Page, site: Site, waits: str, lost: str) -> list[str]:
    """Tell what is wrong with a queue in which the lead, then nobody, has work left."""
    queue, ails = f"/assessments/{site.empty.id}/review", []
    with site.store.transaction() as session:
        rosa = _rosa(session)
        decisions.decide(session, lost, Verdict.CONFIRMED, by=rosa, seen=1)
        decisions.decide(session, waits, Verdict.UNSURE, by=rosa, seen=0)
    page.goto(queue)
    page.get_by_text("What is left is for the lead.").wait_for()
    ails += Examiner.of(page).ails()
    with site.store.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD)
        decisions.decide(session, waits, Verdict.CONFIRMED, by=lead, seen=1)
    page.goto(queue)
    page.get_by_text("Every link is decided.").wait_for()
    return ails + Examiner.of(page).ails()


def _judged_by_two(site: Site) -> tuple[str, str]:
    """A link that waits for its second vote, and one about which two disagree."""
    waits, disputed, *_rest = site.link_ids()
    with site.store.transaction() as session:
        assessment = session.get_one(Assessment, site.assessment.id)
        rosa, ben = _rosa(session), factories.make_person(session, name="Ben Osei")
        lead = factories.make_person(session, role=Role.LEAD)
        doubles.share(session, assessment, 100, by=lead)
        for link_id in (waits, disputed):
            decisions.decide(session, link_id, Verdict.CONFIRMED, by=rosa, seen=0)
        decisions.decide(
            session,
            disputed,
            Verdict.REJECTED,
            by=ben,
            seen=0,
            reason=Reason.OUT_OF_DATE,
            note="There is a newer one.",
        )
        asked = requests.ask_city(
            session,
            assessment,
            "DM1",
            by=rosa,
            due=now(session).date() + timedelta(days=30),
            note="The minutes of June are missing.",
        )
        requests.withdraw(session, asked, by=rosa)
    return waits, disputed


def test_nothing_keeps_anybody_out_where_a_link_is_judged_by_one(
    open_page: Opener, site: Site
) -> None:
    page = open_page(Role.REVIEWER, name="Rosa Vega")
    first, second, lost = _judged_by_one(site)
    ails: list[str] = []

    page.goto(f"/links/{first}")
    page.get_by_text("1 more passage").click()
    page.keyboard.press("r")
    ails += _see(page, "clause and key passage", shows="The reason is about")
    page.goto(f"/links/{first}/similar")
    page.keyboard.press("r")
    ails += _see(page, "similar links", shows="For links to DM1, the reason is about")
    page.goto(f"/links/{second}")
    with site.store.transaction() as session:
        ben = factories.make_person(session, name="Ben Osei")
        decisions.decide(session, second, Verdict.CONFIRMED, by=ben, seen=0)
    page.get_by_role("button", name="Confirm").click()
    ails += _see(page, "decided meanwhile", shows="Ben Osei decided this link first.")
    page.goto(f"/links/{lost}")
    ails += _see(page, "basis changed", shows="No rule finds this any more.")
    page.goto(f"/assessments/{site.empty.id}/review?state=rejected&criterion=DM1")
    ails += _see(page, "nothing passes", shows="No link passes these filters.")
    ails += _ends(page, site, first, lost)

    assert ails == []


def test_nothing_keeps_anybody_out_where_two_judge_a_link_or_somebody_must_not(
    open_page: Opener, site: Site
) -> None:
    page = open_page(Role.REVIEWER, name="Rosa Vega")
    lead = open_page(Role.LEAD)
    waits, disputed = _judged_by_two(site)
    ails: list[str] = []

    page.goto(f"/links/{waits}")
    ails += _see(page, "one vote is in", shows="It waits for a second reviewer")
    page.goto(f"/links/{disputed}")
    ails += _see(page, "both votes are in", shows="This link is for the lead")
    lead.goto(f"/links/{disputed}")
    ails += _see(lead, "to be settled", shows="There is a newer one.")
    page.goto(f"/assessments/{site.assessment.id}/criteria/DM1/talk")
    ails += _see(page, "withdrawn request", shows="Withdrawn")
    with site.store.transaction() as session:
        city = session.get_one(City, site.assessment.city_id)
        conflicts.recuse(session, _rosa(session), city, "My sister works there.")
    page.goto(f"/assessments/{site.assessment.id}/review")
    ails += _see(page, "recused", shows="You may not do this")

    assert ails == []
