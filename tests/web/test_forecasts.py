from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from criteria.editions import standard
from criteria.scores.counting import months_before
from criteria.scores.forecast import Point
from storage import decisions, documents
from storage.models import Verdict
from tests import factories
from tests.web.confirming import confirm
from web import texts
from web.forecasts import drawn

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor

LATEST = re.compile(r'data-label="The two latest">([^<]*)<')


def test_the_calendar_names_the_day_of_the_drop_and_the_paper(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    today = date.today()  # noqa: DTZ011 - the page asks the clock as well
    confirm(store, assessment, "BF3", dated=today - timedelta(days=400))

    page = citizen.get(f"/assessments/{assessment.id}/calendar").text

    assert page.count("<svg") == 1
    assert "Lost:" in page
    assert "The criterion is lost." in page


def test_nothing_to_renew_is_said(citizen: Visitor, assessment: Assessment) -> None:
    said = citizen.text(f"/assessments/{assessment.id}/calendar")

    assert "No confirmed evidence grows too old within two years." in said


def test_the_days_of_a_confirmed_schedule_show_a_rhythm(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    today = date.today()  # noqa: DTZ011 - the page asks the clock as well
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    held = [months_before(quarter, months) for months in (9, 3)]
    page = f"/assessments/{assessment.id}"
    citizen.post(
        f"{page}/evidence/schedule",
        title="Meetings of the data board",
        dates="\n".join(one.isoformat() for one in held),
    )
    with store.transaction() as session:
        reviewer = factories.make_person(session)
        [document] = documents.listed(session, assessment)
        text = "\n".join(f"- {one.isoformat()}" for one in held)
        factories.make_read_document(session, document=document, text=text)
        link = factories.make_link(session, document=document, criterion="DM1")
    before = LATEST.findall(citizen.get(f"{page}/calendar").text)
    with store.transaction() as session:
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=reviewer, seen=0)

    after = LATEST.findall(citizen.get(f"{page}/calendar").text)
    none = "None dated"
    assert (before[0], after[0]) == (
        none,
        f"{texts.day(held[1])}, {texts.day(held[0])}",
    )
    assert before[1:] == after[1:] == [none, none]


def test_the_curve_is_drawn_in_steps() -> None:
    whole = standard.load("wwc-2022")
    points = [
        Point(date(2026, 1, 1), 43, None, (), ()),
        Point(date(2027, 1, 1), 0, None, ("DM1",), ()),
    ]

    found = drawn(whole, points, 43)

    assert found.line == "M 40 16.0 H 334.6 V 186.0 H 630"
    assert [drop.name for drop in found.drops] == ["2027-01-01"]
    assert [level.name for level in found.levels] == [
        "Silver 22",
        "Gold 30",
        "Platinum 37",
    ]
